"""What stands in the way of changing roles and members."""

from kernel.problems import Conflict, Forbidden, InvalidRequest, NotFound, PreconditionFailed


class MemberNotFound(NotFound):
    """Nobody with this id belongs to the company."""

    title = "This person is not a member of your company"


class RoleNotFound(NotFound):
    """Neither a built-in role nor one of the company's own."""

    title = "Your company has no such role"


class RoleNameTaken(Conflict):
    """Names are compared without case."""

    title = "There is already a role with this name"


class RoleChanged(PreconditionFailed):
    """Somebody changed the role in the meantime."""

    title = "The role changed while you were editing it"


class RoleInUse(Conflict):
    """Members have it, or open invitations name it."""

    title = "This role is in use"


class BuiltInRole(Conflict):
    """Built-in roles are what they are."""

    title = "Built-in roles cannot be changed"


class TooManyRoles(Conflict):
    """Nobody finds anything among so many."""

    title = "There are too many roles"


class UnknownPermission(InvalidRequest):
    """The catalogue has no such permission."""

    title = "There is no such permission"


class MoreThanYouMay(Forbidden):
    """Nobody can give, or take from others, what they do not have."""

    title = "This goes beyond what you may do yourself"


class LastOwner(Conflict):
    """A company always has an active owner."""

    title = "The company needs an owner"


class NotYourself(Conflict):
    """One's own place is changed by somebody else, or by leaving."""

    title = "You cannot do this to yourself"


class OwnersOnly(Forbidden):
    """Only an owner can hand the company over."""

    title = "Only an owner can do this"


class Deactivated(Forbidden):
    """Whoever is deactivated stays out, also when the company's provider vouches for them."""

    title = "You are deactivated in this company"
