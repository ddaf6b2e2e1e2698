"""Any endpoint that speaks OpenAI's wire format, through OpenAI's own SDK."""
