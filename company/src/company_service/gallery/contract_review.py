"""Contracts: the questions that always matter are answered from the text; a person sees what is missing."""

from company_service.gallery.template import PEOPLE, AgentPlan, Template, places, say, takes, text_field

_KINDS = [
    {"name": "Non-disclosure", "description": "Confidential information, secrecy, trade secrets, disclosure"},
    {"name": "Services", "description": "A provider renders services, consulting, maintenance, support, for a fee"},
    {"name": "Licence", "description": "Use of software, licence, subscription, intellectual property rights"},
    {"name": "Purchase", "description": "Sale and delivery of goods, purchase price, warranty"},
    {"name": "Lease", "description": "Rent of premises, equipment or vehicles, tenant and landlord"},
]
_FIELDS = [
    {"name": "start", "type": "date", "description": "The date on which the agreement begins"},
    {"name": "fee", "type": "money", "description": "The fee to be paid"},
    {"name": "currency", "type": "currency", "description": "The currency of the fee"},
]
_QUESTIONS = [
    {"topic": "Notice", "question": "With what notice period can the agreement be terminated?"},
    {"topic": "Payment", "question": "Within how many days must invoices be paid?"},
    {"topic": "Liability", "question": "Up to what amount is liability limited?"},
    {"topic": "Data protection", "question": "How is personal data protected?"},
    {"topic": "Law", "question": "Which law governs the agreement, and which court is competent?"},
]
_GAPS = """\
gaps = [each["topic"] for each in input["answers"] if not each["answer"]]
found = [each["topic"] + ": " + each["answer"] for each in input["answers"] if each["answer"]]
return {"gaps": gaps, "count": len(gaps), "text": ", ".join(gaps), "found": found}
"""

