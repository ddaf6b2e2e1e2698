"""What hand-written Python may not do: run text as code, swallow every error, patch our own modules, ask the clock.

Each check reads the syntax tree, so that a word in a text or a comment is no violation.
"""

import ast
import re
from collections.abc import Iterator

from tests.rules.tree import PACKAGES, Finding, Source, Tree

RUNS_TEXT = {"eval", "exec", "compile", "builtins.eval", "builtins.exec", "builtins.compile"}
UNSAFE_MODULES = {"pickle", "cPickle", "cloudpickle", "dill", "marshal", "shelve", "jsonpickle", "code", "codeop"}
SANDBOX = "company/src/company_service/sandbox/worker.py"
"""The program of the one process that runs code of users, and the library that does it."""
INTERPRETER = "pydantic_monty"

CATCH_ALL_PLACES = {
    "kernel/src/kernel/web.py",  # the web edge
    "kernel/src/kernel/inprocess.py",  # the web edge of a service called inside the process
    "kernel/src/kernel/jobs.py",  # the job runner
}
"""Each records what it caught; none swallows it."""
CATCH_ALL = {"Exception", "BaseException"}

CLOCK_AND_CHANCE = {
    "datetime.datetime.now", "datetime.datetime.utcnow", "datetime.datetime.today", "datetime.date.today", "time.time",
    "time.time_ns", "os.urandom", "random", "secrets", "uuid",
}  # fmt: skip
NOT_IN_RULES = {
    "sqlalchemy", "httpx2", "redis", "os", "socket", "subprocess", "asyncio", "pathlib.Path", "kernel.db",
    "kernel.client", "kernel.bus", "kernel.ids.new_id",
}  # fmt: skip
"""What a pure decision cannot need."""
ENGINE_DECIDES = {"machine", "plan", "graph", "events", "expressions", "templates", "validation", "values"}
"""The engine's modules that decide what is next; its others keep the journal and do the work."""

_EXEMPTION = re.compile(r"#\s*(noqa|pyright:\s*ignore|ruff:\s*noqa|fmt:\s*off)(?P<rest>.*)$")
_NAMED = re.compile(r"^\s*(:\s*[A-Z]+[0-9]+(,\s*[A-Z]+[0-9]+)*|\[[\w, ]+\])")


def imported_names(module: ast.Module) -> dict[str, str]:
    """The local names that imports bind, and what each stands for in full."""
    names: dict[str, str] = {}
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            for alias in node.names:
                names[alias.asname or alias.name.split(".")[0]] = (
                    alias.name if alias.asname else alias.name.split(".")[0]
                )
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                names[alias.asname or alias.name] = f"{node.module}.{alias.name}"
    return names


def full_name(node: ast.expr, names: dict[str, str]) -> str:
    """A dotted expression with its first name spelled out: `dt.now` is `datetime.datetime.now`. Else an empty text."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        return ""
    return ".".join([names.get(node.id, node.id), *reversed(parts)])


def _imports(module: ast.Module) -> Iterator[tuple[int, str]]:
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def _is_or_is_in(name: str, parents: set[str]) -> bool:
    return any(name == parent or name.startswith(f"{parent}.") for parent in parents)


def text_as_code(tree: Tree) -> list[Finding]:
    """No `eval`, `exec`, `compile`, nothing that unpickles; the interpreter of users' code in its own process only."""
    findings: list[Finding] = []
    for source in tree.python():
        names = imported_names(source.module)
        for line, name in _imports(source.module):
            if _is_or_is_in(name, UNSAFE_MODULES):
                findings.append(source.finding(line, f"`{name}` runs what it reads: use JSON"))
            if _is_or_is_in(name, {INTERPRETER}) and source.path != SANDBOX:
                findings.append(source.finding(line, f"`{name}` belongs into {SANDBOX}: users' code runs there alone"))
        for node in ast.walk(source.module):
            if isinstance(node, ast.Call) and (called := full_name(node.func, names)) in RUNS_TEXT:
                findings.append(source.finding(node.lineno, f"`{called}` runs text as code"))
    return findings


