"""Tenant isolation: whoever uses a tenant table names that table's `company_id` in the same function.

The names in a function are looked up in the imported module, so it does not matter how a table got there. A function
that rightly reads across companies says so: `# across companies: a worker claims whatever is due`.
"""

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import cast

import sqlalchemy as sa

from tests.rules.tables import crosses_companies
from tests.rules.tree import Finding

_RAW = re.compile(
    r"\s*(SELECT\s.+\sFROM|UPDATE\s+\S+\s+SET|DELETE\s+FROM|INSERT\s+(IGNORE\s+)?INTO)\s", re.IGNORECASE | re.DOTALL
)

_Function = ast.FunctionDef | ast.AsyncFunctionDef
_READS = {"select", "update", "delete"}
_OF_UNITS = {"insert_if_absent", "insert_absent"}
"""What `kernel.db.Tx` offers beside statements."""
_INSERTS = {"insert", *_OF_UNITS}
_WRITES = {"update", "delete", *_INSERTS}


def _local_names(scope: ast.stmt) -> set[str]:
    """Names that a function binds itself: they hide the module's."""
    if not isinstance(scope, _Function):
        return set()
    stored = {n.id for n in ast.walk(scope) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    return stored | {n.arg for n in ast.walk(scope) if isinstance(n, ast.arg)}


class _Use:
    """What one function says about tables: which it uses, and of which it names the company."""

    def __init__(self, scope: ast.stmt, module: ModuleType, text: str) -> None:
        self._module = module
        self._aliases: dict[str, sa.Table] = {}
        self._local = _local_names(scope)
        self._names_company = "company_id" in text
        self.used: dict[str, int] = {}
        self.hidden: list[int] = []
        """Lines that write to a table which cannot be told from the source."""
        self.scoped: set[str] = set()
        self.calls: set[str] = set()
        self._inserted: set[str] = set()
        self._find_aliases(scope)
        for node in ast.walk(scope):
            self._look_at(node)

    def _table(self, node: ast.expr) -> sa.Table | None:
        """The table that a name, or a name in a module, stands for."""
        found: object = None
        if isinstance(node, ast.Name):
            given = None if node.id in self._local else getattr(self._module, node.id, None)
            found = self._aliases.get(node.id, given)
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            holder = getattr(self._module, node.value.id, None)
            found = getattr(holder, node.attr, None) if isinstance(holder, ModuleType) else None
        return cast("sa.Table", found) if isinstance(found, sa.Table) else None

    def _tenant_table(self, node: ast.expr) -> sa.Table | None:
        """The table that is read here, if its rows belong to companies."""
        if not isinstance(node, ast.Name | ast.Attribute) or not isinstance(node.ctx, ast.Load):
            return None
        table = self._table(node)
        return table if table is not None and "company_id" in table.c else None

    def _find_aliases(self, scope: ast.stmt) -> None:
        for node in ast.walk(scope):
            if isinstance(node, ast.Assign):
                self._bind(node.targets[0], node.value)

    def _bind(self, target: ast.expr, value: ast.expr) -> None:
        if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
            for one, its in zip(target.elts, value.elts, strict=False):
                self._bind(one, its)
            return
        if isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute) and value.func.attr == "alias":
            value = value.func.value
        if isinstance(target, ast.Name) and (table := self._table(value)) is not None:
            self._aliases[target.id] = table

    def _look_at(self, node: ast.AST) -> None:
        if isinstance(node, ast.expr) and (table := self._tenant_table(node)) is not None:
            self.used.setdefault(table.name, node.lineno)
        if isinstance(node, ast.Attribute) and node.attr == "company_id":
            columns = node.value
            if isinstance(columns, ast.Attribute) and columns.attr == "c":
                table = self._table(columns.value)
                self.scoped |= {table.name} if table is not None else set()
        if isinstance(node, ast.Call):
            self.calls |= {node.func.id} if isinstance(node.func, ast.Name) else set()
            self._look_at_call(node)

    def _look_at_call(self, call: ast.Call) -> None:
        if not isinstance(call.func, ast.Attribute) or call.func.attr not in _WRITES:
            return
        holder = call.func.value
        is_sqlalchemy = isinstance(holder, ast.Name) and getattr(self._module, holder.id, None) is sa
        is_unit_of_work = call.func.attr in _OF_UNITS
        if is_sqlalchemy or is_unit_of_work:
            table = self._table(call.args[0])
            if table is None:
                self.hidden.append(call.lineno)
        else:
            table = self._table(holder)
        if table is not None and call.func.attr in _INSERTS:
            self._inserted.add(table.name)

    def unscoped(self) -> dict[str, int]:
        """Tables used without their company, and where first. An insert may name it in the row that is handed in."""
        return {
            table: line
            for table, line in self.used.items()
            if table not in self.scoped and not (table in self._inserted and self._names_company)
        }


