"""What is wrong with a template."""


class TemplateFault(ValueError):
    """Says what is wrong, in which line (from 1; 0 where that is not known), and of which variable, if of one."""

    def __init__(self, message: str, line: int = 0, variable: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.line = line
        self.variable = variable

    @property
    def said(self) -> str:
        """With its line."""
        return f"Line {self.line}: {self.message}" if self.line else self.message
