"""What can be wrong with what was asked of an agent's memory."""

from kernel.problems import Conflict, NotFound


class MemoryNotFound(NotFound):
    """The agent remembers no such thing, or it is not for whoever asks."""

    title = "The agent does not remember this (any more)"


class MemoryFull(Conflict):
    """An agent remembers a limited number of facts."""

    title = "The agent's memory is full"
