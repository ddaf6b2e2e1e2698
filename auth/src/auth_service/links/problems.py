"""What can be wrong with a link."""

from kernel.problems import Problem


class LinkNotGood(Problem):
    """Used, too old, replaced, or never given out (which is not told apart on purpose)."""

    status = 410
    title = "This link does not work any more"
