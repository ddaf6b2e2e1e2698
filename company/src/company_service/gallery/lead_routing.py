"""Enquiries from the website: scored by what is known, and handed to sales while they are warm."""

from company_service.gallery.template import PEOPLE, AgentPlan, Template, answered, places, say, takes, text_field

_INTENTS = [
    {
        "name": "wants to buy",
        "description": "Asks for an offer, a price, a demo, a trial, a call with sales, a start date",
        "examples": ["Please send us an offer", "We would like to see a demo", "What does it cost for 200 people?"],
    },
    {
        "name": "looks around",
        "description": "Compares products, reads, downloads a paper, has a first general question",
        "examples": ["We are collecting information", "Do you have a brochure?"],
    },
    {
        "name": "has a problem",
        "description": "Is a customer already and needs help or support",
        "examples": ["My account is locked", "The app does not work"],
    },
    {
        "name": "wants to sell",
        "description": "Offers us a service, search engine marketing, links, a partnership, an application for a job",
        "examples": ["We can bring you to the first place in search", "Guest post on your blog"],
    },
]
_SCORE = """\
free = ["gmail.com", "outlook.com", "gmx.de", "web.de", "yahoo.com"]
domain = input["email"].split("@")[-1].lower()
people = input["employees"] or 0
points = {"wants to buy": 50, "looks around": 20, "has a problem": 0, "wants to sell": -50}[input["intent"]]
reasons = [input["intent"]]
if domain not in free:
    points = points + 15
    reasons.append("writes from a company address")
if people >= 200:
    points = points + 30
    reasons.append("large company")
elif people >= 20:
    points = points + 15
    reasons.append("medium-sized company")
points = max(0, min(100, points))
return {"points": points, "reasons": ", ".join(reasons), "domain": domain}
"""

