"""Warnings fire by their causes alone, and every figure that a rule or a dashboard names is one that is there."""

import json
import re
import subprocess
from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from setup.promtool import promtool
from tests.observability.conftest import Watched
from tests.rules.tree import ROOT

FOLDER = ROOT / "deploy" / "observability"
RULES = FOLDER / "rules" / "platform.rules.yml"
TESTS = FOLDER / "rules" / "platform.test.yml"
WORDS = {
    *("and", "by", "count", "histogram_quantile", "increase", "le", "max", "min", "offset", "on", "or", "rate", "sum"),
    *("unless", "vector", "without"),
}
FROM_PROMETHEUS = {"up", "ALERTS"}


def _rules() -> list[dict[str, Any]]:
    return [rule for group in yaml.safe_load(RULES.read_text())["groups"] for rule in group["rules"]]


def _expressions() -> Iterator[str]:
    yield from (rule["expr"] for rule in _rules())
    for board in sorted((FOLDER / "grafana" / "dashboards").glob("*.json")):
        found = json.loads(board.read_text())
        yield from (target["expr"] for panel in found["panels"] for target in panel["targets"])
        yield from (each["expr"] for each in found["annotations"]["list"] if "expr" in each)


def names_in(expression: str) -> set[str]:
    """The figures that an expression reads."""
    plain = re.sub(r"\b(by|without|on)\s*\([^)]*\)", " ", re.sub(r"\[[^\]]*\]|\{[^}]*\}", " ", expression))
    return set(re.findall(r"(?<![\w.:])[a-zA-Z_][\w:]*", plain)) - WORDS


def test_every_figure_that_is_looked_at_is_there(watched: Watched) -> None:
    shown = set(re.findall(r"^# TYPE (\w+) ", watched.metrics(), re.M))
    shown |= {f"{name}_{part}" for name in shown for part in ("bucket", "count", "sum")}
    recorded = {rule["record"] for rule in _rules() if "record" in rule}

    named = set[str]().union(*(names_in(each) for each in _expressions()))

    assert named - {"h", "m", "d"} - FROM_PROMETHEUS - recorded - shown == set()
    assert {"http_requests_total", "run_seconds_bucket", "ai_tokens_total"} <= named


def test_a_figure_that_is_not_there_is_seen() -> None:
    read = names_in('sum by (le) (rate(gone_seconds_bucket{le="1.0"}[5m])) / up offset 1h > 0.5')

    assert {"gone_seconds_bucket", "up"} <= read
    assert not read & {"le", "sum", "rate"}


def test_every_warning_is_tried_with_its_cause_and_without_and_says_what_to_do() -> None:
    tried: dict[bool, set[str]] = {True: set(), False: set()}
    for test in yaml.safe_load(TESTS.read_text())["tests"]:
        for case in test["alert_rule_test"]:
            tried[bool(case["exp_alerts"])].add(case["alertname"])
    warnings = {rule["alert"]: rule for rule in _rules() if "alert" in rule}

    assert tried[True] == tried[False] == set(warnings)
    assert all(rule["annotations"].keys() == {"summary", "do"} for rule in warnings.values())
    assert {rule["labels"]["severity"] for rule in warnings.values()} == {"page", "ticket"}


def test_prometheus_itself_sees_every_warning_fire() -> None:
    program = promtool()
    if program is None:
        pytest.skip("promtool is not on this machine; `make setup` brings it where Debian's packages can be had")

    done = subprocess.run(
        [program, "test", "rules", TESTS.name], cwd=TESTS.parent, capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stdout + done.stderr


def test_figures_lead_to_traces(watched: Watched) -> None:
    shown = watched.metrics("application/openmetrics-text; version=1.0.0")
    leads = dict(re.findall(r'^(\w+)_bucket\{.*\} \S+ # \{trace_id="(\w+)"\}', shown, re.M))

    assert leads["run_seconds"] == watched.run["id"].removeprefix("run_")
    assert leads["step_seconds"] in {span.trace for span in watched.sink.spans()}
    assert "http_request_seconds" in leads
