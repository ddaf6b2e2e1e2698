"""The script of a scripted model: turns, the first that matches answers. Pure.

```yaml
turns:
  - match: invoice            # a regular expression, looked for in the last message; left out: always
    role: user                # the last message is of this role
    model: careful            # this model is asked
    times: 1                  # at most so often, then the next turn that matches answers
    answer: Which invoice?
  - match: "INV-\\d+"
    calls: [{name: look_up, arguments: {number: INV-7}}]
  - error: {status: 429, retry_after: 3, message: slow down}
    delay: 0.2                # seconds before the first piece
    pause: 0.05               # seconds between pieces
    characters: 10            # characters of a piece
    break_off: true           # the stream ends in the middle
```
"""

import re
from collections.abc import Iterable, Sequence
from typing import Annotated, Any, Literal, cast

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from contracts.ai import ChatRequest

LONGEST_SCRIPT = 100_000
_SEARCHED = 10_000


def _expression(text: str) -> str:
    try:
        re.compile(text)
    except re.error as error:
        raise ValueError(f"is no regular expression: {error}") from None
    return text


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Call(_Strict):
    """A tool that the model calls; arguments that are a text are sent as they stand, readable or not."""

    name: str = Field(min_length=1, max_length=64)
    arguments: dict[str, Any] | str = Field(default_factory=dict[str, Any])


class Failure(_Strict):
    """An answer with an error status, as a vendor would give it."""

    status: int = Field(ge=400, le=599)
    message: str = Field(default="as the script says", max_length=300)
    retry_after: int | None = Field(default=None, ge=0, le=86_400)


class Turn(_Strict):
    """When it answers, what it answers, and how fast."""

    match: Annotated[str, Field(max_length=500), AfterValidator(_expression)] | None = None
    role: Literal["user", "tool", "assistant", "system"] | None = None
    model: str | None = Field(default=None, max_length=200)
    times: int | None = Field(default=None, ge=1)
    answer: str = Field(default="", max_length=LONGEST_SCRIPT)
    calls: list[Call] = Field(default_factory=list[Call], max_length=100)
    error: Failure | None = None
    stop: Literal["end", "tools", "length", "refused"] | None = None
    delay: float = Field(default=0, ge=0, le=600)
    pause: float = Field(default=0, ge=0, le=60)
    characters: int = Field(default=40, ge=1)
    break_off: bool = False

    def fits(self, request: ChatRequest, model: str) -> bool:
        """Whether this turn answers."""
        last = request.messages[-1]
        if self.role not in {None, last.role} or self.model not in {None, model}:
            return False
        return self.match is None or re.search(self.match, last.content[:_SEARCHED], re.I) is not None


class Script(_Strict):
    """The turns in order, and the names of the models it plays."""

    turns: list[Turn] = Field(min_length=1, max_length=500)
    models: list[Annotated[str, Field(min_length=1, max_length=200)]] = Field(default=["scripted"], max_length=50)


class NotAScript(ValueError):
    """What was given is no script; the text says where and why."""


def read_script(text: str) -> Script:
    """Raises `NotAScript`."""
    import yaml

    if len(text) > LONGEST_SCRIPT:
        raise NotAScript(f"The script has more than {LONGEST_SCRIPT} characters.")
    if _has_aliases(text):
        raise NotAScript("The script may not use YAML's anchors and aliases.")
    try:
        return Script.model_validate(yaml.safe_load(text))
    except yaml.YAMLError as error:
        raise NotAScript(f"The script is no YAML: {error}") from None
    except ValidationError as error:
        first = error.errors()[0]
        where = " → ".join(str(part) for part in first["loc"]) or "the whole"
        raise NotAScript(f"In the script, {where}: {first['msg']}") from None


def _has_aliases(text: str) -> bool:
    """Aliases can make a few lines into gigabytes."""
    import yaml

    try:
        return any(isinstance(token, yaml.AliasToken) for token in cast("Iterable[object]", yaml.scan(text)))
    except yaml.YAMLError:
        return False


def next_turn(script: Script, used: Sequence[int], request: ChatRequest, model: str) -> int | None:
    """The place of the turn that answers, where turn `i` has answered `used[i]` times; None: none does."""
    for place, turn in enumerate(script.turns):
        if (turn.times is None or used[place] < turn.times) and turn.fits(request, model):
            return place
    return None
