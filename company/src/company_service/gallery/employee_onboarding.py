"""A new colleague: what must be ready is worked out, ordered, checked before the first day, and nobody is forgotten."""

from company_service.gallery.template import PEOPLE, AgentPlan, Template, answered, places, say, takes, text_field

_PLAN = """\
tasks = [
    {"team": "IT", "what": "Account, mailbox and password manager"},
    {"team": "IT", "what": "Laptop with the usual programs"},
    {"team": "HR", "what": "Contract signed and filed, payroll informed"},
    {"team": "Facilities", "what": "Desk, key and badge"},
]
department = input["department"]
if department == "Engineering":
    tasks.append({"team": "IT", "what": "Access to source code and build servers"})
if department == "Sales":
    tasks.append({"team": "Sales", "what": "Access to the CRM and a first list of customers"})
if input["remote"]:
    tasks = [task for task in tasks if task["team"] != "Facilities"]
    tasks.append({"team": "IT", "what": "Laptop sent home, with a headset"})
return {"tasks": tasks, "count": len(tasks)}
"""

TEMPLATE = Template(
    key="employee-onboarding",
    category="people",
    icon="users",
    name=say("Welcome new colleagues", "Neue Kolleginnen und Kollegen einarbeiten"),
    promise=say(
        "On the first day everything is ready, and nobody had to chase anybody.",
        "Am ersten Tag ist alles bereit, und niemand musste jemandem hinterherlaufen.",
    ),
    audience=say("HR, IT, team leads", "Personal, IT, Teamleitungen"),
    how=(
        say(
            "Works out what this person needs, by department and place of work.",
            "Ermittelt, was diese Person braucht, nach Abteilung und Arbeitsort.",
        ),
        say("Orders each item from the team that provides it.", "Bestellt jeden Punkt beim zuständigen Team."),
        say(
            "Asks, before the first day, whether everything is there.",
            "Fragt vor dem ersten Tag nach, ob alles da ist.",
        ),
        say("Waits for the first day and says welcome.", "Wartet auf den ersten Tag und heißt willkommen."),
    ),
    needs=(
        say(
            "Your ticket system: put its address into the step “Order it”. Until you publish, that step answers with "
            "sample data and sends nothing.",
            "Ihr Ticketsystem: Tragen Sie seine Adresse in den Schritt „Bestellen“ ein. Bis Sie veröffentlichen, "
            "antwortet der Schritt mit Beispieldaten und sendet nichts.",
        ),
        say(
            "The people who decide: name them in the step “Is everything ready?”.",
            "Wer entscheidet: Nennen Sie die Personen im Schritt „Ist alles bereit?“.",
        ),
    ),
    minutes_saved=90,
    agent=AgentPlan(
        name=say("Onboarding", "Einarbeitung"),
        role=say("HR assistant", "Assistenz Personal"),
        goal=say(
            "Have everything ready before a new colleague comes.",
            "Alles bereit haben, bevor jemand Neues kommt.",
        ),
        instructions=say(
            "Work out what the new colleague needs, order it, and remind until it is there.",
            "Ermitteln Sie, was die neue Person braucht, bestellen Sie es und erinnern Sie, bis es da ist.",
        ),
    ),
    graph={
        "input": takes(
            ["name", "department", "start"],
            name=text_field(say("Name", "Name")),
            department={
                "type": "string",
                "enum": ["Engineering", "Sales", "Finance", "Operations"],
                "title": say("Department", "Abteilung"),
            },
            start={"type": "string", "format": "date", "title": say("First day", "Erster Tag")},
            remote={"type": "boolean", "default": False, "title": say("Works from home", "Arbeitet von zu Hause")},
        ),
        "steps": [
            {
                "id": "plan",
                "type": "code",
                "name": say("Work out what is needed", "Bedarf ermitteln"),
                "with": {
                    "code": _PLAN,
                    "input": {
                        "department": "{{ input.department }}",
                        "remote": "{{ has(input.remote) ? input.remote : false }}",
                    },
                },
            },
            {
                "id": "each",
                "type": "for_each",
                "name": say("For each item", "Für jeden Punkt"),
                "with": {
                    "items": "{{ steps.plan.output.tasks }}",
                    "parallel": 3,
                    "mode": "collect",
                    "output": "{{ item.team + ': ' + item.what }}",
                },
            },
            {
                "id": "order",
                "type": "http.request",
                "in": "each",
                "name": say("Order it", "Bestellen"),
                "with": {
                    "method": "POST",
                    "url": "https://tickets.example.com/api/orders",
                    "json": {
                        "team": "{{ item.team }}",
                        "what": "{{ item.what }}",
                        "for": "{{ input.name }}",
                        "due": "{{ input.start }}",
                    },
                },
                "retry": {"max": 5, "backoff": "5s"},
                "pinned": answered({"number": "O-1201"}, 201),
            },
            {
                "id": "ready",
                "type": "approval",
                "name": say("Is everything ready?", "Ist alles bereit?"),
                "with": {
                    "title": say("Is everything ready for {{ input.name }}?", "Ist alles bereit für {{ input.name }}?"),
                    "description": say(
                        "First day: {{ input.start }}. Look at the list before you answer.",
                        "Erster Tag: {{ input.start }}. Bitte die Liste durchsehen.",
                    ),
                    "to": PEOPLE,
                    "choices": ["ready", "something is missing"],
                    "context": {
                        say("Department", "Abteilung"): "{{ input.department }}",
                        say("Ordered", "Bestellt"): "{{ steps.each.output.items }}",
                    },
                    "remind_after": "1d",
                },
            },
            {
                "id": "chase",
                "type": "notify",
                "name": say("Chase what is missing", "Fehlendes anmahnen"),
                "with": {
                    "to": ["role:admin", "role:owner"],
                    "title": say("Something is missing for {{ input.name }}", "Für {{ input.name }} fehlt noch etwas"),
                    "body": "{{ steps.ready.output.comment }}",
                },
            },
            {
                "id": "until",
                "type": "wait",
                "name": say("Wait for the first day", "Auf den ersten Tag warten"),
                "join": "any",
                "with": {"until": "{{ input.start + 'T08:00:00' }}", "timezone": "Europe/Berlin"},
                "pinned": {"output": {"until": "2027-01-11T07:00:00Z", "resumed_at": "2027-01-11T07:00:00Z"}},
            },
            {
                "id": "welcome",
                "type": "notify",
                "name": say("Say welcome", "Willkommen heißen"),
                "with": {
                    "to": PEOPLE,
                    "title": say(
                        "{{ input.name }} starts today in {{ input.department }}",
                        "{{ input.name }} fängt heute an: {{ input.department }}",
                    ),
                    "body": say(
                        "Say hello, and go to lunch together.", "Sagen Sie Hallo und gehen Sie zusammen essen."
                    ),
                },
            },
        ],
        "edges": [
            {"from": "plan", "to": "each"},
            {"from": "each", "to": "ready"},
            {"from": "ready", "port": "ready", "to": "until"},
            {"from": "ready", "port": "something is missing", "to": "chase"},
            {"from": "chase", "to": "until"},
            {"from": "until", "to": "welcome"},
        ],
        "output": {
            "ordered": "{{ steps.each.output.items }}",
            "ready": "{{ steps.ready.output.choice == 'ready' }}",
        },
        "layout": places(
            order=(40, 88),
            plan=(0, 40),
            each=(304, 40),
            ready=(720, 0),
            chase=(1024, 64),
            until=(1328, 40),
            welcome=(1632, 40),
        ),
    },
    sample={"name": "Mira Novak", "department": "Engineering", "start": "2027-01-11", "remote": False},
    sample_about=say(
        "Mira Novak joins Engineering; you are asked whether everything is ready.",
        "Mira Novak beginnt in der Entwicklung; Sie werden gefragt, ob alles bereit ist.",
    ),
    asks=True,
)
