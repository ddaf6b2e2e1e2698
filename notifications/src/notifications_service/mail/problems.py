"""Why a message did not leave."""


class NotSent(Exception):
    """The message was not taken; `is_final` when another try would end the same way. The text is for people."""

    def __init__(self, reason: str, *, is_final: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.is_final = is_final
