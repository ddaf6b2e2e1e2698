"""The built-in provider: no key, no network, no download, and no language model. Tools before talk."""
