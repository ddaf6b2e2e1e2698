"""Renders the chart with Helm's own library and holds every object against the schema of Kubernetes: `make chart-test`.

Runs in an environment of its own, which `setup` makes. No cluster is needed and none is asked.
"""

import sys
from pathlib import Path

import helm_python
import kubernetes_validate
import yaml

CHART = Path(__file__).parent / "agent-platform"
VARIANTS = (
    {},
    {"ingress": {"enabled": False}, "network": {"enabled": False}},
    {"image": {"pullSecrets": [{"name": "registry"}]}, "storage": {"className": "shared"}},
    {"worker": {"secrets": ["AWS_SECRET_ACCESS_KEY"]}, "gateway": {"env": {"REQUESTS_PER_SECOND": "200"}}},
)
KUBERNETES = ("1.30", "1.37")


def main() -> int:
    """Say what does not fit, or how many objects do."""
    wrong, count = list[str](), 0
    with helm_python.Chart.load(str(CHART)) as chart:
        for values in VARIANTS:
            for file, text in sorted(chart.render(values, name="demo", namespace="agents").items()):
                for found in filter(None, yaml.safe_load_all(text)):
                    count += 1
                    wrong += [each for version in KUBERNETES if (each := _refused(found, version, file))]
    wrong += helm_python.lint(str(CHART))["errors"]
    for line in wrong:
        sys.stderr.write(f"{line}\n")
    sys.stdout.write(f"{count} objects of {len(VARIANTS)} variants: {len(wrong)} refused by Kubernetes {KUBERNETES}\n")
    return 1 if wrong else 0


def _refused(found: dict, version: str, file: str) -> str | None:
    try:
        kubernetes_validate.validate(found, version, strict=True)
    except kubernetes_validate.ValidationError as error:
        return f"{file}: {found['kind']} {found['metadata']['name']} ({version}): {error.message}"
    return None


if __name__ == "__main__":
    sys.exit(main())
