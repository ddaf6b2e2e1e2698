"""The week in one page: figures fetched, compared with the week before, and what the teams wrote, in short."""

from company_service.gallery.template import PEOPLE, AgentPlan, Template, answered, places, say, takes, text_field

_COMPARE = """\
names = {"orders": "Orders", "revenue": "Revenue (EUR)", "tickets": "Tickets", "answer_hours": "Hours to answer"}
now = dict(input["sales"]["this_week"])
now.update(input["support"]["this_week"])
before = dict(input["sales"]["last_week"])
before.update(input["support"]["last_week"])
lines, notable = [], []
for key in names:
    old, new = before[key], now[key]
    change = 0
    if old:
        change = int(round((new - old) * 100 / old))
    sign = "+" if change >= 0 else ""
    lines.append(names[key] + ": " + str(new) + " (" + sign + str(change) + " %)")
    if abs(change) >= 15:
        notable.append(names[key] + " " + sign + str(change) + " %")
return {"lines": lines, "notable": notable, "headline": ", ".join(notable) or "A quiet week"}
"""

TEMPLATE = Template(
    key="weekly-report",
    category="sales",
    icon="table",
    name=say("Write the weekly report", "Wochenbericht schreiben"),
    promise=say(
        "Monday at eight everybody has the week on one page, and nobody spent Friday on it.",
        "Montag um acht haben alle die Woche auf einer Seite, und niemand hat den Freitag damit verbracht.",
    ),
    audience=say("Management, team leads", "Geschäftsführung, Teamleitungen"),
    how=(
        say("Fetches the figures of sales and support.", "Holt die Zahlen aus Vertrieb und Support."),
        say(
            "Compares them with the week before and finds what is notable.",
            "Vergleicht sie mit der Vorwoche und findet das Auffällige.",
        ),
        say("Shortens what the teams wrote to four sentences.", "Kürzt die Notizen der Teams auf vier Sätze."),
        say("Sends the page to everybody.", "Schickt die Seite an alle."),
    ),
    needs=(
        say(
            "Where your figures are: put the addresses into the two web requests. Until you publish, they answer with "
            "sample data.",
            "Wo Ihre Zahlen liegen: Tragen Sie die Adressen in die beiden Web-Anfragen ein. Bis Sie veröffentlichen, "
            "antworten sie mit Beispieldaten.",
        ),
        say(
            "A trigger: a schedule, for example Mondays at 8:00.",
            "Ein Auslöser: ein Zeitplan, zum Beispiel montags um 8:00 Uhr.",
        ),
    ),
    minutes_saved=45,
    agent=AgentPlan(
        name=say("Reporting", "Berichtswesen"),
        role=say("Analyst", "Analyse"),
        goal=say("Tell everybody how the week was, on one page.", "Allen die Woche auf einer Seite zeigen."),
        instructions=say(
            "Report figures as they are. Point out what changed by 15 percent or more.",
            "Geben Sie Zahlen unverändert wieder. Weisen Sie auf Änderungen ab 15 Prozent hin.",
        ),
    ),
    graph={
        "input": takes(
            ["notes"],
            notes=text_field(say("What the teams wrote", "Notizen der Teams"), long=True),
        ),
        "steps": [
            {
                "id": "sales",
                "type": "http.request",
                "name": say("Fetch sales figures", "Vertriebszahlen holen"),
                "with": {"url": "https://crm.example.com/api/figures/weekly"},
                "retry": {"max": 5, "backoff": "10s"},
                "pinned": answered(
                    {
                        "this_week": {"orders": 148, "revenue": 61200},
                        "last_week": {"orders": 121, "revenue": 58900},
                    }
                ),
            },
            {
                "id": "support",
                "type": "http.request",
                "name": say("Fetch support figures", "Supportzahlen holen"),
                "with": {"url": "https://helpdesk.example.com/api/figures/weekly"},
                "retry": {"max": 5, "backoff": "10s"},
                "pinned": answered(
                    {
                        "this_week": {"tickets": 64, "answer_hours": 3.1},
                        "last_week": {"tickets": 93, "answer_hours": 3.2},
                    }
                ),
            },
            {
                "id": "notes",
                "type": "ai.summarise",
                "name": say("Shorten the notes", "Notizen kürzen"),
                "with": {"text": "{{ input.notes }}", "max_sentences": 4},
                "retry": {"max": 3, "backoff": "2s"},
            },
            {
                "id": "compare",
                "type": "code",
                "name": say("Compare with last week", "Mit der Vorwoche vergleichen"),
                "with": {
                    "code": _COMPARE,
                    "input": {"sales": "{{ steps.sales.output.body }}", "support": "{{ steps.support.output.body }}"},
                },
            },
            {
                "id": "page",
                "type": "set",
                "name": say("Put the page together", "Seite zusammenstellen"),
                "with": {
                    "values": {
                        "title": say(
                            "The week: {{ steps.compare.output.headline }}",
                            "Die Woche: {{ steps.compare.output.headline }}",
                        ),
                        "text": "{{ steps.compare.output.lines.join('\\n') }}\n\n{{ steps.notes.output.summary }}",
                    }
                },
            },
            {
                "id": "send",
                "type": "notify",
                "name": say("Send it to everybody", "An alle schicken"),
                "with": {
                    "to": PEOPLE,
                    "title": "{{ steps.page.output.title }}",
                    "body": "{{ steps.page.output.text }}",
                    "channels": ["in_app", "email"],
                },
            },
        ],
        "edges": [
            {"from": "sales", "to": "compare"},
            {"from": "support", "to": "compare"},
            {"from": "compare", "to": "page"},
            {"from": "notes", "to": "page"},
            {"from": "page", "to": "send"},
        ],
        "output": {
            "title": "{{ steps.page.output.title }}",
            "text": "{{ steps.page.output.text }}",
            "notable": "{{ steps.compare.output.notable }}",
        },
        "layout": places(
            sales=(0, 0), support=(0, 96), notes=(0, 192), compare=(304, 72), page=(608, 104), send=(912, 104)
        ),
    },
    sample={
        "notes": "Sales: the fair in Hamburg brought forty new contacts, and twelve of them asked for an offer. The "
        "price list for next year is ready. Support: the new search in the help centre answered a third of the "
        "questions before anybody wrote to us. Two people are on holiday until Friday. Product: the export to the "
        "tax adviser was released on Wednesday and eleven customers use it already. The mobile app is a week late "
        "because a supplier changed its interface. Finance: all invoices of October are paid. The office moves to "
        "the second floor in January."
    },
    sample_about=say(
        "A week's figures and what four teams wrote.", "Die Zahlen einer Woche und die Notizen von vier Teams."
    ),
)
