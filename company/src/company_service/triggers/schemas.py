"""What the outside sends and sees of triggers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Kind = Literal["webhook", "schedule", "form", "event", "workflow_end"]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
HeaderName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9-]{0,63}$")]
Secret = Annotated[str, StringConstraints(min_length=12, max_length=500, pattern=r"^[\x21-\x7e]+$")]
Tolerance = Annotated[int, Field(ge=10, le=3600)]
WorkflowId = Annotated[str, StringConstraints(pattern=r"^wfl_[0-9a-f]{32}$")]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class NoProof(_Part):
    """Whoever knows the address may call it."""

    kind: Literal["none"] = "none"


class Bearer(_Part):
    """`Authorization: Bearer <secret>`."""

    kind: Literal["bearer"]


class Basic(_Part):
    """`Authorization: Basic …` with this user name and the secret as password."""

    kind: Literal["basic"]
    username: Annotated[str, StringConstraints(min_length=1, max_length=120, pattern=r"^[\x20-\x39\x3b-\x7e]+$")]


class Standard(_Part):
    """Signed as Standard Webhooks 1.0 says."""

    kind: Literal["standard"]
    tolerance: Tolerance = 300


class Custom(_Part):
    """HMAC-SHA256 in a header of the caller's own, over the body or over `timestamp.body`."""

    kind: Literal["hmac"]
    header: HeaderName = "X-Hub-Signature-256"
    prefix: Annotated[str, StringConstraints(max_length=20)] = "sha256="
    encoding: Literal["hex", "base64"] = "hex"
    timestamp_header: HeaderName | None = None
    tolerance: Tolerance = 300


Proof = Annotated[NoProof | Bearer | Basic | Standard | Custom, Field(discriminator="kind")]


class Webhook(_Part):
    """Starts a run for each request to its address. `sync` waits for the run's answer, `timeout` seconds at most."""

    kind: Literal["webhook"]
    mode: Literal["async", "sync"] = "async"
    timeout: int = Field(default=30, ge=1, le=90)
    methods: list[Literal["GET", "POST", "PUT"]] = Field(default=["POST"], min_length=1, max_length=3)
    auth: Proof = NoProof()
    key_header: HeaderName | None = None


class Schedule(_Part):
    """Starts a run at the times of a cron expression in a time zone. `misfire` says what becomes of missed ones."""

    kind: Literal["schedule"]
    cron: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
    timezone: str = Field(default="UTC", min_length=1, max_length=60)
    misfire: Literal["skip", "latest", "every"] = "latest"


class Form(_Part):
    """A public page drawn from the workflow's input; each submission starts a run."""

    kind: Literal["form"]
    title: str = Field(default="", max_length=120)
    description: str = Field(default="", max_length=2_000)
    thanks: str = Field(default="", max_length=2_000)


class OnEvent(_Part):
    """Starts a run for each event of a name, if `filter` (an expression over `input.data` and so on) holds."""

    kind: Literal["event"]
    event: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._:/-]{0,119}$")]
    filter: str = Field(default="", max_length=4_096)


class OnWorkflowEnd(_Part):
    """Starts a run when a run of another workflow ends."""

    kind: Literal["workflow_end"]
    workflow_id: WorkflowId
    on: Literal["succeeded", "failed", "any"] = "succeeded"


Settings = Annotated[Webhook | Schedule | Form | OnEvent | OnWorkflowEnd, Field(discriminator="kind")]


class TriggerBody(BaseModel):
    """A trigger as it is to be. `input` makes the run's input from what came in (`{{ input.body.amount }}`); without
    one it is what came in. `version` pins a published version; else the latest one runs. `secret` is only written.
    """

    model_config = ConfigDict(extra="forbid")
    name: Name
    enabled: bool = True
    version: int | None = Field(default=None, ge=1, le=1_000_000_000)
    input: Any = None
    settings: Settings
    secret: Secret | None = None


class SampleBody(BaseModel):
    """Something that could come in: a webhook's `{body, headers, query, method}`, an event's data, a form's values, the
    end of a run. With `run` it starts a run.
    """

    model_config = ConfigDict(extra="forbid")
    sample: Any = None
    run: bool = False


class SampleResult(BaseModel):
    """What would become of the sample: the run's input, or what is wrong with it."""

    accepted: bool
    input: Any
    problem: dict[str, Any] | None
    run_id: str | None


class TriggerProblem(BaseModel):
    """What went wrong the last time the trigger was to start a run."""

    at: datetime
    title: str
    detail: str


class TriggerView(BaseModel):
    """A trigger. `url` is shown to those who may change it; `secret` once, when the platform made it."""

    id: str
    workflow_id: str
    kind: Kind
    name: str
    enabled: bool
    revision: int
    version: int | None
    input: Any
    settings: dict[str, Any]
    url: str | None
    has_secret: bool
    secret: str | None
    description: str
    next_fire_at: datetime | None
    fired: int
    last_fired_at: datetime | None
    last_run_id: str | None
    problem: TriggerProblem | None
    created_at: datetime
    updated_at: datetime


class SchedulePreview(BaseModel):
    """A schedule in plain words and its next times."""

    description: str
    next: list[datetime]


@dataclass(frozen=True, slots=True)
class Delivery:
    """A request to a public address. `headers` have lower-case names, `address` is the caller's."""

    method: str
    headers: Mapping[str, str]
    query: str
    body: bytes
    address: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What is answered at a public address."""

    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict[str, str])


class HookAccepted(BaseModel):
    """The run is on disk and goes on by itself."""

    id: str
    status: str
    url: str
