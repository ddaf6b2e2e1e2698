"""What every test in the repository starts with."""

# Imported before any test is collected: a folder of the same name at the root (`kernel/`) would otherwise be taken for
# the package when a test module's own name is worked out.
from hypothesis import settings

import contracts  # noqa: F401 # pyright: ignore[reportUnusedImport] - imported for its name alone
import standalone  # noqa: F401 # pyright: ignore[reportUnusedImport] - imported for its name alone
from kernel.telemetry import setup_logging

pytest_plugins = ["tests.servers.plugin"]

setup_logging("tests", level="WARNING")

# Machines are noisy: how long one example takes says nothing.
settings.register_profile("repository", deadline=None)
settings.load_profile("repository")
