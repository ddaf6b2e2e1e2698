"""A model that answers as a script says: for trying workflows without spending anything."""
