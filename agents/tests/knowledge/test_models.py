"""Another embedding model: prepared beside the one that is searched, then switched to."""

from agents.tests.conftest import BASES, Library
from agents_service.ingest.jobs import change_models


async def test_a_base_is_searched_all_the_while_its_model_changes(library_on_each: Library):
    library = library_on_each
    base = await library.base()
    await library.upload(base, "holidays.txt", "Everybody has 30 days of paid holiday a year.")
    about = (await library.http.get(f"{BASES}/{base}")).json()
    # The same model under the name by which its provider is chosen, too: another space for the base.
    body = {"name": "Handbook", "embedding_model": "Built-in/all-MiniLM-L6-v2"}

    saved = await library.http.put(f"{BASES}/{base}", json=body, headers={"if-match": f'"{about["version"]}"'})
    during = await library.names(base, "holiday")
    await change_models(library.service.deps)
    after = (await library.http.get(f"{BASES}/{base}")).json()

    assert saved.json()["next_model"] == body["embedding_model"]
    assert during == ["holidays.txt"]
    assert (after["embedding_model"], after["next_model"]) == (body["embedding_model"], None)
    assert await library.names(base, "holiday") == ["holidays.txt"]
