"""What can be wrong with what was asked of a test bench."""

from kernel.problems import Conflict, InvalidRequest, NotFound


class CaseNotFound(NotFound):
    """No such test case in this knowledge base."""

    title = "This test case does not exist (any more)"


class TrialNotFound(NotFound):
    """No such trial of this knowledge base."""

    title = "This trial does not exist (any more)"


class NothingToTry(Conflict):
    """A trial needs test cases."""

    title = "There is no test case to try"


class TrialRunning(Conflict):
    """One trial of a base at a time."""

    title = "A trial is running"


class TooManyCases(Conflict):
    """A base has a limited number of test cases."""

    title = "There are too many test cases"


class UnknownPassage(InvalidRequest):
    """What is expected must stand in a document that is there."""

    title = "An expected passage is not in this knowledge base"
