"""The page that says what identity is checked against names tests that exist, or gives its reason."""

import ast
import re

from tests.rules.tree import Finding, Tree

PAGE = "docs/security/asvs.md"
_NAMED = re.compile(r"`([\w/]+\.py)(?:::(\w+))?`")
_ITEM = re.compile(r"^\| (?P<item>[^|]+) \| (?:[^|]+ \| )?(?P<here>[^|]*) \|$")


def named_tests(tree: Tree) -> list[Finding]:
    """Tests that the page names and nobody finds."""
    source = next((each for each in tree.sources if each.path == PAGE), None)
    if source is None:
        return []
    found: list[Finding] = []
    for number, line in enumerate(source.lines, 1):
        for path, test in _NAMED.findall(line):
            if not tree.has(path) or (test and test not in _tests(tree, path)):
                found.append(source.finding(number, f"there is no {path}::{test}: name the test that shows this."))
        item = _ITEM.match(line)
        if item and not item["here"].strip():
            found.append(source.finding(number, f"{item['item']} names neither a test nor a reason."))
    return found


def _tests(tree: Tree, path: str) -> set[str]:
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    return {each.name for each in ast.walk(ast.parse(tree.read(path))) if isinstance(each, functions)}
