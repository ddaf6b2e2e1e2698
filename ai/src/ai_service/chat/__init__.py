"""Chat completions in OpenAI's wire format, by the company's own endpoint."""
