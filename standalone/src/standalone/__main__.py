"""The `agent-platform` command."""

import argparse
import asyncio
import json
import os
import sys

from kernel.service import InvalidSettings, load
from standalone import operations
from standalone.app import MANIFESTS, StandaloneSettings


def _serve(_: argparse.Namespace) -> int:
    from standalone.serve import serve

    return serve(load(StandaloneSettings, os.environ), os.environ)


def _demo(arguments: argparse.Namespace) -> int:
    from standalone.demo.client import run_demo

    return asyncio.run(run_demo(arguments.url, arguments.email, arguments.password))


def _worker(_: argparse.Namespace) -> int:
    from company_service.__main__ import work

    return work(os.environ)


def _hold(arguments: argparse.Namespace) -> int:
    from company_service.__main__ import hold
    from kernel.db import Database
    from standalone.app import database_url

    folder = load(StandaloneSettings, os.environ).data_dir
    asyncio.run(hold(Database(database_url(folder, "company")), arguments.reason))
    return 0


def _verify_audit(arguments: argparse.Namespace) -> int:
    from company_service.__main__ import verify_audit
    from company_service.audit.service.writing import Ledger, checkpoints_in
    from kernel.db import Database
    from standalone.app import database_url, secret_box

    settings = load(StandaloneSettings, os.environ)
    if not (settings.data_dir / "company.db").exists():
        sys.stderr.write(f"There is no platform in {settings.data_dir}. Set DATA_DIR to where its data is.\n")
        return 2
    checkpoints = checkpoints_in(settings.data_dir.resolve())
    ledger = Ledger(Database(database_url(settings.data_dir, "company")), secret_box(settings), checkpoints)
    return asyncio.run(verify_audit(ledger, arguments.company))


def _rotate_keys(_: argparse.Namespace) -> int:
    from auth_service.__main__ import rotate_keys
    from kernel.db import Database
    from standalone.app import database_url, secret_box

    settings = load(StandaloneSettings, os.environ)
    asyncio.run(rotate_keys(Database(database_url(settings.data_dir, "auth")), secret_box(settings)))
    sys.stdout.write("The next signing key signs from now on. Who is signed in stays so.\n")
    return 0


def _reset_link(arguments: argparse.Namespace) -> int:
    from auth_service.__main__ import reset_link
    from kernel.db import Database
    from standalone.app import database_url

    folder = load(StandaloneSettings, os.environ).data_dir
    try:
        link = asyncio.run(reset_link(Database(database_url(folder, "auth")), arguments.email, arguments.url))
    except LookupError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(f"{link}\nIt works once, for 30 minutes. Give it to nobody else.\n")
    return 0


def _confirm_domain(arguments: argparse.Namespace) -> int:
    from auth_service.__main__ import confirm_domain
    from kernel.db import Database
    from kernel.problems import InvalidRequest
    from standalone.app import database_url

    folder = load(StandaloneSettings, os.environ).data_dir
    database = Database(database_url(folder, "auth"))
    try:
        said = asyncio.run(confirm_domain(database, arguments.domain, arguments.company))
    except (LookupError, InvalidRequest) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(f"{said} Its people are sent to the company's sign-in service.\n")
    return 0


def _openapi(_: argparse.Namespace) -> int:
    from standalone.description import openapi

    sys.stdout.write(json.dumps(openapi(MANIFESTS), indent=1, sort_keys=True) + "\n")
    return 0


def _bench(arguments: argparse.Namespace) -> int:
    from standalone.benchmarks import run

    given = arguments
    options = {name: getattr(given, name) for name in ("only", "workers", "memory", "collections", "chunks")}
    return run(given.name, quick=given.quick, as_json=given.json, **options)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="agent-platform",
        description="The AI Agent Platform: create, run and watch autonomous AI agents.",
        epilog="Settings come from the environment (PORT, DATA_DIR, LOG_LEVEL …); .env.example explains each.",
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    commands.add_parser("serve", help="run everything in one process").set_defaults(run=_serve)
    commands.add_parser("worker", help="execute runs for a composed installation").set_defaults(run=_worker)
    demo = commands.add_parser("demo", help="let the sample company's agent work through its invoices")
    demo.add_argument("--url", default=f"http://127.0.0.1:{os.environ.get('PORT', '8080')}", help="a running platform")
    demo.add_argument("--email", default="ana@sample-company.example", help="who to sign up or log in as")
    demo.add_argument("--password", help="that person's password (default: a fresh one, printed)")
    demo.set_defaults(run=_demo)
    pause = commands.add_parser("pause", help="hold back every run of this installation; new ones are queued")
    pause.add_argument("--reason", default="", help="what people are told")
    pause.set_defaults(run=_hold)
    commands.add_parser("resume", help="let every run go on").set_defaults(run=_hold, reason=None)
    audit = commands.add_parser("verify-audit", help="check that nobody changed the audit log, its end included")
    audit.add_argument("--company", help="the id of one company (default: all)")
    audit.set_defaults(run=_verify_audit)
    rotate = commands.add_parser("rotate-keys", help="let the next signing key of access tokens sign from now on")
    rotate.set_defaults(run=_rotate_keys)
    domain = commands.add_parser("confirm-domain", help="confirm that an e-mail domain belongs to a company")
    domain.add_argument("domain", help="such as example.com")
    domain.add_argument("company", nargs="?", help="the company's id, where several have named the domain")
    domain.set_defaults(run=_confirm_domain)
    reset = commands.add_parser("reset-link", help="print a link by which somebody chooses a new password")
    reset.add_argument("email", help="the address they sign in with")
    here = os.environ.get("PUBLIC_URL") or f"http://127.0.0.1:{os.environ.get('PORT', '8080')}"
    reset.add_argument("--url", default=here, help="the address people type")
    reset.set_defaults(run=_reset_link)
    commands.add_parser("openapi", help="print the API description").set_defaults(run=_openapi)
    bench = commands.add_parser("bench", help="measure, side by side with what one would use instead")
    bench.add_argument("name", help="which benchmark; `list` names them")
    bench.add_argument("--quick", action="store_true", help="a short run")
    bench.add_argument("--json", action="store_true", help="print one JSON object")
    bench.add_argument("--collections", default="", help="knowledge: a folder with judged collections")
    bench.add_argument("--chunks", default="", help="knowledge: search among so many, for instance 1000000")
    bench.add_argument("--only", default="", help="engine, ai: measure these only, for instance sqlite,dbos")
    bench.add_argument("--workers", default="", help="engine: so many processes on one MySQL, for instance 1,2")
    bench.add_argument("--memory", default="", help="ai: watch our memory over so many requests, for instance 200000")
    bench.set_defaults(run=_bench)
    operations.add_to(commands)
    return parser


def main() -> int:
    """Run the command the arguments name."""
    arguments = _parser().parse_args()
    try:
        return int(arguments.run(arguments))
    except InvalidSettings as error:
        sys.stderr.write(f"{error}\n")
        return 2
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
