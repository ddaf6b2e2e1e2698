"""Documents: files turned into pages of words with their places, read in a process of its own."""

from ai_service.documents.marked import read_marked
from ai_service.documents.service import read_layout, read_pages

__all__ = ["read_layout", "read_marked", "read_pages"]
