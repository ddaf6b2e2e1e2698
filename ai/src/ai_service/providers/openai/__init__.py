"""OpenAI through its official SDK: chat completions, which many others speak too, and the responses API."""
