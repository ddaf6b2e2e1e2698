"""AI steps: text and files go to the AI service, answers come back with who gave them."""

import base64

import pytest

from company.tests.workflows.graphs import Json, one
from company.tests.world import AGENT, API, World
from contracts.ai import ChatMessage, ClassifyRequest, ExtractRequest, PromptUse, RewriteRequest, TranslateRequest
from kernel.problems import InvalidRequest, TooManyRequests
from tests.harness import COMPANY

PDF = b"%PDF-1.7 hello"
FIELDS = [{"name": "total", "type": "money", "description": "What is to be paid"}]
FILE = {"input": {"type": "object", "properties": {"file": {"type": "string", "format": "file"}}}}


async def test_a_file_goes_to_the_ai_service_as_a_document(world: World):
    world.others.ai.values["invoice.pdf"] = {"total": 119.0}
    workflow_id = await world.publish(one("ai.extract", {"file": "{{ input.file }}", "fields": FIELDS}, **FILE))

    run = await world.run(workflow_id, {"file": await world.upload("invoice.pdf", PDF)})

    _, asked = world.others.ai.asked[0]
    assert isinstance(asked, ExtractRequest)
    assert asked.document is not None
    assert (asked.document.media_type, base64.b64decode(asked.document.data)) == ("application/pdf", PDF)
    assert run["output"]["values"] == {"total": 119.0}
    assert run["output"]["evidence"]["total"]["page"] == 1
    assert run["cost"] == pytest.approx(0.01)
    whom = asked.on_behalf_of
    assert (whom.agent_id, whom.workflow_id, whom.run_id, whom.step) == (AGENT, workflow_id, run["id"], "only")


async def test_a_step_says_which_model_answered_it(world: World):
    workflow_id = await world.publish(one("ai.summarise", {"text": "{{ input.text }}"}))

    run = await world.run(workflow_id, {"text": "A long story."})

    step = (await world.owner.get(f"{API}/runs/{run['id']}/steps")).json()["items"][0]
    assert run["output"] == {"summary": "A long story."}
    assert step["answered_by"]["provider"] == "fake"
    assert step["cost"] == pytest.approx(0.01)


async def test_labels_go_along_with_their_descriptions(world: World):
    world.others.ai.label = "complaint"
    labels = ["invoice", {"name": "complaint", "description": "Somebody is unhappy", "examples": ["It broke"]}]
    workflow_id = await world.publish(one("ai.classify", {"text": "It broke.", "labels": labels}))

    run = await world.run(workflow_id)

    _, asked = world.others.ai.asked[0]
    assert isinstance(asked, ClassifyRequest)
    assert run["output"] == {"label": "complaint", "confidence": 1.0, "scores": {"invoice": 0.0, "complaint": 1.0}}


async def test_a_question_may_have_no_answer(world: World):
    workflow_id = await world.publish(one("ai.answer", {"text": "{{ input.data }}", "question": "When is it due?"}))

    run = await world.run(workflow_id, {"data": {"due": None}})

    assert run["output"] == {"answer": None, "passages": []}
    assert world.others.ai.asked[0][1].text == '{"due":null}'


@pytest.mark.parametrize("given", [{"text": ""}, {"text": "  \n"}, {"text": None}])
async def test_nothing_to_read_is_said_plainly(world: World, given: Json):
    workflow_id = await world.publish(one("ai.summarise", {"text": "{{ input.text }}"}))

    run = await world.run(workflow_id, given)

    assert run["status"] == "failed"
    assert run["error"]["type"] == "/problems/nothing-to-read"


async def test_a_file_of_another_company_is_not_read(world: World):
    stranger = await world.neighbour()
    theirs = (await stranger.post(f"{API}/files", files={"file": ("b.pdf", PDF)})).json()["id"]
    workflow_id = await world.publish(one("ai.summarise", {"file": "{{ input.file }}"}))

    run = await world.run(workflow_id, {"file": theirs})

    assert run["error"]["type"] == "/problems/file-not-found"
    assert world.others.ai.asked == []


@pytest.mark.parametrize(
    "settings", [{}, {"text": "a", "file": "b"}, {"text": "a", "temperature": 1}, {"text": "a", "max_sentences": 0}]
)
async def test_settings_that_make_no_sense_are_found_before_publishing(world: World, settings: Json):
    workflow_id = await world.publish(one("set", {"values": {}}))

    answer = await world.owner.post(
        f"{API}/workflows/{workflow_id}/validate", json={"graph": one("ai.summarise", settings)}
    )

    assert any(each["severity"] == "error" for each in answer.json()["problems"])


