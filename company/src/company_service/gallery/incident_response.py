"""Incidents: an agent looks for the cause, a person decides, the fix is made and watched until the service is well."""

from company_service.gallery.template import PEOPLE, AgentPlan, Template, answered, places, say, takes, text_field

_SEVERITIES = [
    {
        "name": "critical",
        "description": "The service is down for everybody, data is lost, payments fail, a security breach",
        "examples": ["The shop is down", "All requests fail with error 500", "Customers cannot pay"],
    },
    {
        "name": "minor",
        "description": "A warning, a slow page, one instance restarted, a certificate that expires, a disk that fills",
        "examples": ["CPU is above 80 percent", "One health check failed and recovered"],
    },
]
_FINDING = {
    "answer": {
        "cause": "Since the release of 09:40 each request opens a database connection and never closes it.",
        "advice": "Go back to the release before, then restart the service.",
        "confidence": "high",
    },
    "text": "Since the release of 09:40 the number of database connections grows until none is left.",
    "turns": 4,
    "cost": 0,
}

TEMPLATE = Template(
    key="incident-response",
    category="it",
    icon="triangle-alert",
    name=say("Respond to incidents", "Auf Störungen reagieren"),
    promise=say(
        "From the alarm to the decision in two minutes, with the cause on the table and every move on record.",
        "Vom Alarm zur Entscheidung in zwei Minuten, mit der Ursache auf dem Tisch und jedem Schritt im Protokoll.",
    ),
    audience=say("IT operations, on-call engineers", "IT-Betrieb, Bereitschaft"),
    how=(
        say(
            "Judges how bad it is and checks the service itself.", "Beurteilt die Schwere und prüft den Dienst selbst."
        ),
        say(
            "Lets an agent look for the cause and propose what to do.",
            "Lässt einen Agenten die Ursache suchen und einen Vorschlag machen.",
        ),
        say(
            "Asks the engineer on call before anything is changed.",
            "Fragt die Bereitschaft, bevor etwas geändert wird.",
        ),
        say(
            "Goes back to the last release and watches until the service is well.",
            "Spielt die letzte Version zurück und beobachtet, bis der Dienst wieder läuft.",
        ),
    ),
    needs=(
        say(
            "A language model under Settings → AI model: the step “Find the cause” is an agent at work.",
            "Ein Sprachmodell unter Einstellungen → KI-Modell: Im Schritt „Ursache suchen“ arbeitet ein Agent.",
        ),
        say(
            "Your service's health address and your deployment tool: put both into the web requests. Until you "
            "publish, these steps answer with sample data and touch nothing.",
            "Die Statusadresse Ihres Dienstes und Ihr Deployment-Werkzeug: Tragen Sie beide in die Web-Anfragen ein. "
            "Bis Sie veröffentlichen, antworten diese Schritte mit Beispieldaten und ändern nichts.",
        ),
        say("A trigger: the webhook of your monitoring.", "Ein Auslöser: der Webhook Ihrer Überwachung."),
    ),
    minutes_saved=25,
    agent=AgentPlan(
        name=say("On call", "Bereitschaft"),
        role=say("Site reliability engineer", "Betriebsingenieur"),
        goal=say(
            "Find the cause of an incident and get the service well again, safely.",
            "Die Ursache einer Störung finden und den Dienst sicher wiederherstellen.",
        ),
        instructions=say(
            "Look at what the alarm and the health check say. Name the most likely cause, what speaks for it, and one "
            "thing to do. Change nothing yourself.",
            "Sehen Sie sich Alarm und Statusprüfung an. Nennen Sie die wahrscheinlichste Ursache, was dafür spricht, "
            "und eine Maßnahme. Ändern Sie selbst nichts.",
        ),
    ),
    graph={
        "input": takes(
            ["service", "alarm"],
            service=text_field(say("Service", "Dienst")),
            alarm=text_field(say("Alarm", "Alarm"), long=True),
        ),
        "steps": [
            {
                "id": "severity",
                "type": "ai.classify",
                "name": say("How bad is it?", "Wie schlimm ist es?"),
                "with": {"text": "{{ input.alarm }}", "labels": _SEVERITIES},
                "retry": {"max": 3, "backoff": "2s"},
            },
            {
                "id": "health",
                "type": "http.request",
                "name": say("Check the service", "Dienst prüfen"),
                "with": {"url": "https://status.example.com/{{ input.service }}/health"},
                "default": {"status": 0, "headers": {}, "body": "no answer"},
                "pinned": answered({"state": "failing", "errors": "timeout waiting for a database connection"}),
            },
            {
                "id": "route",
                "type": "branch",
                "name": say("Is it critical?", "Ist es kritisch?"),
                "with": {
                    "cases": [{"port": "critical", "when": "steps.severity.output.label == 'critical'"}],
                    "otherwise": "minor",
                },
            },
            {
                "id": "note",
                "type": "notify",
                "name": say("Note it", "Vermerken"),
                "with": {
                    "to": PEOPLE,
                    "title": say("A warning from {{ input.service }}", "Eine Warnung von {{ input.service }}"),
                    "body": "{{ input.alarm }}",
                },
            },
            {
                "id": "cause",
                "type": "agent.run",
                "name": say("Find the cause", "Ursache suchen"),
                "with": {
                    "task": "Find the most likely cause of this incident and propose one thing to do.",
                    "context": {
                        "Service": "{{ input.service }}",
                        "Alarm": "{{ input.alarm }}",
                        "Health": "{{ steps.health.output.body }}",
                    },
                    "answer": {
                        "type": "object",
                        "properties": {
                            "cause": {"type": "string"},
                            "advice": {"type": "string"},
                            "confidence": {"enum": ["high", "medium", "low"]},
                        },
                        "required": ["cause", "advice", "confidence"],
                    },
                    "max_turns": 12,
                },
                "pinned": {"output": _FINDING},
            },
            {
                "id": "decide",
                "type": "approval",
                "name": say("Ask who is on call", "Bereitschaft fragen"),
                "with": {
                    "title": say(
                        "{{ input.service }} is down. Go back to the last release?",
                        "{{ input.service }} ist gestört. Letzte Version zurückspielen?",
                    ),
                    "description": "{{ steps.cause.output.answer.cause }} {{ steps.cause.output.answer.advice }}",
                    "to": PEOPLE,
                    "choices": ["go back", "I take over"],
                    "context": {
                        say("Alarm", "Alarm"): "{{ input.alarm }}",
                        say("Health", "Status"): "{{ steps.health.output.body }}",
                        say("Sure?", "Sicher?"): "{{ steps.cause.output.answer.confidence }}",
                    },
                    "remind_after": "5m",
                    "escalate_after": "15m",
                },
            },
            {
                "id": "back",
                "type": "http.request",
                "name": say("Go back to the last release", "Letzte Version zurückspielen"),
                "with": {
                    "method": "POST",
                    "url": "https://deploy.example.com/api/{{ input.service }}/rollback",
                    "json": {"reason": "{{ steps.cause.output.answer.cause }}"},
                },
                "pinned": answered({"release": "2026.11.2"}, 202),
            },
            {
                "id": "watch",
                "type": "repeat",
                "name": say("Until it is well", "Bis es wieder läuft"),
                "with": {
                    "until": "steps.again.output.body.state == 'well'",
                    "max": 20,
                    "output": "{{ steps.again.output.body.state }}",
                },
            },
            {
                "id": "pause",
                "type": "wait",
                "in": "watch",
                "name": say("Give it a moment", "Kurz warten"),
                "with": {"for": "30s"},
                "pinned": {"output": {"until": "2026-11-02T09:58:00Z", "resumed_at": "2026-11-02T09:58:00Z"}},
            },
            {
                "id": "again",
                "type": "http.request",
                "in": "watch",
                "name": say("Check again", "Erneut prüfen"),
                "with": {"url": "https://status.example.com/{{ input.service }}/health"},
                "default": {"status": 0, "headers": {}, "body": {"state": "no answer"}},
                "pinned": answered({"state": "well"}),
            },
            {
                "id": "over",
                "type": "notify",
                "name": say("Tell that it is over", "Entwarnung geben"),
                "with": {
                    "to": PEOPLE,
                    "title": say("{{ input.service }} is well again", "{{ input.service }} läuft wieder"),
                    "body": "{{ steps.cause.output.answer.cause }}",
                },
            },
        ],
        "edges": [
            {"from": "severity", "to": "route"},
            {"from": "health", "to": "route"},
            {"from": "route", "port": "critical", "to": "cause"},
            {"from": "route", "port": "minor", "to": "note"},
            {"from": "cause", "to": "decide"},
            {"from": "decide", "port": "go back", "to": "back"},
            {"from": "back", "to": "watch"},
            {"from": "pause", "to": "again"},
            {"from": "watch", "to": "over"},
        ],
        "output": {
            "severity": "{{ steps.severity.output.label }}",
            "cause": "{{ steps.cause.output.answer.cause }}",
            "decision": "{{ steps.decide.output.choice }}",
            "checks": "{{ steps.watch.output.count }}",
        },
        "layout": places(
            pause=(40, 88),
            again=(344, 88),
            severity=(0, 40),
            health=(0, 136),
            route=(304, 64),
            cause=(608, 40),
            note=(608, 136),
            decide=(912, 0),
            back=(1216, 40),
            watch=(1520, 40),
            over=(2240, 40),
        ),
    },
    sample={
        "service": "web-shop",
        "alarm": "web-shop: all requests fail with error 500 since 09:46. Customers cannot pay. Health check failed on "
        "6 of 6 instances: timeout waiting for a database connection.",
    },
    sample_about=say(
        "The web shop is down; you are asked whether to go back to the last release.",
        "Der Webshop ist gestört; Sie werden gefragt, ob die letzte Version zurückgespielt werden soll.",
    ),
    asks=True,
)
