"""What can be wrong with channels."""

from kernel.problems import BadGateway, Conflict


class NoMailServer(Conflict):
    """Neither the company nor the installation has a mail server, or e-mail is switched off."""

    title = "No mail server is set up"


class NoAddress(Conflict):
    """Nobody knows the e-mail address of whoever asks."""

    title = "There is no address to send a test to"


class TestNotSent(BadGateway):
    """The mail server did not take the test message."""

    title = "The mail server did not take the test message"