TEMPLATE = Template(
    key="contract-review",
    category="legal",
    icon="gavel",
    name=say("Review contracts", "Verträge prüfen"),
    promise=say(
        "You see in a minute what a contract says about notice, payment, liability and data, and what it leaves out.",
        "Sie sehen in einer Minute, was ein Vertrag zu Kündigung, Zahlung, Haftung und Daten sagt und was fehlt.",
    ),
    audience=say("Legal, purchasing, management", "Recht, Einkauf, Geschäftsführung"),
    how=(
        say("Tells what kind of contract it is.", "Erkennt die Art des Vertrags."),
        say("Takes start, fee and currency out of it.", "Entnimmt Beginn, Entgelt und Währung."),
        say(
            "Answers your questions from the text alone, or says that the text has no answer.",
            "Beantwortet Ihre Fragen nur aus dem Text oder sagt, dass er nichts dazu enthält.",
        ),
        say("Lays gaps before a person who decides.", "Legt Lücken einem Menschen zur Entscheidung vor."),
    ),
    needs=(),
    minutes_saved=35,
    agent=AgentPlan(
        name=say("Contract desk", "Vertragsprüfung"),
        role=say("Legal assistant", "Assistenz Recht"),
        goal=say(
            "Let nobody sign a contract without knowing what is in it.",
            "Niemand soll einen Vertrag unterschreiben, ohne zu wissen, was darin steht.",
        ),
        instructions=say(
            "Answer from the text alone and quote it. Say so when the text has no answer. Give no legal advice.",
            "Antworten Sie nur aus dem Text und zitieren Sie ihn. Sagen Sie es, wenn der Text nichts dazu enthält. "
            "Geben Sie keinen Rechtsrat.",
        ),
    ),
    graph={
        "input": takes(
            ["contract"],
            contract=text_field(
                say("Text of the contract", "Text des Vertrags"),
                long=True,
                help=say("Paste it here.", "Fügen Sie ihn hier ein."),
            ),
        ),
        "steps": [
            {
                "id": "kind",
                "type": "ai.classify",
                "name": say("What kind of contract?", "Welche Art von Vertrag?"),
                "with": {"text": "{{ input.contract }}", "labels": _KINDS},
                "retry": {"max": 3, "backoff": "2s"},
            },
            {
                "id": "facts",
                "type": "ai.extract",
                "name": say("Take out the facts", "Eckdaten entnehmen"),
                "with": {"text": "{{ input.contract }}", "fields": _FIELDS},
                "retry": {"max": 3, "backoff": "2s"},
            },
            {
                "id": "questions",
                "type": "set",
                "name": say("Your questions", "Ihre Fragen"),
                "with": {"values": {"list": _QUESTIONS}},
            },
            {
                "id": "each",
                "type": "for_each",
                "name": say("For each question", "Für jede Frage"),
                "with": {
                    "items": "{{ steps.questions.output.list }}",
                    "parallel": 2,
                    "output": {
                        "topic": "{{ item.topic }}",
                        "question": "{{ item.question }}",
                        "answer": "{{ steps.look.output.answer }}",
                    },
                },
            },
            {
                "id": "look",
                "type": "ai.answer",
                "in": "each",
                "name": say("Look it up in the text", "Im Text nachsehen"),
                "with": {"text": "{{ input.contract }}", "question": "{{ item.question }}"},
                "retry": {"max": 3, "backoff": "2s"},
            },
            {
                "id": "gaps",
                "type": "code",
                "name": say("What is left out?", "Was fehlt?"),
                "with": {"code": _GAPS, "input": {"answers": "{{ steps.each.output.items }}"}},
            },
            {
                "id": "route",
                "type": "branch",
                "name": say("Is anything missing?", "Fehlt etwas?"),
                "with": {
                    "cases": [{"port": "gaps", "when": "steps.gaps.output.count > 0"}],
                    "otherwise": "complete",
                },
            },
            {
                "id": "ask",
                "type": "approval",
                "name": say("Ask a person", "Jemanden fragen"),
                "with": {
                    "title": say("Accept this contract as it is?", "Diesen Vertrag so annehmen?"),
                    "description": say(
                        "It says nothing about: {{ steps.gaps.output.text }}.",
                        "Er enthält nichts zu: {{ steps.gaps.output.text }}.",
                    ),
                    "to": PEOPLE,
                    "choices": ["accept", "negotiate", "decline"],
                    "context": {
                        say("Kind", "Art"): "{{ steps.kind.output.label }}",
                        say("Begins", "Beginn"): "{{ steps.facts.output.values.start }}",
                        say("Fee", "Entgelt"): "{{ steps.facts.output.values.fee }}",
                        say("What it says", "Was er sagt"): "{{ steps.gaps.output.found }}",
                    },
                    "remind_after": "2d",
                },
            },
            {
                "id": "tell",
                "type": "notify",
                "name": say("Tell that it is complete", "Vollständigkeit melden"),
                "with": {
                    "to": PEOPLE,
                    "title": say("A contract is complete", "Ein Vertrag ist vollständig"),
                    "body": "{{ steps.gaps.output.found.join('\\n') }}",
                },
            },
        ],
        "edges": [
            {"from": "kind", "to": "route"},
            {"from": "facts", "to": "route"},
            {"from": "questions", "to": "each"},
            {"from": "each", "to": "gaps"},
            {"from": "gaps", "to": "route"},
            {"from": "route", "port": "gaps", "to": "ask"},
            {"from": "route", "port": "complete", "to": "tell"},
        ],
        "output": {
            "kind": "{{ steps.kind.output.label }}",
            "facts": "{{ steps.facts.output.values }}",
            "answers": "{{ steps.each.output.items }}",
            "missing": "{{ steps.gaps.output.gaps }}",
            "decision": "{{ steps.ask.status == 'skipped' ? 'accept' : steps.ask.output.choice }}",
        },
        "layout": places(
            look=(40, 88),
            kind=(0, 32),
            facts=(0, 128),
            questions=(0, 224),
            each=(304, 168),
            gaps=(720, 168),
            route=(1024, 104),
            ask=(1328, 0),
            tell=(1328, 208),
        ),
    },
    sample={
        "contract": "Service agreement between Auental Energie GmbH, Leipzig (client) and Brightwater Consulting Ltd, "
        "London (provider).\n\n"
        "1. The provider advises the client on the introduction of a new planning system.\n"
        "2. The agreement begins on 1 February 2027 and runs for twelve months.\n"
        "3. The fee amounts to EUR 48,000.00 a year, in monthly instalments.\n"
        "4. Invoices must be paid within 30 days of receipt.\n"
        "5. Either party can terminate the agreement with a notice period of three months to the end of a month.\n"
        "6. The provider protects personal data according to the GDPR and signs a data processing agreement.\n"
        "7. The agreement is governed by German law, and the court in Leipzig is competent.\n"
        "8. Changes to this agreement must be made in writing.\n"
    },
    sample_about=say(
        "A service agreement that says nothing about liability; you are asked what to do.",
        "Ein Dienstleistungsvertrag ohne Aussage zur Haftung; Sie werden gefragt, was geschehen soll.",
    ),
    asks=True,
)
