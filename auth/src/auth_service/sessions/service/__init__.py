"""What can be done with sessions: coming in, staying in, leaving, proving again who one is."""

from auth_service.sessions.service.confirming import ask_to_confirm, confirm, confirm_vouched
from auth_service.sessions.service.entering import ask_passkey, enter, finish, log_in, sign_up, switch
from auth_service.sessions.service.managing import end, end_others, ended_lately, every, revoke_all, revoke_in
from auth_service.sessions.service.refreshing import log_out, refresh

__all__ = [
    "ask_passkey",
    "ask_to_confirm",
    "confirm",
    "confirm_vouched",
    "end",
    "end_others",
    "ended_lately",
    "enter",
    "every",
    "finish",
    "log_in",
    "log_out",
    "refresh",
    "revoke_all",
    "revoke_in",
    "sign_up",
    "switch",
]
