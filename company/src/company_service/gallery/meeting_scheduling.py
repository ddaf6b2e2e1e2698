"""Meetings: everybody's calendar is looked at, the first time that suits all is found, and one click invites."""

from company_service.gallery.template import PEOPLE, AgentPlan, Template, answered, places, say, takes, text_field

_SLOT = """\
def minutes(clock):
    hours, rest = clock.split(":")
    return int(hours) * 60 + int(rest)


def clock(total):
    hours, rest = str(total // 60), str(total % 60)
    return ("0" + hours)[-2:] + ":" + ("0" + rest)[-2:]


busy = []
for calendar in input["calendars"]:
    for each in calendar["busy"]:
        busy.append([minutes(each["from"]), minutes(each["to"])])
start, end, length = minutes(input["earliest"]), minutes(input["latest"]), input["minutes"]
found = None
while found is None and start + length <= end:
    clash = [each for each in busy if each[0] < start + length and start < each[1]]
    if clash:
        start = start + 15
    else:
        found = start
if found is None:
    return {"found": False, "from": "", "to": ""}
return {"found": True, "from": clock(found), "to": clock(found + length)}
"""

TEMPLATE = Template(
    key="meeting-scheduling",
    category="people",
    icon="calendar",
    name=say("Find a time to meet", "Termine finden"),
    promise=say(
        "One question instead of ten mails: the first time that suits everybody, ready to be sent.",
        "Eine Frage statt zehn Mails: der erste Termin, der allen passt, fertig zum Versenden.",
    ),
    audience=say("Assistants, team leads, everybody", "Assistenz, Teamleitungen, alle"),
    how=(
        say("Looks at each person's calendar.", "Sieht in den Kalender jeder Person."),
        say("Finds the first time that suits everybody.", "Findet den ersten Termin, der allen passt."),
        say("Shows it to you before anybody is invited.", "Zeigt ihn Ihnen, bevor jemand eingeladen wird."),
        say("Sends the invitation.", "Verschickt die Einladung."),
    ),
    needs=(
        say(
            "Your calendar server: put its address into the two web requests. Until you publish, they answer with "
            "sample data and invite nobody.",
            "Ihr Kalenderserver: Tragen Sie seine Adresse in die beiden Web-Anfragen ein. Bis Sie veröffentlichen, "
            "antworten sie mit Beispieldaten und laden niemanden ein.",
        ),
    ),
    minutes_saved=12,
    agent=AgentPlan(
        name=say("Scheduler", "Terminplanung"),
        role=say("Assistant", "Assistenz"),
        goal=say("Find a time for everybody without a single mail.", "Einen Termin für alle finden, ganz ohne Mails."),
        instructions=say(
            "Find the first time that suits everybody. Invite nobody before you were told to.",
            "Finden Sie den ersten Termin, der allen passt. Laden Sie niemanden ungefragt ein.",
        ),
    ),
    graph={
        "input": takes(
            ["subject", "people", "day"],
            subject=text_field(say("Subject", "Thema")),
            people={
                "type": "array",
                "items": {"type": "string"},
                "minItems": 1,
                "maxItems": 50,
                "title": say("E-mail addresses", "E-Mail-Adressen"),
            },
            day={"type": "string", "format": "date", "title": say("Day", "Tag")},
            minutes={
                "type": "integer",
                "minimum": 15,
                "maximum": 480,
                "default": 45,
                "title": say("Minutes", "Minuten"),
            },
        ),
        "steps": [
            {
                "id": "each",
                "type": "for_each",
                "name": say("For each person", "Für jede Person"),
                "with": {
                    "items": "{{ input.people }}",
                    "parallel": 5,
                    "output": {"who": "{{ item }}", "busy": "{{ steps.calendar.output.body.busy }}"},
                },
            },
            {
                "id": "calendar",
                "type": "http.request",
                "in": "each",
                "name": say("Look into the calendar", "In den Kalender sehen"),
                "with": {
                    "url": "https://calendar.example.com/api/busy",
                    "query": {"who": "{{ item }}", "day": "{{ input.day }}"},
                },
                "retry": {"max": 3, "backoff": "2s"},
                "pinned": answered(
                    {"busy": [{"from": "09:00", "to": "10:30"}, {"from": "11:15", "to": "12:00"}]},
                ),
            },
            {
                "id": "slot",
                "type": "code",
                "name": say("Find a time for all", "Gemeinsamen Termin finden"),
                "with": {
                    "code": _SLOT,
                    "input": {
                        "calendars": "{{ steps.each.output.items }}",
                        "minutes": "{{ has(input.minutes) ? input.minutes : 45 }}",
                        "earliest": "09:00",
                        "latest": "17:30",
                    },
                },
            },
            {
                "id": "route",
                "type": "branch",
                "name": say("Is there one?", "Gibt es einen?"),
                "with": {"cases": [{"port": "found", "when": "steps.slot.output.found"}], "otherwise": "none"},
            },
            {
                "id": "ask",
                "type": "approval",
                "name": say("Show it before inviting", "Vor der Einladung zeigen"),
                "with": {
                    "title": say(
                        "Invite for {{ input.day }}, {{ steps.slot.output.from }} to {{ steps.slot.output.to }}?",
                        "Für {{ input.day }}, {{ steps.slot.output.from }} bis {{ steps.slot.output.to }} einladen?",
                    ),
                    "description": "{{ input.subject }}",
                    "to": PEOPLE,
                    "choices": ["invite", "not now"],
                    "context": {say("Who", "Wer"): "{{ input.people }}"},
                    "self_approval": True,
                },
            },
            {
                "id": "invite",
                "type": "http.request",
                "name": say("Send the invitation", "Einladung verschicken"),
                "with": {
                    "method": "POST",
                    "url": "https://calendar.example.com/api/events",
                    "json": {
                        "subject": "{{ input.subject }}",
                        "who": "{{ input.people }}",
                        "day": "{{ input.day }}",
                        "from": "{{ steps.slot.output.from }}",
                        "to": "{{ steps.slot.output.to }}",
                    },
                },
                "retry": {"max": 5, "backoff": "5s"},
                "pinned": answered({"id": "event-88"}, 201),
            },
            {
                "id": "tell",
                "type": "notify",
                "name": say("Tell that there is none", "Kein Termin: Bescheid geben"),
                "with": {
                    "to": PEOPLE,
                    "title": say(
                        "No time suits everybody on {{ input.day }}", "Am {{ input.day }} passt kein Termin allen"
                    ),
                    "body": "{{ input.subject }}",
                },
            },
        ],
        "edges": [
            {"from": "each", "to": "slot"},
            {"from": "slot", "to": "route"},
            {"from": "route", "port": "found", "to": "ask"},
            {"from": "route", "port": "none", "to": "tell"},
            {"from": "ask", "port": "invite", "to": "invite"},
        ],
        "output": {
            "from": "{{ steps.slot.output.from }}",
            "to": "{{ steps.slot.output.to }}",
            "invited": "{{ steps.invite.status == 'succeeded' }}",
        },
        "layout": places(
            calendar=(40, 88),
            each=(0, 112),
            slot=(416, 112),
            route=(720, 80),
            ask=(1024, 0),
            tell=(1024, 184),
            invite=(1328, 40),
        ),
    },
    sample={
        "subject": "Budget for next year",
        "people": ["ana@nordwind.example", "ben@nordwind.example", "mira@nordwind.example"],
        "day": "2027-01-14",
        "minutes": 45,
    },
    sample_about=say(
        "Three people, 45 minutes; you are asked before the invitation goes out.",
        "Drei Personen, 45 Minuten; Sie werden vor dem Versand der Einladung gefragt.",
    ),
    asks=True,
)
