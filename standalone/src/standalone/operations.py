"""Commands of whoever runs an installation: migrate, doctor, backup and restore, certificate."""

import argparse
import asyncio
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from kernel.service import load
from standalone import keeping
from standalone.app import StandaloneSettings

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]  # pyright: ignore[reportPrivateUsage] - it has no public name


def _migrate(arguments: argparse.Namespace) -> int:
    from standalone.databases import in_folder, migrate_these, named_by

    urls = named_by(os.environ) or in_folder(load(StandaloneSettings, os.environ).data_dir)
    return asyncio.run(migrate_these(urls, dry_run=arguments.dry_run))


def _doctor(arguments: argparse.Namespace) -> int:
    from standalone.doctor import report

    return asyncio.run(report(os.environ, arguments.url))


def _certificate(arguments: argparse.Namespace) -> int:
    from standalone.certificates import write_certificate

    folder = Path(arguments.folder)
    try:
        write_certificate(folder, arguments.names, datetime.now(UTC))
    except FileExistsError as error:
        sys.stderr.write(f"{error.filename} is there already, and is not written over. Move it away first.\n")
        return 1
    sys.stdout.write(
        f"{folder}/certificate.pem and key.pem hold for {', '.join(arguments.names)} and 397 days. Browsers warn of "
        f"this certificate until it is among those they trust. To serve with it: TLS_DIR={folder.resolve()}\n"
    )
    return 0


def add_to(commands: "Commands") -> None:
    """Add them to the command's parser."""
    migrate = commands.add_parser("migrate", help="bring every database to this version's schema")
    migrate.add_argument("--dry-run", action="store_true", help="only say what would be done")
    migrate.set_defaults(run=_migrate)
    doctor = commands.add_parser("doctor", help="check the installation and say what to do about what is wrong")
    doctor.add_argument(
        "--url", default=f"http://127.0.0.1:{os.environ.get('PORT', '8080')}", help="a running platform"
    )
    doctor.set_defaults(run=_doctor)
    certificate = commands.add_parser("certificate", help="make a TLS certificate for your own network")
    certificate.add_argument("folder", help="where certificate.pem and key.pem are written")
    certificate.add_argument(
        "names", nargs="*", default=["localhost", "127.0.0.1"], help="names and addresses it is for"
    )
    certificate.set_defaults(run=_certificate)
    keeping.add_to(commands)
