"""The sample invoices: PDF files that lie beside this module, written by `python -m company.samples`."""

from collections.abc import Sequence
from importlib import resources
from typing import NamedTuple


class SampleFile(NamedTuple):
    """A file of the sample company."""

    name: str
    data: bytes


def packaged_invoices() -> Sequence[SampleFile]:
    """Every sample invoice, by name."""
    folder = resources.files("company_service.samples") / "invoices"
    found = [each for each in folder.iterdir() if each.name.endswith(".pdf")] if folder.is_dir() else []
    return [SampleFile(each.name, each.read_bytes()) for each in sorted(found, key=lambda each: each.name)]
