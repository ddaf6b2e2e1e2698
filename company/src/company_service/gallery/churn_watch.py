"""Customers who may leave: mood and use are looked at every week, and somebody calls before the notice arrives."""

from company_service.gallery.template import PEOPLE, AgentPlan, Template, answered, places, say, takes

_MOODS = [
    {
        "name": "unhappy",
        "description": "Disappointed, angry, complains, thinks of leaving, compares with others, third time it fails",
        "examples": ["This is the third time", "We are looking at other products", "I am disappointed"],
    },
    {
        "name": "neutral",
        "description": "Asks something, reports a fact, an ordinary request",
        "examples": ["Please change our address", "How do I add a user?"],
    },
    {
        "name": "happy",
        "description": "Thanks, praises, wants more, recommends",
        "examples": ["Great support, thank you", "We want to add more people"],
    },
]
_CUSTOMERS = {
    "customers": [
        {
            "name": "Auental Energie",
            "use_change": -55,
            "days_to_renewal": 40,
            "last_message": "This is the third time the export failed. We are looking at other products now.",
        },
        {
            "name": "Papier & Stift",
            "use_change": 12,
            "days_to_renewal": 200,
            "last_message": "Great support yesterday, thank you! We want to add five more people.",
        },
        {
            "name": "Hotel Vieux Port",
            "use_change": -30,
            "days_to_renewal": 75,
            "last_message": "Please change our invoice address to Rue du Lac 4.",
        },
        {
            "name": "Harbour Freight Lines",
            "use_change": -4,
            "days_to_renewal": 310,
            "last_message": "How do I add a user with read rights only?",
        },
    ]
}
_RANK = """\
ranked = []
for each in input["customers"]:
    risk = {"unhappy": 50, "neutral": 10, "happy": 0}[each["mood"]]
    if each["use_change"] < -20:
        risk = risk + 30
    if each["days_to_renewal"] < 90:
        risk = risk + 20
    ranked.append({"name": each["name"], "risk": risk, "mood": each["mood"], "use": each["use_change"]})
ranked = sorted(ranked, key=lambda each: -each["risk"])
limit = input["limit"]
risky = [each for each in ranked if each["risk"] >= limit]
lines = [each["name"] + ": " + str(each["risk"]) + " of 100" for each in risky]
return {"ranked": ranked, "risky": risky, "count": len(risky), "text": "\\n".join(lines)}
"""

