"""Finding runs by words: which words each ended run holds, kept by company and word, newest run first."""
