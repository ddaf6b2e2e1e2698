"""Questions about your own rules: answered word for word from the text, and by a person where the text is silent."""

from company_service.gallery.template import PEOPLE, AgentPlan, Template, places, say, takes, text_field

TEMPLATE = Template(
    key="knowledge-answers",
    category="service",
    icon="message-circle-question",
    name=say("Answer from your handbook", "Aus dem Handbuch antworten"),
    promise=say(
        "Every question gets the sentence that answers it, or a person who knows; never an invention.",
        "Jede Frage bekommt den Satz, der sie beantwortet, oder einen Menschen, der es weiß; nie etwas Erfundenes.",
    ),
    audience=say("HR, IT help desk, customer service", "Personal, IT-Helpdesk, Kundenservice"),
    how=(
        say("Looks for the answer in the text, and nowhere else.", "Sucht die Antwort im Text und nirgends sonst."),
        say(
            "Asks a person when the text has none, and answers with what they write.",
            "Fragt einen Menschen, wenn der Text nichts enthält, und antwortet mit dessen Worten.",
        ),
        say(
            "Says where the answer comes from, also to a program that waits.",
            "Sagt, woher die Antwort stammt, auch einem wartenden Programm.",
        ),
    ),
    needs=(
        say(
            "Your own text: make it the default of the input “Handbook”, or let a trigger hand it in.",
            "Ihr eigener Text: Machen Sie ihn zur Vorgabe der Eingabe „Handbuch“ oder übergeben Sie ihn per Auslöser.",
        ),
    ),
    minutes_saved=5,
    agent=AgentPlan(
        name=say("Handbook", "Handbuch"),
        role=say("Information desk", "Auskunft"),
        goal=say("Answer every question from the handbook.", "Jede Frage aus dem Handbuch beantworten."),
        instructions=say(
            "Answer from the text alone. Ask a person when it has no answer.",
            "Antworten Sie nur aus dem Text. Fragen Sie einen Menschen, wenn er nichts dazu enthält.",
        ),
    ),
    graph={
        "input": takes(
            ["question", "handbook"],
            question=text_field(say("Question", "Frage")),
            handbook=text_field(say("Handbook", "Handbuch"), long=True),
        ),
        "steps": [
            {
                "id": "look",
                "type": "ai.answer",
                "name": say("Look it up", "Nachschlagen"),
                "with": {"text": "{{ input.handbook }}", "question": "{{ input.question }}"},
                "retry": {"max": 3, "backoff": "2s"},
            },
            {
                "id": "route",
                "type": "branch",
                "name": say("Does it say so?", "Steht es darin?"),
                "with": {
                    "cases": [{"port": "answered", "when": "steps.look.output.answer != null"}],
                    "otherwise": "silent",
                },
            },
            {
                "id": "ask",
                "type": "approval",
                "name": say("Ask who knows", "Jemanden fragen, der es weiß"),
                "with": {
                    "title": "{{ input.question }}",
                    "description": say(
                        "The handbook does not say. Please answer in a sentence or two.",
                        "Das Handbuch sagt dazu nichts. Bitte antworten Sie in ein, zwei Sätzen.",
                    ),
                    "to": PEOPLE,
                    "choices": ["answer"],
                    "fields": {
                        "type": "object",
                        "properties": {
                            "answer": {"type": "string", "minLength": 1, "title": say("Answer", "Antwort")},
                        },
                        "required": ["answer"],
                    },
                    "self_approval": True,
                    "remind_after": "4h",
                },
            },
            {
                "id": "answer",
                "type": "set",
                "name": say("Put the answer together", "Antwort zusammenstellen"),
                "join": "any",
                "with": {
                    "values": {
                        "text": "{{ steps.look.output.answer != null ? steps.look.output.answer : "
                        "steps.ask.output.fields.answer }}",
                        "source": "{{ steps.look.output.answer != null ? 'handbook' : 'person' }}",
                    }
                },
            },
            {
                "id": "reply",
                "type": "respond",
                "name": say("Answer who asked", "Antwort zurückgeben"),
                "with": {
                    "status": 200,
                    "body": {
                        "answer": "{{ steps.answer.output.text }}",
                        "source": "{{ steps.answer.output.source }}",
                    },
                },
            },
        ],
        "edges": [
            {"from": "look", "to": "route"},
            {"from": "route", "port": "answered", "to": "answer"},
            {"from": "route", "port": "silent", "to": "ask"},
            {"from": "ask", "port": "answer", "to": "answer"},
            {"from": "answer", "to": "reply"},
        ],
        "output": {
            "answer": "{{ steps.answer.output.text }}",
            "source": "{{ steps.answer.output.source }}",
        },
        "layout": places(look=(0, 32), route=(304, 0), ask=(608, 120), answer=(912, 32), reply=(1216, 32)),
    },
    sample={
        "question": "How many days of holiday do I have each year?",
        "handbook": "Working hours are flexible between 7:00 and 20:00. Everybody is reachable from 10:00 to 15:00.\n"
        "Every employee has 30 days of holiday each year. Holiday is requested two weeks ahead.\n"
        "Who is ill tells the team lead before 10:00 and sends a certificate from the third day on.\n"
        "A laptop is replaced after four years. Lost devices are reported to IT at once.\n"
        "Travel is booked by the travel office. Trains are preferred to flights below 600 kilometres.\n",
    },
    sample_about=say(
        "A question about holidays, and a page of a company's handbook.",
        "Eine Frage zum Urlaub und eine Seite aus dem Handbuch eines Unternehmens.",
    ),
)
