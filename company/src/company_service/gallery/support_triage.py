"""Support requests: sorted, summarised, filed with the right team; the urgent ones are announced at once."""

from company_service.gallery.template import PEOPLE, AgentPlan, Template, answered, places, say, takes, text_field

_TOPICS = [
    {
        "name": "Billing",
        "description": "Invoices, payments, refunds, a wrong amount, a double charge, price of a subscription",
        "examples": ["I was charged twice", "Please send me the invoice", "I want a refund"],
    },
    {
        "name": "Technical problem",
        "description": "Something does not work: errors, crashes, cannot log in, outage, slow pages, lost data",
        "examples": ["I cannot log in", "The page shows an error", "The export fails"],
    },
    {
        "name": "Delivery",
        "description": "Shipment, parcel, delivery date, tracking, a damaged or missing package",
        "examples": ["Where is my parcel?", "The box arrived damaged"],
    },
    {
        "name": "Question",
        "description": "How something is done, what the product can do, opening hours, general information",
        "examples": ["How do I add a user?", "Do you support single sign-on?"],
    },
]
_URGENCY = [
    {
        "name": "urgent",
        "description": "Nobody can work, everything is down, a deadline is today, money or safety is at risk",
        "examples": ["Our whole team is blocked", "Production is down", "We need this today"],
    },
    {
        "name": "normal",
        "description": "It can wait a day: a question, a wish, a small inconvenience",
        "examples": ["When you have time", "Just wondering", "A small question"],
    },
]
_TOPIC, _URGENT = "steps.topic.output.label", "steps.urgency.output.label == 'urgent'"

