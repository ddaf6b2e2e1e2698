"""Records from one system to another: checked on the way, written one by one, and every failure named."""

from company_service.gallery.template import PEOPLE, AgentPlan, Template, answered, places, say, takes

_RECORDS = {
    "records": [
        {"id": 1, "name": "Auental Energie GmbH", "email": "info@auental.example", "country": "Germany"},
        {"id": 2, "name": "Brightwater Consulting Ltd", "email": "hello@brightwater.example", "country": "UK"},
        {"id": 3, "name": "  Papier & Stift  ", "email": "kontakt(at)papier-stift.example", "country": "Germany"},
        {"id": 4, "name": "Atelier Conseil SAS", "email": "bonjour@atelier-conseil.example", "country": "France"},
    ]
}
_MAP = """\
codes = {"Germany": "DE", "France": "FR", "UK": "GB", "United Kingdom": "GB", "Netherlands": "NL"}
good, bad = [], []
for each in input["records"]:
    name, email = each["name"].strip(), each["email"].strip().lower()
    wrong = []
    if not name:
        wrong.append("no name")
    if "@" not in email:
        wrong.append("the e-mail address is not one")
    if each["country"] not in codes:
        wrong.append("unknown country " + each["country"])
    if wrong:
        bad.append(str(each["id"]) + " " + name + ": " + ", ".join(wrong))
    else:
        good.append({"key": "crm-" + str(each["id"]), "name": name, "email": email, "country": codes[each["country"]]})
return {"good": good, "bad": bad, "refused": len(bad)}
"""

