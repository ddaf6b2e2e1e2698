"""Where users' Python runs: worker processes that hold no secret, read no file and reach no network."""
