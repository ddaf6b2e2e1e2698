"""Import contracts, complexity and strict types hold, and a violation of each is seen by the tool that keeps it."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.rules import linters
from tests.rules.tree import PACKAGES, SERVICES, plant

VIOLATIONS: Mapping[str, Mapping[str, str]] = {
    "parts": {
        "ai/src/ai_service/planted.py": "import company_service\n",
        "kernel/src/kernel/planted.py": "import contracts\n",
        "contracts/src/contracts/planted.py": "def late():\n    import auth_service\n",
    },
    "vendors": {"company/src/company_service/planted.py": "def late():\n    from openai import AsyncOpenAI\n"},
    "vendors-agents": {"agents/src/agents_service/planted.py": "def late():\n    from openai import AsyncOpenAI\n"},
    "contracts": {"contracts/src/contracts/planted.py": "from fastapi import FastAPI\n"},
    "cycles": {
        "kernel/src/kernel/planted.py": "import kernel.planted_too\n",
        "kernel/src/kernel/planted_too.py": "import kernel.planted\n",
    },
    "engine": {"company/src/company_service/engine/planted.py": "from kernel import web\n"},
    "slices-agents": {
        "agents/src/agents_service/metrics/planted.py": "from agents_service.agents import service\n",
        "agents/src/agents_service/planted.py": "import agents_service\n",
    },
    "slices-auth": {
        "auth/src/auth_service/accounts/planted.py": "from auth_service import sessions\n",
        "auth/src/auth_service/keys/planted.py": "from auth_service.throttle import rules\n",
        "auth/src/auth_service/planted.py": "import auth_service\n",
    },
    "slices-ai": {
        "ai/src/ai_service/providers/planted.py": "from ai_service.tasks import api\n",
        "ai/src/ai_service/planted.py": "import ai_service\n",
    },
    "slices-company": {
        "company/src/company_service/engine/planted.py": "from company_service.runs import service\n",
        "company/src/company_service/members/planted.py": "from company_service.workflows import rules\n",
        "company/src/company_service/planted.py": "import company_service\n",
    },
    "slices-notifications": {
        "notifications/src/notifications_service/mail/planted.py": "from notifications_service.notices import api\n",
        "notifications/src/notifications_service/planted.py": "import notifications_service\n",
    },
    "slices-inside": {
        "auth/src/auth_service/planted/__init__.py": "",
        "auth/src/auth_service/planted/service.py": "",
        "auth/src/auth_service/planted/repo.py": "from auth_service.planted import service\n",
        "auth/src/auth_service/planted/tables.py": "",
        "auth/src/auth_service/planted/rules.py": "from auth_service.planted import tables\n",
    },
}
"""For each import contract, files that break it. Each file that imports must be seen."""

SILENT = {"reportMissingTypeStubs", "reportUnreachable", "reportImplicitStringConcatenation"}
"""The type checker's rules that are off, each with its reason in `pyproject.toml`."""

BRANCHES = "\n".join(f"    if x == {n}:\n        return {n}" for n in range(10))


def module_name(path: str, contract: str) -> str:
    name = path.partition("/src/")[2].removesuffix(".py").replace("/", ".")
    return name.removeprefix("kernel") if contract == "cycles" else name


def test_the_repository_keeps_every_import_contract() -> None:
    kept, said = linters.keeps_contracts()

    assert kept, said


def test_no_contract_ignores_an_import() -> None:
    contracts = linters.configuration()["importlinter"]["contracts"]

    assert not [c["id"] for c in contracts if any(key.startswith("ignore") for key in c)]


def test_every_import_contract_is_proven_by_a_planted_violation() -> None:
    assert sorted(linters.contract_ids()) == sorted(VIOLATIONS)


@pytest.mark.parametrize("contract", linters.contract_ids())
def test_an_import_that_breaks_a_contract_is_seen(tmp_path: Path, contract: str) -> None:
    root = linters.copy_of_the_packages(tmp_path)
    kept_before, said = linters.keeps_contracts(root, contract)
    assert kept_before, said

    plant(root, VIOLATIONS[contract])
    kept, said = linters.keeps_contracts(root, contract)

    assert not kept
    assert "BROKEN" in said
    importing = [path for path, text in VIOLATIONS[contract].items() if "import" in text]
    assert not [path for path in importing if module_name(path, contract) not in said], said


def test_the_repository_has_nothing_that_ruff_complains_of() -> None:
    clean, said = linters.ruff_on_the_repository()

    assert clean, said


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (f'"""M."""\n\n\ndef f(x: int) -> int:\n    """F."""\n{BRANCHES}\n    return x\n', "C901"),
        ("x = 1\n", "D100"),
        ('"""M."""\n\n\nclass Public:\n    x = 1\n', "D101"),
        ('"""M."""\n\nfrom . import a\n', "TID252"),
        ('"""M."""\n\nprint("here")\n', "T201"),
        ('"""M."""\n\ntry:\n    x = 1\nexcept Exception:\n    x = 2\n', "BLE001"),
        ('"""M."""\n\nfrom datetime import datetime\n\nx = datetime.now()\n', "DTZ005"),
        ('"""M."""\n\nx = eval("1")\n', "S307"),
        ('"""M."""\n\n# x = f(1)\n', "ERA001"),
    ],
)
def test_what_ruff_keeps_is_seen(tmp_path: Path, text: str, code: str) -> None:
    file = tmp_path / "planted.py"
    file.write_text(text)

    assert code in linters.ruff_complains(file)


def test_a_function_of_complexity_ten_passes(tmp_path: Path) -> None:
    file = tmp_path / "planted.py"
    file.write_text(
        f'"""M."""\n\n\ndef f(x: int) -> int:\n    """F."""\n{BRANCHES.rsplit("    if", 1)[0]}    return x\n'
    )

    assert "C901" not in linters.ruff_complains(file)


def test_no_package_is_exempt_from_complexity() -> None:
    lint = linters.configuration()["ruff"]["lint"]

    assert lint["mccabe"]["max-complexity"] <= 10
    assert not [codes for codes in lint["per-file-ignores"].values() if any(code.startswith("C9") for code in codes)]


def test_untyped_code_is_seen(tmp_path: Path) -> None:
    text = 'def f(x, y: list) -> str:\n    return x["a"] + y[0]\n\n\nf(1)\n'
    (tmp_path / "planted.py").write_text(text)

    broken = linters.type_checker_complains(tmp_path)

    assert {"reportMissingParameterType", "reportMissingTypeArgument", "reportUnknownParameterType"} <= broken


def test_a_wrong_type_and_an_unnamed_silence_are_seen(tmp_path: Path) -> None:
    (tmp_path / "planted.py").write_text('x: int = "one"\ny: int = 1  # pyright: ' + "ignore\n")

    broken = linters.type_checker_complains(tmp_path)

    assert {"reportAssignmentType", "reportIgnoreCommentWithoutRule"} <= broken


def test_strict_types_cover_every_package_and_its_tests() -> None:
    settings = linters.configuration()["basedpyright"]
    folders = {folder.split("/")[0] for folder in PACKAGES.values()}

    assert settings["typeCheckingMode"] == "strict"
    assert folders | {"tests", "bench"} <= set(settings["include"])
    assert {rule for rule, level in settings.items() if level == "none"} == SILENT


def test_every_service_is_a_root_package_of_the_import_contracts() -> None:
    assert set(linters.configuration()["importlinter"]["root_packages"]) == {*SERVICES, *PACKAGES}
