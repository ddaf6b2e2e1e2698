"""What the outside sends and sees of second factors."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from auth_service.passkeys.schemas import PasskeyView


class Code(BaseModel):
    """What the authenticator app shows."""

    model_config = ConfigDict(extra="forbid")
    code: str = Field(max_length=40)


class TotpSetup(BaseModel):
    """To be read by an authenticator app: as a picture (rows of a QR code, `1` is dark), or typed."""

    secret: str
    address: str
    picture: list[str]


class RecoveryCodes(BaseModel):
    """Shown once. Each is good for one sign-in."""

    codes: list[str]


class FactorsView(BaseModel):
    """What a person proves themselves with besides a password."""

    totp_since: datetime | None
    passkeys: list[PasskeyView]
    recovery_codes_left: int
