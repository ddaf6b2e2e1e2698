"""What can be wrong with a question to the audit log."""

from kernel.problems import InvalidRequest


class SpanUpsideDown(InvalidRequest):
    """The end of the time that is asked for lies before its beginning."""

    title = "The time asked for ends before it begins"