async def test_a_refusal_of_the_ai_service_reaches_the_run(world: World):
    world.others.ai.refusal = InvalidRequest("This file is not a PDF.")
    workflow_id = await world.publish(one("ai.summarise", {"text": "a"}))

    run = await world.run(workflow_id)

    assert run["error"]["detail"] == "This file is not a PDF."
    assert len(world.others.ai.asked) == 1


async def test_a_busy_ai_service_is_asked_again(world: World):
    world.others.ai.refusal = TooManyRequests("Slow down.")
    graph = one("ai.summarise", {"text": "a"})
    graph["steps"][0]["retry"] = {"max": 5, "backoff": "100ms"}
    run = await world.run(await world.publish(graph), wait=0)
    await world.until(run["id"], "waiting")

    world.others.ai.refusal = None

    assert (await world.until(run["id"], "succeeded", "failed"))["status"] == "succeeded"
    assert len(world.others.ai.asked) > 1


async def test_people_are_told_under_a_stable_key(world: World):
    settings = {"to": ["role:operator"], "title": "Paid {{ input.amount }}", "body": None}
    run = await world.run(await world.publish(one("notify", settings)), {"amount": 3})

    notice = world.others.notifications.accepted[COMPANY, f"{run['id']}:only"]
    assert run["output"] == {"recipients": 1}
    assert (notice.title, notice.body, notice.link) == ("Paid 3", "", f"/runs/{run['id']}")


async def test_a_role_that_does_not_exist_is_found_before_publishing(world: World):
    workflow_id = await world.publish(one("set", {"values": {}}))
    graph = one("notify", {"to": ["role:boss"], "title": "Hello"})

    answer = await world.owner.post(f"{API}/workflows/{workflow_id}/validate", json={"graph": graph})

    assert "There is no role 'boss'" in answer.json()["problems"][0]["message"]


async def test_a_text_is_rewritten_as_the_form_says(world: World):
    settings = {"text": "{{ input.text }}", "tone": "friendly", "length": "shorter"}
    workflow_id = await world.publish(one("ai.rewrite", settings))

    run = await world.run(workflow_id, {"text": "Pay now."})

    _, asked = world.others.ai.asked[0]
    assert isinstance(asked, RewriteRequest)
    assert (asked.tone, asked.length, asked.instruction) == ("friendly", "shorter", "")
    assert run["output"] == {"text": "Pay now.", "unsupported": []}


async def test_a_text_is_translated(world: World):
    workflow_id = await world.publish(one("ai.translate", {"text": "{{ input.text }}", "language": "de"}))

    run = await world.run(workflow_id, {"text": "Good day"})

    _, asked = world.others.ai.asked[0]
    assert isinstance(asked, TranslateRequest)
    assert run["output"] == {"text": "Good day", "language": "de", "unsupported": []}


async def test_a_prompt_is_filled_in_with_values_of_the_run(world: World):
    world.others.ai.says = [ChatMessage(role="assistant", content='{"mood": "angry"}')]
    asked = {"prompt": "mood", "label": "draft", "variables": {"mail": "{{ input.mail }}", "n": "{{ 1 + 1 }}"}}
    workflow_id = await world.publish(one("ai.prompt", asked))

    run = await world.run(workflow_id, {"mail": "It broke {{ again }}"})

    (request,) = world.others.ai.chats
    assert request.prompt == PromptUse(name="mood", label="draft", variables={"mail": "It broke {{ again }}", "n": 2})
    assert (request.on_behalf_of.workflow_id, request.on_behalf_of.step) == (workflow_id, "only")
    assert run["output"] == {"text": '{"mood": "angry"}', "data": {"mood": "angry"}}
    assert run["cost"] == pytest.approx(0.01)


async def test_a_step_names_a_prompt_by_label_or_version_with_values_of_the_run(world: World):
    values = {"tone": "{{ input.tone }}"}
    settings = {"text": "A story.", "prompt": "house-style@3", "prompt_values": values}
    workflow_id = await world.publish(one("ai.rewrite", settings))

    await world.run(workflow_id, {"tone": "calm"})

    _, asked = world.others.ai.asked[0]
    assert asked.prompt == PromptUse(name="house-style", version=3, variables={"tone": "calm"})
