"""Expenses: the receipt is read, compared with the claim, and only what is large or does not fit reaches a manager."""

from company_service.gallery.template import PEOPLE, AgentPlan, Template, answered, places, say, takes, text_field

_KINDS = [
    {"name": "Travel", "description": "Train, flight, taxi, rental car, fuel, parking", "examples": ["Train ticket"]},
    {"name": "Lodging", "description": "Hotel, room, nights, city tax", "examples": ["Two nights in a hotel"]},
    {"name": "Meals", "description": "Restaurant, dinner with customers, coffee", "examples": ["Dinner for four"]},
    {
        "name": "Equipment",
        "description": "Headset, books, cables, software, office supplies",
        "examples": ["A headset"],
    },
]
_FIELDS = [
    {"name": "total", "type": "money", "description": "The grand total that was paid"},
    {"name": "currency", "type": "currency", "description": "The currency of the total"},
    {"name": "date", "type": "date", "description": "The date of the receipt"},
]
_TOTAL = "steps.read.output.values.total"

TEMPLATE = Template(
    key="expense-approval",
    category="finance",
    icon="calculator",
    name=say("Approve expenses", "Auslagen freigeben"),
    promise=say(
        "Small, clear expenses are paid without a question; managers see only what deserves a look.",
        "Kleine, klare Auslagen werden ohne Rückfrage erstattet; Vorgesetzte sehen nur, was einen Blick verdient.",
    ),
    audience=say("Finance, team leads", "Finanzen, Teamleitungen"),
    how=(
        say("Reads total, currency and date from the receipt.", "Liest Betrag, Währung und Datum aus dem Beleg."),
        say("Compares them with what was claimed, and sorts the expense.", "Vergleicht mit der Angabe und ordnet zu."),
        say(
            "Approves small matching claims, asks a manager about the others.",
            "Gibt kleine, passende Auslagen frei und fragt bei den anderen nach.",
        ),
        say("Books it with payroll and tells the employee.", "Bucht sie in der Abrechnung und gibt Bescheid."),
    ),
    needs=(
        say(
            "Your payroll or accounting: put its address into the step “Book it”. Until you publish, that step answers "
            "with sample data and sends nothing.",
            "Ihre Lohn- oder Finanzbuchhaltung: Tragen Sie ihre Adresse in den Schritt „Buchen“ ein. Bis Sie "
            "veröffentlichen, antwortet der Schritt mit Beispieldaten und sendet nichts.",
        ),
    ),
    minutes_saved=7,
    agent=AgentPlan(
        name=say("Expenses", "Auslagen"),
        role=say("Expense clerk", "Sachbearbeitung Auslagen"),
        goal=say(
            "Get every honest expense paid within a day.", "Jede berechtigte Auslage binnen eines Tages erstatten."
        ),
        instructions=say(
            "Read the receipt and compare it with the claim. Approve what is small and fits. Ask about the rest.",
            "Lesen Sie den Beleg und vergleichen Sie ihn mit der Angabe. Geben Sie Kleines und Passendes frei. Fragen "
            "Sie beim Rest nach.",
        ),
    ),
    graph={
        "input": takes(
            ["employee", "amount", "receipt"],
            employee=text_field(say("Employee", "Person")),
            amount={"type": "number", "minimum": 0, "title": say("Amount", "Betrag")},
            purpose=text_field(say("What for", "Wofür")),
            receipt=text_field(say("Text of the receipt", "Text des Belegs"), long=True),
            limit={
                "type": "number",
                "minimum": 0,
                "default": 150,
                "title": say("Ask a manager above", "Nachfragen ab"),
            },
        ),
        "steps": [
            {
                "id": "read",
                "type": "ai.extract",
                "name": say("Read the receipt", "Beleg lesen"),
                "with": {"text": "{{ input.receipt }}", "fields": _FIELDS},
                "retry": {"max": 3, "backoff": "2s"},
            },
            {
                "id": "kind",
                "type": "ai.classify",
                "name": say("What kind of expense?", "Welche Art von Auslage?"),
                "with": {"text": "{{ input.receipt }}", "labels": _KINDS},
                "retry": {"max": 3, "backoff": "2s"},
            },
            {
                "id": "check",
                "type": "set",
                "name": say("Does it fit the claim?", "Passt es zur Angabe?"),
                "with": {
                    "values": {
                        "fits": f"{{{{ {_TOTAL} != null && "
                        f"math.abs(double({_TOTAL}) - double(input.amount)) < 0.02 }}}}",
                        "small": "{{ double(input.amount) <= (has(input.limit) ? double(input.limit) : 150.0) }}",
                    }
                },
            },
            {
                "id": "route",
                "type": "branch",
                "name": say("Must a manager look?", "Muss jemand hinsehen?"),
                "with": {
                    "cases": [
                        {"port": "does not fit", "when": "!steps.check.output.fits"},
                        {"port": "large", "when": "!steps.check.output.small"},
                    ],
                    "otherwise": "fine",
                },
            },
            {
                "id": "ask",
                "type": "approval",
                "name": say("Ask a manager", "Vorgesetzte fragen"),
                "join": "any",
                "with": {
                    "title": say(
                        "Refund {{ input.amount }} to {{ input.employee }}?",
                        "{{ input.amount }} an {{ input.employee }} erstatten?",
                    ),
                    "description": say(
                        "{{ steps.check.output.fits ? 'It is above the limit.' : "
                        "'The receipt does not say what was claimed.' }}",
                        "{{ steps.check.output.fits ? 'Der Betrag liegt über der Grenze.' : "
                        "'Der Beleg passt nicht zur Angabe.' }}",
                    ),
                    "to": PEOPLE,
                    "choices": ["approve", "reject"],
                    "context": {
                        say("Claimed", "Angegeben"): "{{ input.amount }}",
                        say("On the receipt", "Auf dem Beleg"): f"{{{{ {_TOTAL} }}}}",
                        say("Kind", "Art"): "{{ steps.kind.output.label }}",
                        say("What for", "Wofür"): "{{ has(input.purpose) ? input.purpose : '' }}",
                        say("Receipt", "Beleg"): "{{ input.receipt }}",
                    },
                    "remind_after": "1d",
                },
            },
            {
                "id": "book",
                "type": "http.request",
                "name": say("Book it", "Buchen"),
                "join": "any",
                "with": {
                    "method": "POST",
                    "url": "https://payroll.example.com/api/expenses",
                    "json": {
                        "employee": "{{ input.employee }}",
                        "amount": "{{ input.amount }}",
                        "kind": "{{ steps.kind.output.label }}",
                        "date": "{{ steps.read.output.values.date }}",
                    },
                },
                "retry": {"max": 5, "backoff": "5s"},
                "pinned": answered({"entry": "E-3381"}, 201),
            },
            {
                "id": "paid",
                "type": "notify",
                "name": say("Tell that it is refunded", "Erstattung melden"),
                "with": {
                    "to": PEOPLE,
                    "title": say(
                        "{{ input.amount }} will be refunded to {{ input.employee }}",
                        "{{ input.amount }} werden {{ input.employee }} erstattet",
                    ),
                    "body": say(
                        "Entry {{ steps.book.output.body.entry }}", "Buchung {{ steps.book.output.body.entry }}"
                    ),
                },
            },
            {
                "id": "decline",
                "type": "notify",
                "name": say("Tell why not", "Ablehnung begründen"),
                "with": {
                    "to": PEOPLE,
                    "title": say(
                        "Not refunded: {{ input.amount }} of {{ input.employee }}",
                        "Nicht erstattet: {{ input.amount }} von {{ input.employee }}",
                    ),
                    "body": "{{ steps.ask.output.comment }}",
                },
            },
        ],
        "edges": [
            {"from": "read", "to": "check"},
            {"from": "check", "to": "route"},
            {"from": "kind", "to": "route"},
            {"from": "route", "port": "does not fit", "to": "ask"},
            {"from": "route", "port": "large", "to": "ask"},
            {"from": "route", "port": "fine", "to": "book"},
            {"from": "ask", "port": "approve", "to": "book"},
            {"from": "ask", "port": "reject", "to": "decline"},
            {"from": "book", "to": "paid"},
        ],
        "output": {
            "kind": "{{ steps.kind.output.label }}",
            "fits": "{{ steps.check.output.fits }}",
            "decision": "{{ steps.ask.status == 'skipped' ? 'approve' : steps.ask.output.choice }}",
            "entry": "{{ steps.book.output.body.entry }}",
        },
        "layout": places(
            read=(0, 32),
            kind=(0, 128),
            check=(304, 48),
            route=(608, 40),
            ask=(912, 0),
            decline=(1216, 24),
            book=(1216, 120),
            paid=(1520, 120),
        ),
    },
    sample={
        "employee": "Tom Okafor",
        "amount": 318.0,
        "purpose": "Fair in Hamburg",
        "receipt": "Hotel Alsterblick, Hamburg\nInvoice 20931\nDate: 2026-11-12\n2 nights, single room, breakfast "
        "included\nSubtotal EUR 297.20\nVAT EUR 20.80\nTotal EUR 318.00\nPaid by card. Thank you for your stay!",
        "limit": 150,
    },
    sample_about=say(
        "Two nights in a hotel, above the limit; you are asked to approve.",
        "Zwei Hotelnächte über der Grenze; Sie werden um Freigabe gebeten.",
    ),
    asks=True,
)
