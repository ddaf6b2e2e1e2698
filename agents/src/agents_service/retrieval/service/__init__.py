"""What can be asked of knowledge bases: searches, answers, texts, reasons."""