TEMPLATE = Template(
    key="lead-routing",
    category="sales",
    icon="filter",
    name=say("Score and route leads", "Leads bewerten und verteilen"),
    promise=say(
        "Whoever wants to buy gets a call within the hour; the rest is filed without anybody reading it.",
        "Wer kaufen will, wird binnen einer Stunde angerufen; der Rest ist abgelegt, ohne dass ihn jemand liest.",
    ),
    audience=say("Sales, marketing", "Vertrieb, Marketing"),
    how=(
        say("Understands what the enquiry wants.", "Erkennt, was die Anfrage will."),
        say(
            "Scores it from 0 to 100 by intent, address and size, and says why.",
            "Bewertet sie von 0 bis 100 nach Absicht, Adresse und Größe und sagt, warum.",
        ),
        say(
            "Files it in your CRM and tells sales about the hot ones.",
            "Legt sie im CRM ab und informiert den Vertrieb über heiße Leads.",
        ),
        say("Leaves out what is no lead.", "Lässt weg, was kein Lead ist."),
    ),
    needs=(
        say(
            "Your CRM: put its address into the step “File it in the CRM”. Until you publish, that step answers with "
            "sample data and sends nothing.",
            "Ihr CRM: Tragen Sie seine Adresse in den Schritt „Im CRM ablegen“ ein. Bis Sie veröffentlichen, antwortet "
            "der Schritt mit Beispieldaten und sendet nichts.",
        ),
        say(
            "A trigger: the contact form of your website as a webhook, or a public form.",
            "Ein Auslöser: das Kontaktformular Ihrer Website als Webhook oder ein öffentliches Formular.",
        ),
    ),
    minutes_saved=6,
    agent=AgentPlan(
        name=say("Sales desk", "Vertriebsinnendienst"),
        role=say("Inside sales", "Vertriebsinnendienst"),
        goal=say(
            "Let nobody who wants to buy wait longer than an hour.",
            "Niemanden, der kaufen will, länger als eine Stunde warten lassen.",
        ),
        instructions=say(
            "Judge each enquiry by what it says and by what is known of the company. Say why.",
            "Beurteilen Sie jede Anfrage nach ihrem Inhalt und dem, was über das Unternehmen bekannt ist. Begründen "
            "Sie es.",
        ),
    ),
    graph={
        "input": takes(
            ["name", "email", "message"],
            name=text_field(say("Name", "Name")),
            email={"type": "string", "format": "email", "title": say("E-mail", "E-Mail")},
            company=text_field(say("Company", "Unternehmen")),
            employees={"type": "integer", "minimum": 0, "title": say("Employees", "Beschäftigte")},
            message=text_field(say("Message", "Nachricht"), long=True),
        ),
        "steps": [
            {
                "id": "intent",
                "type": "ai.classify",
                "name": say("What do they want?", "Was wird gewünscht?"),
                "with": {"text": "{{ input.message }}", "labels": _INTENTS},
                "retry": {"max": 3, "backoff": "2s"},
            },
            {
                "id": "score",
                "type": "code",
                "name": say("Score it", "Bewerten"),
                "with": {
                    "code": _SCORE,
                    "input": {
                        "email": "{{ input.email }}",
                        "employees": "{{ has(input.employees) ? input.employees : 0 }}",
                        "intent": "{{ steps.intent.output.label }}",
                    },
                },
            },
            {
                "id": "route",
                "type": "branch",
                "name": say("How warm is it?", "Wie warm ist der Lead?"),
                "with": {
                    "cases": [
                        {"port": "hot", "when": "steps.score.output.points >= 70"},
                        {"port": "warm", "when": "steps.score.output.points >= 20"},
                    ],
                    "otherwise": "no lead",
                },
            },
            {
                "id": "file",
                "type": "http.request",
                "name": say("File it in the CRM", "Im CRM ablegen"),
                "join": "any",
                "with": {
                    "method": "POST",
                    "url": "https://crm.example.com/api/leads",
                    "json": {
                        "name": "{{ input.name }}",
                        "email": "{{ input.email }}",
                        "company": "{{ has(input.company) ? input.company : '' }}",
                        "message": "{{ input.message }}",
                        "score": "{{ steps.score.output.points }}",
                        "stage": "{{ steps.route.output.port }}",
                    },
                },
                "retry": {"max": 5, "backoff": "5s"},
                "pinned": answered({"id": "lead-2093"}, 201),
            },
            {
                "id": "call",
                "type": "notify",
                "name": say("Ask sales to call", "Vertrieb um Anruf bitten"),
                "with": {
                    "to": PEOPLE,
                    "title": say(
                        "Call {{ input.name }} within the hour ({{ steps.score.output.points }} of 100)",
                        "Bitte binnen einer Stunde anrufen: {{ input.name }} ({{ steps.score.output.points }} von 100)",
                    ),
                    "body": "{{ steps.score.output.reasons }}: {{ input.message }}",
                },
            },
            {
                "id": "leave",
                "type": "set",
                "name": say("Leave it", "Nicht weiterverfolgen"),
                "with": {"values": {"because": "{{ steps.score.output.reasons }}"}},
            },
        ],
        "edges": [
            {"from": "intent", "to": "score"},
            {"from": "score", "to": "route"},
            {"from": "route", "port": "hot", "to": "call"},
            {"from": "route", "port": "hot", "to": "file"},
            {"from": "route", "port": "warm", "to": "file"},
            {"from": "route", "port": "no lead", "to": "leave"},
        ],
        "output": {
            "stage": "{{ steps.route.output.port }}",
            "score": "{{ steps.score.output.points }}",
            "reasons": "{{ steps.score.output.reasons }}",
            "lead": "{{ steps.file.output.body.id }}",
        },
        "layout": places(
            intent=(0, 96), score=(304, 96), route=(608, 56), call=(912, 0), file=(912, 96), leave=(912, 192)
        ),
    },
    sample={
        "name": "Jonas Weber",
        "email": "j.weber@weber-anlagenbau.example",
        "company": "Weber Anlagenbau GmbH",
        "employees": 240,
        "message": "Good morning, we would like to see a demo of your platform next week and need an offer for 240 "
        "people before the end of the month. Could somebody call me?",
    },
    sample_about=say(
        "A company of 240 people asks for a demo and an offer.",
        "Ein Unternehmen mit 240 Beschäftigten bittet um eine Vorführung und ein Angebot.",
    ),
)