def _caught(node: ast.ExceptHandler) -> set[str]:
    if node.type is None:
        return {"BaseException"}
    kinds = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
    return {kind.id for kind in kinds if isinstance(kind, ast.Name)}


def _reraises(node: ast.ExceptHandler) -> bool:
    last = node.body[-1]
    return isinstance(last, ast.Raise) and last.exc is None


def catch_alls(tree: Tree) -> list[Finding]:
    """`except Exception` stands at the web edge and in the job runner only; cleaning up and re-raising is free."""
    return [
        source.finding(node.lineno, "catches every error: name them; only the web edge and the job runner may not know")
        for source in tree.product()
        if source.path not in CATCH_ALL_PLACES
        for node in ast.walk(source.module)
        if isinstance(node, ast.ExceptHandler) and _caught(node) & CATCH_ALL and not _reraises(node)
    ]


def _patched(node: ast.Call, names: dict[str, str]) -> str:
    patchers = {"setattr", "delattr", "setitem", "patch", "object", "dict", "multiple"}
    called = full_name(node.func, names)
    is_patch = called.startswith(("monkeypatch.", "mocker.", "unittest.mock.")) and called.split(".")[-1] in patchers
    if not is_patch or not node.args:
        return ""
    target = node.args[0]
    if isinstance(target, ast.Constant):
        return str(target.value)
    return full_name(target, names)


def patches(tree: Tree) -> list[Finding]:
    """No test patches a module of ours: what differs is handed in."""
    findings: list[Finding] = []
    for source in tree.python():
        names = imported_names(source.module)
        for node in ast.walk(source.module):
            if isinstance(node, ast.Call) and _is_or_is_in(patched := _patched(node, names), set(PACKAGES)):
                findings.append(source.finding(node.lineno, f"patches `{patched}`: hand in a fake instead"))
    return findings


def _is_decision(source: Source) -> bool:
    """Whether a module only decides: a slice's rules, or the engine's machine."""
    return _is_part(source, "rules") or any(source.path.endswith(f"/engine/{name}.py") for name in ENGINE_DECIDES)


def _is_part(source: Source, part: str) -> bool:
    service, _, inside = source.path.removesuffix(".py").partition("/src/")[2].partition("/")
    return service.endswith("_service") and part in inside.split("/")


def clock_and_chance(tree: Tree) -> list[Finding]:
    """Time, chance and identity are handed in to `rules`, `service` and the engine's machine."""
    findings: list[Finding] = []
    for source in tree.product():
        if not (_is_decision(source) or _is_part(source, "service")):
            continue
        names = imported_names(source.module)
        for node in ast.walk(source.module):
            if isinstance(node, ast.Call) and _is_or_is_in(name := full_name(node.func, names), CLOCK_AND_CHANCE):
                findings.append(source.finding(node.lineno, f"`{name}`: time, chance and identity are handed in"))
    return findings


def impure_rules(tree: Tree) -> list[Finding]:
    """`rules` and the engine's machine decide and do nothing else: no `await`, no I/O."""
    findings: list[Finding] = []
    for source in tree.product():
        if not _is_decision(source):
            continue
        for line, name in _imports(source.module):
            if _is_or_is_in(name, NOT_IN_RULES):
                findings.append(source.finding(line, f"`{name}`: this module decides, and does nothing else"))
        for node in ast.walk(source.module):
            if isinstance(node, ast.AsyncFunctionDef | ast.Await):
                findings.append(source.finding(node.lineno, "this module decides: nothing here waits"))
    return findings


def unexplained_exemptions(tree: Tree) -> list[Finding]:
    """Silencing a check names what it silences and says why."""
    findings: list[Finding] = []
    for source in tree.python():
        for number, text in enumerate(source.lines, 1):
            if re.search(r"#\s*type:\s*ignore", text):
                findings.append(source.finding(number, "write `# pyright: ignore[rule] - reason`"))
                continue
            match = _EXEMPTION.search(text)
            if not match or '"' in match["rest"]:
                continue
            named = _NAMED.match(match["rest"])
            if not named or not re.search(r"\w+ \S*\w", match["rest"][named.end() :]):
                findings.append(source.finding(number, "say what is silenced and why: `# noqa: CODE - reason`"))
    return findings
