"""The business calendar: in which hours a company works, and on which days it does not."""
