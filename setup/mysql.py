"""A real MySQL from Debian's packages, unpacked into a folder of its own and run by its own loader.

Debian's stable release has only MariaDB; *unstable* has MySQL's long-term line. Its packages are fetched with a package
state of our own, so that the machine's is never touched, and unpacked, not installed.
"""

import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from setup.paths import CACHE
from setup.progress import Failed, run

_HOME = CACHE / "mysql"
_PACKAGES = ("mysql-server-core", "mysql-client-core", "mysql-common")
_LEFT_OUT = ("./usr/share/doc", "./usr/share/man", "./usr/share/locale", "./usr/share/info", "./usr/share/mysql-test")
_ADVICE = "Tests use MariaDB in its place."


@dataclass(frozen=True)
class Mysql97:
    """An unpacked MySQL."""

    home: Path
    version: str

    @property
    def command(self) -> list[str]:
        """What starts the server."""
        libraries = self.home / "usr/lib/x86_64-linux-gnu"
        loader = libraries / "ld-linux-x86-64.so.2"
        return [str(loader), "--library-path", str(libraries), str(self.home / "usr/sbin/mysqld")]

    @property
    def settings(self) -> str:
        """Lines for the `[mysqld]` part of its settings: where its own files lie."""
        share = self.home / "usr/share/mysql"
        return (
            f"basedir={self.home}/usr\n"
            f"lc_messages_dir={share}\n"
            f"character_sets_dir={share}/charsets\n"
            f"plugin_dir={self.home}/usr/lib/mysql/plugin\n"
            "secure_file_priv=NULL\n"
            "mysqlx=OFF\n"
        )


def installed_mysql() -> Mysql97 | None:
    """The unpacked MySQL of this machine, if there is one."""
    marker = _HOME / "version"
    return Mysql97(_HOME / "files", marker.read_text()) if marker.is_file() else None


def bring_mysql() -> Mysql97:
    """Fetch and unpack MySQL unless it is there. Raises `Failed` where Debian's packages cannot be had."""
    if found := installed_mysql():
        return found
    packages = _HOME / "packages"
    fetch_unstable(packages, _PACKAGES)
    files = _HOME / "files"
    shutil.rmtree(files, ignore_errors=True)
    files.mkdir(parents=True)
    for package in sorted((packages / "cache/archives").glob("*.deb")):
        unpack(package, files)
    shutil.rmtree(packages, ignore_errors=True)
    version = _version(Mysql97(files, ""))
    (_HOME / "version").write_text(version)
    return Mysql97(files, version)


def fetch_unstable(folder: Path, packages: tuple[str, ...], *, alone: bool = False) -> list[Path]:
    """Download packages of Debian unstable, with all they need unless `alone`, into `folder`."""
    apt = _private_apt(folder)
    log = f"unstable-{packages[0]}"
    run([*apt, "update"], log=log, advice=_ADVICE)
    if alone:
        archives = folder / "cache/archives"
        archives.mkdir(parents=True, exist_ok=True)
        run([*apt, "download", *packages], log=log, advice=_ADVICE, cwd=archives)
    else:
        install = [*apt, "-y", "--no-install-recommends", "--download-only", "install", *packages]
        run(install, log=log, advice=_ADVICE, env={"DEBIAN_FRONTEND": "noninteractive"})
    return sorted((folder / "cache/archives").glob("*.deb"))


def unpack(package: Path, into: Path) -> None:
    """Unpack one Debian package without its documentation."""
    left_out = " ".join(f"--exclude={path}" for path in _LEFT_OUT)
    script = f'dpkg-deb --fsys-tarfile "$1" | tar -x -C "$2" --no-same-owner {left_out}'
    run(["bash", "-c", f"set -o pipefail; {script}", "unpack", package, into], log="unpack", advice=_ADVICE)


def _private_apt(folder: Path) -> list[str]:
    mirror, keys = _mirror()
    for name in ("lists/partial", "cache/archives/partial"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    (folder / "empty").write_text("")
    signed = f"[signed-by={keys}] " if keys else ""
    (folder / "sources.list").write_text(f"deb {signed}{mirror} sid main\n")
    options = {
        "Dir::Etc::sourcelist": folder / "sources.list",
        "Dir::Etc::sourceparts": "-",
        "Dir::State::Lists": folder / "lists",
        "Dir::Cache": folder / "cache",
        "Dir::State::status": folder / "empty",
        "APT::Sandbox::User": "root",
        "Acquire::Languages": "none",
    }
    return ["apt-get", "-q", *(f"-o{name}={value}" for name, value in options.items())]


def _mirror() -> tuple[str, str | None]:
    """The machine's own Debian mirror and its key file."""
    etc = Path("/etc/apt")
    for file in (*sorted((etc / "sources.list.d").glob("*.sources")), *sorted((etc / "sources.list.d").glob("*.list"))):
        text = file.read_text()
        if found := re.search(r"^URIs:\s*(\S+/debian/?)\s*$", text, re.M):
            keys = re.search(r"^Signed-By:\s*(/\S+)", text, re.M)
            return found[1], keys[1] if keys else None
        if found := re.search(r"^deb\s+(?:\[[^\]]*\]\s+)?(\S+/debian/?)\s", text, re.M):
            return found[1], None
    plain = etc / "sources.list"
    if plain.is_file() and (found := re.search(r"^deb\s+(?:\[[^\]]*\]\s+)?(\S+/debian/?)\s", plain.read_text(), re.M)):
        return found[1], None
    raise Failed(f"This machine names no Debian mirror. {_ADVICE}")


def mirror() -> str:
    """The machine's own Debian mirror. Raises `Failed` where it names none."""
    return _mirror()[0]


def _version(unpacked: Mysql97) -> str:
    done = subprocess.run([*unpacked.command, "--version"], capture_output=True, text=True, check=False)
    found = re.search(r"Ver (\S+)", done.stdout)
    if found is None:
        raise Failed(f"The unpacked MySQL does not run: {done.stderr.strip()[-400:]}\n{_ADVICE}")
    return found[1]
