"""Write the sample invoices and their answers: `python -m company.samples [FOLDER]`."""

import json
import sys
from pathlib import Path

from reportlab.pdfgen.canvas import Canvas

from company.samples.invoices import INVOICES
from company.samples.layouts import draw

PACKAGED = Path(__file__).resolve().parents[1] / "src" / "company_service" / "samples" / "invoices"


def write(folder: Path) -> None:
    """Write every invoice, with the same bytes each time."""
    folder.mkdir(parents=True, exist_ok=True)
    for invoice in INVOICES:
        canvas = Canvas(str(folder / invoice.file), invariant=1, pageCompression=1)
        canvas.setTitle(f"{invoice.number} {invoice.sender.name}")
        draw(canvas, invoice)
        canvas.save()
        answers = json.dumps(invoice.answers(), indent=1, ensure_ascii=False)
        (folder / invoice.file).with_suffix(".json").write_text(answers + "\n")


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else PACKAGED)
