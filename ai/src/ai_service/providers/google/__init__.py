"""Google Gemini through its official SDK."""
