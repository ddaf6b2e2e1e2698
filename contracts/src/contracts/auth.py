"""What the auth service promises other services."""

from pydantic import BaseModel, EmailStr


class UserView(BaseModel):
    """A person as others may see them."""

    id: str
    email: EmailStr
    name: str
