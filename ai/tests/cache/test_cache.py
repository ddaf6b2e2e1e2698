"""Answers given again: when, to whom, in which form; and never to another company."""

import asyncio
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from ai.tests.opened import API
from ai_service.cache import repo, rules, service
from ai_service.cache.service import Body, Found, Lookup
from ai_service.prices.rules import Target
from ai_service.providers.vocabulary import Reply, Tokens
from contracts.ai import ChatMessage, ChatRequest, Image, OnBehalfOf, ToolCall, ToolSpec
from kernel.identity import Principal
from kernel.problems import Unavailable
from tests.harness import COMPANY, USER, ServiceUnderTest

BY = Principal(kind="user", company_id=COMPANY, user_id=USER)
TARGET = Target("openai", "gpt-4o-mini", provider_id="prv_1")
TOOL = ToolSpec(name="look_up", parameters={"type": "object", "properties": {"a": {}, "b": {}}})


def asked(text: str = "What is the capital of France?", **changes: Any) -> ChatRequest:
    """A question at temperature 0."""
    return ChatRequest.model_validate({"messages": [{"role": "user", "content": text}], "temperature": 0, **changes})


def reply(text: str = "Paris.", **changes: Any) -> Reply:
    """An answer."""
    whole = Reply(ChatMessage(role="assistant", content=text), "end", Tokens(9, 3), "m", "1")
    return replace(whole, **changes)


@dataclass
class Model:
    """A vendor's: counts how often it is asked."""

    gives: Reply = field(default_factory=reply)
    away: bool = False
    calls: int = 0

    async def ask(self) -> Reply:
        self.calls += 1
        await asyncio.sleep(0.005)
        if self.away:
            raise Unavailable("The vendor is away.")
        return self.gives


async def look(
    ai: ServiceUnderTest, request: ChatRequest, by: Principal = BY, alias: str | None = None, control: str | None = None
) -> Lookup:
    return await service.lookup(request, TARGET, alias=alias, cache_control=control, by=by, deps=ai.deps)


async def complete(ai: ServiceUnderTest, model: Model, request: ChatRequest | None = None, **more: Any) -> Found[Reply]:
    looked = await look(ai, request or asked(), **more)
    if known := await service.known(looked, deps=ai.deps):
        return Found(rules.read(known.value.content), known.how)

    async def work() -> Reply:
        given = await model.ask()
        await service.keep(looked, Body(rules.written(given), {}), deps=ai.deps)
        return given

    given, joined = await service.once(looked, work, deps=ai.deps)
    return Found(given, "joined" if joined else "")


async def policy(ai: ServiceUnderTest, **changes: Any) -> None:
    answer = await (await ai.signed_in()).put(f"{API}/cache/policies", json={"alias": "*", **changes})
    assert answer.status_code == 200, answer.text


async def test_the_same_request_is_answered_once_by_the_model_then_by_the_cache(ai: ServiceUnderTest):
    model = Model()

    first, second = await complete(ai, model), await complete(ai, model)

    assert (first.how, second.how, model.calls) == ("", "exact", 1)
    assert second.value == first.value


async def test_for_whom_it_is_asked_does_not_matter_within_a_company(ai: ServiceUnderTest):
    model = Model()
    await complete(ai, model)

    found = await complete(ai, model, asked(on_behalf_of=OnBehalfOf(run_id="run_9"), model="fast"))

    assert found.how == "exact"


@pytest.mark.parametrize(
    "other",
    [
        asked("What is the capital of Spain?"),
        asked(max_tokens=5),
        asked(seed=1),
        asked(stop=["."]),
        asked(format="json"),
        asked(tools=[TOOL]),
        asked(top_p=0.5),
    ],
)
async def test_whatever_could_change_the_answer_makes_another_request(ai: ServiceUnderTest, other: ChatRequest):
    model = Model()
    await complete(ai, model)

    assert (await complete(ai, model, other)).how == ""


def test_the_order_of_keys_in_a_schema_does_not_matter_and_the_model_and_company_do():
    turned = ToolSpec(name="look_up", parameters={"properties": {"b": {}, "a": {}}, "type": "object"})

    def key(tool: ToolSpec = TOOL, company: str = COMPANY, target: Target = TARGET) -> str:
        return rules.key_of(asked(tools=[tool]), company, target)

    assert key() == key(turned)
    assert len({key(), key(company="cmp_2"), key(target=Target("openai", "gpt-4o", provider_id="prv_1"))}) == 3


async def test_another_temperature_is_not_kept_unless_the_alias_says_so(ai: ServiceUnderTest):
    model, warm = Model(), asked(temperature=0.7)
    usual = [(await complete(ai, model, warm)).how for _ in range(2)]

    await policy(ai, alias="faq", mode="always")
    always = [(await complete(ai, model, warm, alias="faq")).how for _ in range(2)]
    await policy(ai, mode="off")
    off = [(await complete(ai, model, asked("Else?"))).how for _ in range(2)]

    assert (usual, always, off) == (["", ""], ["", "exact"], ["", ""])


async def test_cache_control_is_honoured(ai: ServiceUnderTest):
    model = Model()

    unstored = [(await complete(ai, model, control="no-store")).how for _ in range(2)]
    renewed = await complete(ai, model, control="private, No-Cache")
    after = await complete(ai, model)

    assert (unstored, renewed.how, after.how, model.calls) == (["", ""], "", "exact", 3)


