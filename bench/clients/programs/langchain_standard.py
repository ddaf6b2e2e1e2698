"""LangChain's own standard tests; where the door is and who asks come from BASE_URL, TOKEN, MODEL and EMBEDDINGS."""

import os

from langchain_openai import ChatOpenAI, OpenAIEmbeddings
from langchain_tests.integration_tests import ChatModelIntegrationTests, EmbeddingsIntegrationTests

DOOR = {"base_url": os.environ["BASE_URL"], "api_key": os.environ["TOKEN"]}
MODEL = os.environ["MODEL"]


class TestChat(ChatModelIntegrationTests):
    @property
    def chat_model_class(self):
        return ChatOpenAI

    @property
    def chat_model_params(self):
        return {**DOOR, "model": MODEL, "stream_usage": True}

    @property
    def standard_chat_model_params(self):
        # A small model on a busy machine is slow, and no fault of the client's.
        return {"temperature": 0, "max_tokens": 100, "timeout": 300, "max_retries": 2}

    @property
    def supports_json_mode(self):
        return True

    @property
    def structured_output_kwargs(self):
        return {"method": "json_schema"}

    @property
    def model_override_value(self):
        return MODEL

    @property
    def has_tool_choice(self):
        return True


class TestEmbeddings(EmbeddingsIntegrationTests):
    @property
    def embeddings_class(self):
        return OpenAIEmbeddings

    @property
    def embedding_model_params(self):
        # Texts are sent as texts: LangChain's token numbers are those of OpenAI's own models.
        return {**DOOR, "model": os.environ["EMBEDDINGS"], "check_embedding_ctx_length": False}
