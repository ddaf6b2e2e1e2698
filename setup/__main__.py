"""`python3 -m setup COMMAND`, which the Makefile calls. Any Python 3 gets far enough to find a newer one."""

import os
import sys

OLDEST = (3, 11)


def _newer_python():
    import shutil

    for minor in range(14, OLDEST[1] - 1, -1):
        found = shutil.which("python3." + str(minor))
        if found:
            return found
    return None


if sys.version_info < OLDEST:
    newer = _newer_python()
    if newer:
        os.execv(newer, [newer, "-m", "setup", *sys.argv[1:]])
    sys.exit("This needs Python 3.11 or newer; here is only " + sys.version.split()[0] + ". Install a newer one.")

from setup.commands import main  # noqa: E402 - only a new enough Python can read what follows

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
