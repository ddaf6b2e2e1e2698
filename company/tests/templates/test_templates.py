"""Templates: what the gallery shows, and what becomes of one that is used."""

import re
from collections.abc import Iterator, Sequence
from typing import Any, cast

import pytest

from company.tests.world import AGENT, API, Json, World
from company_service.gallery.catalogue import TEMPLATES
from company_service.gallery.template import Language, Template, Words, in_language
from company_service.templates import rules as templates
from company_service.workflows import rules as workflows
from tests.harness import COMPANY

KEY = "support-triage"
LANGUAGES: list[Language] = ["en", "de"]
_EACH = pytest.mark.parametrize("template", TEMPLATES, ids=[each.key for each in TEMPLATES])


async def _use(world: World, key: str = KEY, **body: Any) -> Json:
    answer = await world.owner.post(f"{API}/templates/{key}/use", json=body)
    assert answer.status_code == 201, answer.text
    return answer.json()


def _words(value: Any) -> Iterator[Words]:
    if isinstance(value, Words):
        yield value
    elif isinstance(value, dict):
        for name, each in cast("dict[Any, Any]", value).items():
            yield from _words([name, each])
    elif isinstance(value, list | tuple):
        for each in cast("Sequence[Any]", value):
            yield from _words(each)


@_EACH
@pytest.mark.parametrize("language", LANGUAGES)
async def test_nothing_is_wrong_with_a_template_in_either_language(
    world: World, template: Template, language: Language
):
    graph = in_language(template.graph, language)

    found = workflows.findings(graph, world.service.deps.step_types)

    assert [(each.pointer, each.message) for each in found] == []


@_EACH
def test_every_step_has_its_own_place_on_the_canvas(template: Template):
    steps = [(step["id"], step.get("in")) for step in template.graph["steps"]]

    layout = template.graph["layout"]
    spots = [(inside, layout[step]["x"], layout[step]["y"]) for step, inside in steps]

    assert set(layout) == {step for step, _ in steps}
    assert len(set(spots)) == len(spots)


@_EACH
def test_what_acts_on_another_system_is_pinned_until_its_address_is_put_in(template: Template):
    calls = [step for step in template.graph["steps"] if step["type"] == "http.request"]

    addresses = [re.sub(r"^https://([^/]+)/.*$", r"\1", step["with"]["url"]) for step in calls]

    assert all("pinned" in step for step in calls)
    assert all(address.endswith(".example.com") for address in addresses)
    assert bool(template.needs) or not calls


@_EACH
def test_the_texts_name_the_same_values_in_both_languages(template: Template):
    texts = list(_words([template.graph, template.how, template.needs, template.name, template.promise]))

    named = [[set(re.findall(r"(?:steps|input|item)\.[\w.]+", text)) for text in (one.en, one.de)] for one in texts]

    assert all(text.en.strip() and text.de.strip() for text in texts)
    assert [english for english, german in named if english != german] == []


async def test_the_gallery_is_shown_in_the_language_asked_for(world: World):
    english = (await world.owner.get(f"{API}/templates")).json()["items"]
    german = (await world.owner.get(f"{API}/templates", params={"language": "de"})).json()["items"]

    assert [each["key"] for each in english] == [each["key"] for each in german] == [each.key for each in TEMPLATES]
    assert english[0]["name"] == "Sort support requests"
    assert german[0]["name"] == "Supportanfragen sortieren"
    assert german[0]["preview"]["steps"][0]["name"] == "Worum geht es?"
    assert (await world.owner.get(f"{API}/templates", params={"language": "fr"})).status_code == 422


async def test_one_template_tells_its_graph_its_sample_and_what_it_needs(world: World):
    shown = (await world.owner.get(f"{API}/templates/supplier-invoices")).json()

    assert shown["sample"] == {"invoice": "nordlicht-hosting-2026-10.pdf", "limit": 1000}
    assert [step["id"] for step in shown["graph"]["steps"]] == [step["id"] for step in shown["preview"]["steps"]]
    assert len(shown["how"]) == 4
    assert (await world.owner.get(f"{API}/templates/unheard-of")).status_code == 404


async def test_using_a_template_makes_its_agent_and_a_draft(world: World):
    used = await _use(world, language="de")

    workflow = (await world.owner.get(f"{API}/workflows/{used['workflow_id']}")).json()
    assert (workflow["name"], workflow["status"]) == ("Supportanfragen sortieren", "draft")
    assert workflow["agent_id"] == used["agent_id"]
    assert workflow["draft"]["graph"] == templates.graph_of(TEMPLATES[0], "de")
    assert used["run_id"] is None


async def test_using_it_again_makes_another_draft_for_the_same_agent(world: World):
    first = await _use(world)
    second = await _use(world)

    assert first["workflow_id"] != second["workflow_id"]
    assert first["agent_id"] == second["agent_id"]


async def test_a_template_can_be_used_for_an_agent_that_is_there(world: World):
    used = await _use(world, agent_id=AGENT)
    unknown = await world.owner.post(f"{API}/templates/{KEY}/use", json={"agent_id": "agt_" + "f" * 32})

    assert used["agent_id"] == AGENT
    assert unknown.status_code == 422


async def test_an_agent_that_was_retired_is_not_woken(world: World):
    first = await _use(world)
    world.others.agents.put(COMPANY, first["agent_id"], "Support desk", status="retired")

    second = await _use(world, run=True)

    assert second["agent_id"] != first["agent_id"]
    assert second["run_id"]


async def test_trying_it_runs_the_draft_on_the_sample_and_sends_nothing(world: World):
    used = await _use(world, run=True)

    run = await world.until(used["run_id"], "succeeded", "failed")
    steps = (await world.owner.get(f"{API}/runs/{run['id']}/steps")).json()["items"]
    assert run["status"] == "succeeded", run["error"]
    assert (run["trigger"], run["version"]) == ("test", 0)
    assert run["output"]["ticket"] == "T-4711"
    assert next(each for each in steps if each["step"] == "ticket")["answered_by"]["method"] == "pinned"


async def test_trying_it_again_takes_the_draft_of_the_first_time_unless_it_was_changed(world: World):
    first = await _use(world, run=True)
    second = await _use(world, run=True)
    body: Json = {"graph": {"steps": [], "edges": []}}
    await world.owner.put(f"{API}/workflows/{first['workflow_id']}/draft", json=body, headers={"if-match": '"1"'})
    third = await _use(world, run=True)

    assert (first["status"], second["status"], third["status"]) == ("created", "taken", "created")
    assert second["workflow_id"] == first["workflow_id"] != third["workflow_id"]


async def test_who_may_not_draw_sees_the_gallery_and_uses_nothing(world: World):
    operator = await world.member("operator")

    seen = await operator.get(f"{API}/templates")
    used = await operator.post(f"{API}/templates/{KEY}/use", json={})

    assert (seen.status_code, used.status_code) == (200, 403)
    assert (await world.owner.post(f"{API}/templates/{KEY}/use", json={"language": "fr"})).status_code == 422


async def test_a_try_belongs_to_the_company_that_made_it(world: World):
    mine = await _use(world, run=True)
    neighbour = await world.neighbour()

    theirs = (await neighbour.post(f"{API}/templates/{KEY}/use", json={"run": True})).json()

    assert theirs["workflow_id"] != mine["workflow_id"]
    assert (await neighbour.get(f"{API}/runs/{mine['run_id']}")).status_code == 404