TEMPLATE = Template(
    key="churn-watch",
    category="sales",
    icon="search",
    name=say("Watch for customers who may leave", "Abwanderung früh erkennen"),
    promise=say(
        "Every week you know who is about to leave, why, and who calls them.",
        "Jede Woche wissen Sie, wer abspringen könnte, warum, und wer anruft.",
    ),
    audience=say("Customer success, account managers", "Kundenbetreuung, Key Account"),
    how=(
        say("Fetches your customers with use and last message.", "Holt Ihre Kunden mit Nutzung und letzter Nachricht."),
        say("Reads the mood of each message.", "Liest die Stimmung jeder Nachricht."),
        say("Ranks them by mood, use and renewal.", "Ordnet sie nach Stimmung, Nutzung und Verlängerung."),
        say("Makes a task for each one at risk and tells you.", "Legt für jeden gefährdeten Kunden eine Aufgabe an."),
    ),
    needs=(
        say(
            "Your CRM: put its address into the two web requests. Until you publish, they answer with sample data and "
            "change nothing.",
            "Ihr CRM: Tragen Sie seine Adresse in die beiden Web-Anfragen ein. Bis Sie veröffentlichen, antworten sie "
            "mit Beispieldaten und ändern nichts.",
        ),
        say("A trigger: a schedule, for example weekly.", "Ein Auslöser: ein Zeitplan, zum Beispiel wöchentlich."),
    ),
    minutes_saved=60,
    agent=AgentPlan(
        name=say("Customer care", "Kundenbetreuung"),
        role=say("Customer success manager", "Kundenbetreuung"),
        goal=say("Let no customer leave without somebody having called.", "Kein Kunde geht, ohne dass jemand anrief."),
        instructions=say(
            "Watch mood, use and renewal. Say who is at risk and why.",
            "Beobachten Sie Stimmung, Nutzung und Verlängerung. Sagen Sie, wer gefährdet ist und warum.",
        ),
    ),
    graph={
        "input": takes(
            [],
            limit={
                "type": "integer",
                "minimum": 1,
                "maximum": 100,
                "default": 50,
                "title": say("At risk from", "Gefährdet ab"),
                "description": say("Points of 100.", "Punkte von 100."),
            },
        ),
        "steps": [
            {
                "id": "fetch",
                "type": "http.request",
                "name": say("Fetch the customers", "Kunden holen"),
                "with": {"url": "https://crm.example.com/api/customers", "query": {"active": "yes"}},
                "retry": {"max": 5, "backoff": "10s"},
                "pinned": answered(_CUSTOMERS),
            },
            {
                "id": "each",
                "type": "for_each",
                "name": say("For each customer", "Für jeden Kunden"),
                "with": {
                    "items": "{{ steps.fetch.output.body.customers }}",
                    "parallel": 2,
                    "output": {
                        "name": "{{ item.name }}",
                        "use_change": "{{ item.use_change }}",
                        "days_to_renewal": "{{ item.days_to_renewal }}",
                        "mood": "{{ steps.mood.output.label }}",
                    },
                },
            },
            {
                "id": "mood",
                "type": "ai.classify",
                "in": "each",
                "name": say("How do they feel?", "Wie ist die Stimmung?"),
                "with": {"text": "{{ item.last_message }}", "labels": _MOODS},
                "retry": {"max": 3, "backoff": "2s"},
            },
            {
                "id": "rank",
                "type": "code",
                "name": say("Rank by risk", "Nach Risiko ordnen"),
                "with": {
                    "code": _RANK,
                    "input": {
                        "customers": "{{ steps.each.output.items }}",
                        "limit": "{{ has(input.limit) ? input.limit : 50 }}",
                    },
                },
            },
            {
                "id": "route",
                "type": "branch",
                "name": say("Is anybody at risk?", "Ist jemand gefährdet?"),
                "with": {
                    "cases": [{"port": "at risk", "when": "steps.rank.output.count > 0"}],
                    "otherwise": "all well",
                },
            },
            {
                "id": "risky",
                "type": "for_each",
                "name": say("For each one at risk", "Für jeden gefährdeten"),
                "with": {
                    "items": "{{ steps.rank.output.risky }}",
                    "mode": "collect",
                    "output": "{{ steps.task.output.body.id }}",
                },
            },
            {
                "id": "task",
                "type": "http.request",
                "in": "risky",
                "name": say("Make a task to call", "Anruf als Aufgabe anlegen"),
                "with": {
                    "method": "POST",
                    "url": "https://crm.example.com/api/tasks",
                    "json": {
                        "customer": "{{ item.name }}",
                        "what": "Call this week: {{ item.mood }}, use {{ item.use }} %",
                    },
                },
                "retry": {"max": 5, "backoff": "5s"},
                "pinned": answered({"id": "task-17"}, 201),
            },
            {
                "id": "tell",
                "type": "notify",
                "name": say("Tell who is at risk", "Gefährdete melden"),
                "with": {
                    "to": PEOPLE,
                    "title": say(
                        "Customers to call this week: {{ steps.rank.output.count }}",
                        "Diese Woche anzurufende Kunden: {{ steps.rank.output.count }}",
                    ),
                    "body": "{{ steps.rank.output.text }}",
                },
            },
        ],
        "edges": [
            {"from": "fetch", "to": "each"},
            {"from": "each", "to": "rank"},
            {"from": "rank", "to": "route"},
            {"from": "route", "port": "at risk", "to": "risky"},
            {"from": "risky", "to": "tell"},
        ],
        "output": {
            "at_risk": "{{ steps.rank.output.risky }}",
            "ranked": "{{ steps.rank.output.ranked }}",
        },
        "layout": places(
            task=(40, 88),
            mood=(40, 88),
            fetch=(0, 32),
            each=(304, 32),
            rank=(720, 32),
            route=(1024, 0),
            risky=(1328, 32),
            tell=(1744, 32),
        ),
    },
    sample={"limit": 50},
    sample_about=say("Four customers, one of them angry.", "Vier Kunden, einer davon verärgert."),
)
