"""A company's providers of models, with their sealed keys: who can be asked, and how."""
