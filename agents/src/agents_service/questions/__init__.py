"""Questions that knowledge bases could not answer, kept so that somebody can do something about them."""