async def test_a_hundred_who_ask_at_once_cost_one_call(ai: ServiceUnderTest):
    model = Model()

    found = await asyncio.gather(*(complete(ai, model) for _ in range(100)))

    assert model.calls == 1
    assert sum(1 for each in found if each.how == "") == 1


async def test_no_company_is_ever_answered_with_anothers(ai: ServiceUnderTest):
    await policy(ai, semantic=0.8)
    companies = [Principal(kind="user", company_id=f"cmp_{n:032x}", user_id=USER) for n in range(20)]
    models = {by.company_id: Model(reply(f"For {by.company_id}.")) for by in companies}

    async def ask(by: Principal) -> str:
        found = await complete(ai, models[by.company_id], by=by)
        return found.value.message.content

    for _ in range(5):
        answers = await asyncio.gather(*(ask(by) for by in companies for _ in range(5)))
        assert answers == [f"For {by.company_id}." for by in companies for _ in range(5)]
    assert [model.calls for model in models.values()] == [1] * 20


def test_tool_calls_come_back_as_they_were():
    calls = [
        ToolCall(id="c1", name="look_up", arguments={"a": 1}),
        ToolCall(id="c2", name="look_up", arguments="{broken"),
    ]
    said = reply(message=ChatMessage(role="assistant", content="", calls=calls), stop="tools")

    assert rules.read(rules.written(said)) == said


async def test_what_does_not_change_the_answer_does_not_matter_on_the_wire_either(ai: ServiceUnderTest):
    body: dict[str, Any] = {"messages": [{"role": "user", "content": "Hi"}], "temperature": 0, "user": "u1"}

    async def key(form: str = "openai", **changes: Any) -> str:
        changed = {**body, **changes}
        found = await service.lookup_wire(form, changed, TARGET, alias=None, cache_control=None, by=BY, deps=ai.deps)
        return found.key

    assert await key() == await key(user="u2")
    assert len({await key(), await key(n=2), await key("anthropic")}) == 3


async def test_a_question_that_means_the_same_is_answered_where_the_alias_wants_that(ai: ServiceUnderTest):
    model = Model()
    await policy(ai, semantic=0.85)
    await complete(ai, model, asked("How do I reset my password?"))

    alike = await complete(ai, model, asked("How can I reset my password?"))
    other = await complete(ai, model, asked("How do I delete my account?"))

    assert (alike.how, other.how) == ("semantic", "")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("What is the status of order 4711?", "What is the status of order 4712?"),
        ("Can I cancel my subscription today?", "Can I not cancel my subscription today?"),
        ("Is it 30 days or more?", "Is it 60 days or more?"),
        ("Is the meeting before lunch?", "Is the meeting after lunch?"),
        ("When do you open on Sunday?", "When do you open on Monday?"),
        ("Do you ship to Germany?", "Do you ship to Austria?"),
        ("What is the price of the small box?", "What is the price of the large box?"),
    ],
)
async def test_other_numbers_names_denials_and_opposites_are_other_questions(
    ai: ServiceUnderTest, one: str, other: str
):
    model = Model()
    await policy(ai, semantic=0.8)
    await complete(ai, model, asked(one))

    assert (await complete(ai, model, asked(other))).how == ""


def test_meaning_is_never_enough_with_tools_pictures_or_answers_of_tools():
    picture = ChatMessage(role="user", content="What is this?", images=[Image(url="https://example.com/a.png")])
    tool = ChatMessage(role="tool", content="42", call_id="c1")

    assert rules.question_of(asked(tools=[TOOL]), COMPANY, TARGET) is None
    assert rules.question_of(ChatRequest(messages=[picture]), COMPANY, TARGET) is None
    assert (
        rules.question_of(ChatRequest(messages=[ChatMessage(role="user", content="?"), tool]), COMPANY, TARGET) is None
    )
    assert rules.question_of(asked(), COMPANY, TARGET) is not None


async def test_the_screen_shows_what_is_kept_and_empties_it(ai_on_each: ServiceUnderTest):
    client = await ai_on_each.signed_in()
    await policy(ai_on_each, alias="faq", seconds=60)
    await complete(ai_on_each, Model())

    before = (await client.get(f"{API}/cache")).json()
    cleared = await client.delete(f"{API}/cache")
    await client.delete(f"{API}/cache/policies/faq")
    after = (await client.get(f"{API}/cache")).json()

    assert before["items"] == [{"alias": "faq", "mode": "exact", "seconds": 60, "semantic": None}]
    assert (before["entries"], cleared.status_code, after["entries"], after["items"]) == (1, 204, 0, [])
    assert before["bytes"] > 0


async def test_policies_are_as_many_as_a_company_has_aliases_at_most(ai: ServiceUnderTest):
    values = {"mode": "off", "seconds": 60, "semantic": None, "updated_by": USER, "updated_at": ai.deps.clock()}
    async with ai.deps.db.begin() as tx:
        for nth in range(200):
            await repo.put(tx, COMPANY, f"alias-{nth}", values)
    client = await ai.signed_in()

    changed = await client.put(f"{API}/cache/policies", json={"alias": "alias-7", "mode": "always"})
    refused = await client.put(f"{API}/cache/policies", json={"alias": "one-more"})

    assert (changed.status_code, refused.status_code) == (200, 409)
    assert len((await client.get(f"{API}/cache")).json()["items"]) == 200