def _raw_sql(scope: ast.stmt, source: str) -> list[int]:
    """Lines of statements written as text, in a scope that nowhere names the company."""
    if "company_id" in source:
        return []
    texts = [node for node in ast.walk(scope) if isinstance(node, ast.JoinedStr | ast.Constant)]
    return sorted({text.lineno for text in texts if _RAW.match(_plain(text))})


def _plain(text: ast.JoinedStr | ast.Constant) -> str:
    """A text with something in place of what is put in."""
    if isinstance(text, ast.Constant):
        return text.value if isinstance(text.value, str) else ""
    return "".join(str(part.value) if isinstance(part, ast.Constant) else "x" for part in text.values)


def _asks(statement: ast.stmt) -> bool:
    calls = (node.func for node in ast.walk(statement) if isinstance(node, ast.Call))
    return any(isinstance(called, ast.Attribute) and called.attr in _READS for called in calls)


def _scopes(module: ast.Module) -> Iterator[tuple[str, ast.stmt]]:
    """Functions and methods (a nested function is part of the one around it), and queries kept in module constants."""
    for node in module.body:
        if isinstance(node, _Function):
            yield node.name, node
        elif isinstance(node, ast.ClassDef):
            yield from ((f"{node.name}.{child.name}", child) for child in node.body if isinstance(child, _Function))
        elif _asks(node):
            yield f"line {node.lineno}", node


def _built_by(module: ast.Module, uses: Mapping[str, _Use]) -> dict[str, set[str]]:
    """For each function that builds a query and hands it on, the tables whose company it names."""
    builders = {node.name for node in module.body if isinstance(node, ast.FunctionDef)}
    return {name: use.scoped for name, use in uses.items() if name in builders}


def _findings_in(module: ModuleType) -> Iterator[Finding]:
    text = Path(str(module.__file__)).read_text(encoding="utf-8")
    lines = text.splitlines()
    parsed = ast.parse(text)
    sources = {name: "\n".join(lines[s.lineno - 1 : s.end_lineno]) for name, s in _scopes(parsed)}
    uses = {name: _Use(scope, module, sources[name]) for name, scope in _scopes(parsed)}
    builders = _built_by(parsed, uses)
    for name, scope in _scopes(parsed):
        use = uses[name]
        if crosses_companies(lines, scope.lineno, scope.end_lineno or scope.lineno):
            continue
        for called in use.calls & set(builders):
            use.scoped |= builders[called]
        for line in _raw_sql(scope, sources[name]):
            yield Finding(module.__name__, line, f"`{name}` holds SQL that does not name `company_id`")
        for table, line in use.unscoped().items():
            yield Finding(module.__name__, line, f"`{name}` uses `{table}` without its `c.company_id`")
        for line in use.hidden:
            message = f"`{name}` writes to a table that cannot be told from here: name the table"
            yield Finding(module.__name__, line, message)


def queries_without_company(modules: Iterable[ModuleType]) -> list[Finding]:
    """Functions that use a tenant table without its `company_id`, and do not say why.

    A function may start from a query that another function of its module has built with the company in it.
    """
    return [finding for module in modules for finding in _findings_in(module)]
