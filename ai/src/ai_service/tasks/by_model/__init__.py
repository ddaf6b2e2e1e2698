"""Tasks answered by a chat model of any vendor, through the one `ChatProvider`."""

from ai_service.tasks.by_model.provider import ModelTasks as ModelTasks
