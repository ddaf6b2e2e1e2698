"""Tasks over text and documents: summarise, extract, classify, answer, rewrite, translate."""