TEMPLATE = Template(
    key="support-triage",
    category="service",
    icon="inbox",
    name=say("Sort support requests", "Supportanfragen sortieren"),
    promise=say(
        "Every request reaches the right team in seconds, summarised, and nothing urgent lies around.",
        "Jede Anfrage ist in Sekunden zusammengefasst beim richtigen Team, und nichts Dringendes bleibt liegen.",
    ),
    audience=say("Customer service, help desk", "Kundenservice, Helpdesk"),
    how=(
        say(
            "Decides what the request is about and how urgent it is.",
            "Erkennt, worum es geht und wie dringend es ist.",
        ),
        say("Says it in two sentences.", "Fasst die Anfrage in zwei Sätzen zusammen."),
        say("Opens a ticket with the team it belongs to.", "Eröffnet ein Ticket beim zuständigen Team."),
        say(
            "Tells the team, and the people in charge when it is urgent.",
            "Informiert das Team und bei Dringendem die Verantwortlichen.",
        ),
    ),
    needs=(
        say(
            "Your help desk: put its address into the step “Open a ticket”. Until you publish, that step answers with "
            "sample data and sends nothing.",
            "Ihr Helpdesk: Tragen Sie seine Adresse in den Schritt „Ticket eröffnen“ ein. Bis Sie veröffentlichen, "
            "antwortet der Schritt mit Beispieldaten und sendet nichts.",
        ),
        say(
            "A trigger that hands requests in: a form or a webhook of your mailbox.",
            "Ein Auslöser, der Anfragen übergibt: ein Formular oder ein Webhook Ihres Postfachs.",
        ),
    ),
    minutes_saved=4,
    agent=AgentPlan(
        name=say("Support desk", "Support-Annahme"),
        role=say("First-line support", "Erste Annahme im Support"),
        goal=say(
            "Get every request to the team that can solve it, at once.",
            "Jede Anfrage sofort zu dem Team bringen, das sie lösen kann.",
        ),
        instructions=say(
            "Read each request. Say what it is about, how urgent it is, and what is asked for. Never promise anything.",
            "Lesen Sie jede Anfrage. Sagen Sie, worum es geht, wie dringend es ist und was gewünscht wird. Versprechen "
            "Sie nichts.",
        ),
    ),
    graph={
        "input": takes(
            ["message"],
            message=text_field(say("Request", "Anfrage"), long=True),
            customer={"type": "string", "format": "email", "title": say("From", "Von")},
        ),
        "steps": [
            {
                "id": "topic",
                "type": "ai.classify",
                "name": say("What is it about?", "Worum geht es?"),
                "with": {"text": "{{ input.message }}", "labels": _TOPICS},
                "retry": {"max": 3, "backoff": "2s"},
            },
            {
                "id": "urgency",
                "type": "ai.classify",
                "name": say("How urgent is it?", "Wie dringend ist es?"),
                "with": {"text": "{{ input.message }}", "labels": _URGENCY},
                "retry": {"max": 3, "backoff": "2s"},
            },
            {
                "id": "summary",
                "type": "ai.summarise",
                "name": say("Say it in two sentences", "In zwei Sätzen sagen"),
                "with": {"text": "{{ input.message }}", "max_sentences": 2},
                "retry": {"max": 3, "backoff": "2s"},
            },
            {
                "id": "team",
                "type": "set",
                "name": say("Whose is it, and by when?", "Wer ist zuständig, bis wann?"),
                "with": {
                    "values": {
                        "name": f"{{{{ {_TOPIC} == 'Billing' ? 'Accounts' : {_TOPIC} == 'Technical problem' ? "
                        f"'Engineering' : {_TOPIC} == 'Delivery' ? 'Logistics' : 'Customer care' }}}}",
                        "hours": f"{{{{ {_URGENT} ? 1 : 24 }}}}",
                    }
                },
            },
            {
                "id": "ticket",
                "type": "http.request",
                "name": say("Open a ticket", "Ticket eröffnen"),
                "with": {
                    "method": "POST",
                    "url": "https://helpdesk.example.com/api/tickets",
                    "json": {
                        "from": "{{ input.customer }}",
                        "team": "{{ steps.team.output.name }}",
                        "subject": "{{ steps.summary.output.summary }}",
                        "text": "{{ input.message }}",
                        "priority": "{{ steps.urgency.output.label }}",
                        "due_hours": "{{ steps.team.output.hours }}",
                    },
                },
                "retry": {"max": 5, "backoff": "5s"},
                "pinned": answered({"number": "T-4711"}, 201),
            },
            {
                "id": "route",
                "type": "branch",
                "name": say("Is it urgent?", "Ist es dringend?"),
                "with": {"cases": [{"port": "urgent", "when": _URGENT}], "otherwise": "can wait"},
            },
            {
                "id": "alarm",
                "type": "notify",
                "name": say("Tell those in charge", "Verantwortliche informieren"),
                "with": {
                    "to": ["role:admin", "role:owner"],
                    "title": say(
                        "Urgent, {{ steps.team.output.name }}: ticket {{ steps.ticket.output.body.number }}",
                        "Dringend, {{ steps.team.output.name }}: Ticket {{ steps.ticket.output.body.number }}",
                    ),
                    "body": "{{ steps.summary.output.summary }}",
                },
            },
            {
                "id": "tell",
                "type": "notify",
                "name": say("Tell the team", "Team informieren"),
                "with": {
                    "to": PEOPLE,
                    "title": say(
                        "New for {{ steps.team.output.name }}: ticket {{ steps.ticket.output.body.number }}",
                        "Neu für {{ steps.team.output.name }}: Ticket {{ steps.ticket.output.body.number }}",
                    ),
                    "body": "{{ steps.summary.output.summary }}",
                },
            },
        ],
        "edges": [
            {"from": "topic", "to": "team"},
            {"from": "urgency", "to": "team"},
            {"from": "summary", "to": "team"},
            {"from": "team", "to": "ticket"},
            {"from": "ticket", "to": "route"},
            {"from": "route", "port": "urgent", "to": "alarm"},
            {"from": "route", "port": "can wait", "to": "tell"},
        ],
        "output": {
            "topic": "{{ steps.topic.output.label }}",
            "urgency": "{{ steps.urgency.output.label }}",
            "team": "{{ steps.team.output.name }}",
            "summary": "{{ steps.summary.output.summary }}",
            "ticket": "{{ steps.ticket.output.body.number }}",
        },
        "layout": places(
            topic=(0, 0),
            urgency=(0, 96),
            summary=(0, 192),
            team=(304, 96),
            ticket=(608, 96),
            route=(912, 64),
            alarm=(1216, 48),
            tell=(1216, 144),
        ),
    },
    sample={
        "customer": "lena.brandt@brandt-logistik.example",
        "message": "Hello, since this morning nobody in our warehouse can log in. The page shows an error after the "
        "password, on every computer. Forty people cannot work and two lorries are waiting to be loaded. We restarted "
        "everything and it did not help. Please call me back as soon as you can, we need this solved today. Best "
        "regards, Lena Brandt",
    },
    sample_about=say(
        "A customer writes that nobody in the warehouse can log in.",
        "Eine Kundin schreibt, dass sich im Lager niemand anmelden kann.",
    ),
)
