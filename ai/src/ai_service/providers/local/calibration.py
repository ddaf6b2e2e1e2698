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
SLOPE, MIDDLE = 16.0, 0.25
"""Whether one label fits, whatever the others: the likeness at which it is even, and how fast that changes."""
ABSTAIN = 0.6
"""The least confidence of a choice where abstaining is allowed."""
FITS = 0.5
"""The least score of a label where several may fit."""


def one_fits(likeness: Sequence[float], *, by_example: bool) -> Scores:
    """The probability of each label, if exactly one fits: together 1."""
    raised = np.asarray(likeness) * (BY_EXAMPLE if by_example else BY_DESCRIPTION)
    powers = np.exp(raised - raised.max())
    return powers / powers.sum()


def each_fits(likeness: Sequence[float]) -> Scores:
    """The probability that each label fits, whether or not others do."""
    return 1 / (1 + np.exp(-SLOPE * (np.asarray(likeness) - MIDDLE)))