TEMPLATE = Template(
    key="data-sync",
    category="it",
    icon="database",
    name=say("Keep two systems in step", "Zwei Systeme abgleichen"),
    promise=say(
        "Records arrive checked and complete; what does not fit is named instead of lost.",
        "Datensätze kommen geprüft und vollständig an; was nicht passt, wird benannt statt verloren.",
    ),
    audience=say("IT, operations, data owners", "IT, Betrieb, Datenverantwortliche"),
    how=(
        say("Fetches what changed in the source.", "Holt, was sich in der Quelle geändert hat."),
        say("Cleans, maps and checks each record.", "Bereinigt, überträgt und prüft jeden Datensatz."),
        say(
            "Writes five at a time, tries again after outages, and goes on past failures.",
            "Schreibt fünf gleichzeitig, versucht es nach Ausfällen erneut und macht bei Fehlern weiter.",
        ),
        say("Tells what was refused or failed, and why.", "Meldet, was abgelehnt wurde oder misslang, und warum."),
    ),
    needs=(
        say(
            "Both systems: put their addresses into the web requests, and map your own fields in “Clean and check”. "
            "Until you publish, the requests answer with sample data and write nothing.",
            "Beide Systeme: Tragen Sie ihre Adressen in die beiden Web-Anfragen ein und ordnen Sie in „Bereinigen und "
            "prüfen“ Ihre Felder zu. Bis Sie veröffentlichen, antworten die Anfragen mit Beispieldaten und schreiben "
            "nichts.",
        ),
        say("A trigger: a schedule, for example every hour.", "Ein Auslöser: ein Zeitplan, zum Beispiel stündlich."),
    ),
    minutes_saved=30,
    agent=AgentPlan(
        name=say("Data desk", "Datenpflege"),
        role=say("Data steward", "Datenpflege"),
        goal=say("Keep both systems the same, and lose nothing.", "Beide Systeme gleich halten und nichts verlieren."),
        instructions=say(
            "Write only records that pass every check. Name the others and say what is wrong.",
            "Schreiben Sie nur Datensätze, die jede Prüfung bestehen. Nennen Sie die anderen und was daran falsch ist.",
        ),
    ),
    graph={
        "input": takes(
            [],
            since={
                "type": "string",
                "format": "date",
                "title": say("Changed since", "Geändert seit"),
                "description": say("Empty: everything.", "Leer: alles."),
            },
        ),
        "steps": [
            {
                "id": "guard",
                "type": "try",
                "name": say("Fetch and check", "Holen und prüfen"),
                "with": {
                    "output": {
                        "good": "{{ steps.map.output.good }}",
                        "bad": "{{ steps.map.output.bad }}",
                        "refused": "{{ steps.map.output.refused }}",
                    }
                },
            },
            {
                "id": "fetch",
                "type": "http.request",
                "in": "guard",
                "name": say("Fetch what changed", "Änderungen holen"),
                "with": {
                    "url": "https://crm.example.com/api/contacts",
                    "query": {"since": "{{ has(input.since) ? input.since : '' }}"},
                },
                "retry": {"max": 5, "backoff": "10s"},
                "pinned": answered(_RECORDS),
            },
            {
                "id": "map",
                "type": "code",
                "in": "guard",
                "name": say("Clean and check", "Bereinigen und prüfen"),
                "with": {"code": _MAP, "input": {"records": "{{ steps.fetch.output.body.records }}"}},
            },
            {
                "id": "each",
                "type": "for_each",
                "name": say("For each good record", "Für jeden guten Datensatz"),
                "with": {
                    "items": "{{ steps.guard.output.good }}",
                    "parallel": 5,
                    "mode": "continue",
                    "output": "{{ item.key }}",
                },
            },
            {
                "id": "write",
                "type": "http.request",
                "in": "each",
                "name": say("Write it", "Schreiben"),
                "with": {
                    "method": "PUT",
                    "url": "https://erp.example.com/api/partners/{{ item.key }}",
                    "json": "{{ item }}",
                },
                "effect": "idempotent",
                "retry": {"max": 5, "backoff": "5s", "on": ["5xx", "429", "unavailable"]},
                "pinned": answered({"written": True}),
            },
            {
                "id": "route",
                "type": "branch",
                "name": say("Did everything fit?", "Hat alles gepasst?"),
                "with": {
                    "cases": [
                        {
                            "port": "not all",
                            "when": "steps.guard.output.refused > 0 || size(steps.each.output.errors) > 0",
                        }
                    ],
                    "otherwise": "all",
                },
            },
            {
                "id": "tell",
                "type": "notify",
                "name": say("Tell what did not fit", "Unpassendes melden"),
                "with": {
                    "to": PEOPLE,
                    "title": say(
                        "Written: {{ steps.each.output.count }}, refused: {{ steps.guard.output.refused }}",
                        "Geschrieben: {{ steps.each.output.count }}, abgelehnt: {{ steps.guard.output.refused }}",
                    ),
                    "body": "{{ steps.guard.output.bad.join('\\n') }}",
                },
            },
            {
                "id": "away",
                "type": "notify",
                "name": say("Tell that the source is away", "Ausfall der Quelle melden"),
                "with": {
                    "to": ["role:admin", "role:owner"],
                    "title": say("Nothing was synchronised", "Es wurde nichts abgeglichen"),
                    "body": "{{ steps.guard.error.detail }}",
                },
            },
        ],
        "edges": [
            {"from": "fetch", "to": "map"},
            {"from": "guard", "to": "each"},
            {"from": "guard", "port": "error", "to": "away"},
            {"from": "each", "to": "route"},
            {"from": "route", "port": "not all", "to": "tell"},
        ],
        "output": {
            "written": "{{ steps.each.output.items }}",
            "refused": "{{ steps.guard.output.bad }}",
        },
        "layout": places(
            write=(40, 88),
            fetch=(40, 88),
            map=(344, 88),
            guard=(0, 136),
            each=(720, 32),
            away=(720, 248),
            route=(1136, 0),
            tell=(1440, 32),
        ),
    },
    sample={"since": "2026-11-01"},
    sample_about=say(
        "Four contacts, one of them with a broken e-mail address.",
        "Vier Kontakte, einer davon mit fehlerhafter E-Mail-Adresse.",
    ),
)
