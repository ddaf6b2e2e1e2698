"""What every test in the repository starts with."""

# Imported before any test is collected: a folder of the same name at the root (`kernel/`) would otherwise be taken for
# the package when a test module's own name is worked out.
import gc

from hypothesis import settings

import contracts  # noqa: F401 # pyright: ignore[reportUnusedImport] - imported for its name alone
import standalone  # noqa: F401 # pyright: ignore[reportUnusedImport] - imported for its name alone
from kernel.telemetry import setup_logging

pytest_plugins = ["tests.servers.plugin"]

setup_logging("tests", level="WARNING")

# Machines are noisy: how long one example takes says nothing.
settings.register_profile("repository", deadline=None)
settings.load_profile("repository")

# Thousands of tests are objects that live as long as the run. Looking through them for garbage again and again took a
# fifth of its CPU, so it is not begun before all are found, and what is there then is never looked at again.
gc.disable()


def pytest_collection_finish() -> None:
    """Set what was collected aside, and look for garbage as a service does."""
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)
    gc.enable()
