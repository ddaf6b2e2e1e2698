"""What can be wrong with a policy."""

from kernel.problems import Conflict


class AddYoursFirst(Conflict):
    """Whoever asks others for a second factor without one would lock themselves out."""

    title = "Add a second factor of your own first"
