"""From likeness to confidence: numbers fitted on labelled texts, so that about 80 % of the answers with 0.8 are right.
Pure.

Fitted by `agent-platform bench accuracy` on `bench/labelled` (the sets with `"use": "fit"`), by least log loss; what it
comes to on texts and labels that were not used is in docs/ai.md.
"""

from collections.abc import Sequence

import numpy as np

Scores = np.ndarray[tuple[int], np.dtype[np.float64]]

BY_DESCRIPTION = 20.0
"""How sharply likeness to descriptions tells labels apart."""
BY_EXAMPLE = 28.0
"""The same where labels have examples."""
NONE_BY_DESCRIPTION, NONE_BY_EXAMPLE = 0.09, 0.15
"""How near a text that fits none of the labels comes to them: where `none` may be chosen, it has this likeness."""
SLOPE, MIDDLE = 16.0, 0.25
"""Whether one label fits, whatever the others: the likeness at which it is even, and how fast that changes."""
ABSTAIN = 0.5
"""The least confidence of a choice where abstaining is allowed."""
FITS = 0.5
"""The least score of a label where several may fit."""


def one_fits(likeness: Sequence[float], *, by_example: bool, or_none: bool = False) -> Scores:
    """The probability of each label, if exactly one fits: together 1; with `or_none` the rest is that none does."""
    none = [NONE_BY_EXAMPLE if by_example else NONE_BY_DESCRIPTION] if or_none else []
    raised = np.asarray([*likeness, *none]) * (BY_EXAMPLE if by_example else BY_DESCRIPTION)
    powers = np.exp(raised - raised.max())
    return (powers / powers.sum())[: len(likeness)]


def each_fits(likeness: Sequence[float]) -> Scores:
    """The probability that each label fits, whether or not others do."""
    return 1 / (1 + np.exp(-SLOPE * (np.asarray(likeness) - MIDDLE)))
