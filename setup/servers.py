"""What the tests need from Debian: real servers and a browser. Where set-up may not install, tests skip."""

import os
import shutil

from setup.mysql import bring_mysql, installed_mysql
from setup.progress import Failed, run, say
from setup.promtool import bring_promtool, promtool
from setup.stages import Stage

_PACKAGES = {
    "mariadbd": "mariadb-server-core",
    "mariadb": "mariadb-client-core",
    "redis-server": "redis-server",
    "nginx": "nginx",
    "chromium": "chromium",
    "bwrap": "bubblewrap",
}
_FONTS = ("fonts-dejavu-core", "fonts-liberation")
_STANDS_IN = "MARIADB STANDS IN FOR MYSQL in this run"


def _missing() -> list[str]:
    path = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/sbin"])
    return [package for program, package in _PACKAGES.items() if shutil.which(program, path=path) is None]


def server_stages() -> list[Stage]:
    """Debian's servers, browser and bubblewrap, then a real MySQL."""
    return [
        Stage(
            name="servers",
            does="install MariaDB, Redis, Nginx, Chromium and bubblewrap",
            goes_in=lambda: ",".join(_missing()),
            comes_out=(),
            work=_install,
        ),
        Stage(
            name="mysql",
            does="fetch a real MySQL",
            goes_in=lambda: found.version if (found := installed_mysql()) else "none",
            comes_out=(),
            work=_bring_mysql,
            after=("servers",),
        ),
        Stage(
            name="promtool",
            does="fetch what tries the rules of Prometheus",
            goes_in=lambda: promtool() or "none",
            comes_out=(),
            work=bring_promtool,
            after=("mysql",),
        ),
    ]


def _may_install() -> bool:
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def _install() -> None:
    missing = _missing()
    if not missing:
        return
    if not _may_install():
        say(
            f"    NOT INSTALLED: {', '.join(missing)} (needs root on Debian or Ubuntu). Tests that need them will skip."
        )
        return
    apt = ["apt-get", "-q", "-o", "DPkg::Lock::Timeout=300"]
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    advice = "Are Debian's packages reachable? `apt-get update` should work."
    run([*apt, "update"], log="servers", advice=advice, env=quiet)
    fonts = _FONTS if "chromium" in missing else ()
    install = [*apt, "install", "-y", "--no-install-recommends", *missing, *fonts]
    run(install, log="servers", advice=advice, env={**quiet, "RUNLEVEL": "1"})


def _bring_mysql() -> None:
    if not _may_install():
        say(f"    {_STANDS_IN}: fetching MySQL needs root on Debian.")
        return
    try:
        bring_mysql()
    except Failed as failure:
        say(f"    {_STANDS_IN}: MySQL could not be had.")
        say("\n".join(f"    | {line}" for line in str(failure).splitlines()))
