"""The door to every model: chat, embeddings and models in the dialects of OpenAI and of Anthropic."""
