"""What can be wrong with budgets, and what a used-up one says."""

from kernel.problems import Conflict, NotFound, Problem


class BudgetNotFound(NotFound):
    """The company has no such budget."""

    title = "This budget does not exist"


class TooManyBudgets(Conflict):
    """More than anybody can keep apart, and each is looked at before every call."""

    title = "There are too many budgets"


class BudgetUsedUp(Problem):
    """A hard limit does not leave enough for this call. `budget` in the document has the figures."""

    status = 402
    title = "The budget for this is used up"


class PriceUnknown(Problem):
    """A budget refuses models whose price nobody knows."""

    status = 402
    title = "A budget refuses models without a known price"
