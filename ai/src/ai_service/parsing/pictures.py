"""Words in pictures and on scanned pages, with their places, by RapidOCR and the weights its package carries."""

from io import BytesIO
from typing import Any, cast

from ai_service.parsing.archive import DAMAGED, Refused

MOST_PAGES = 20
_MOST_PIXELS = 40_000_000
_WIDEST = 2_400
_SCALE = 2.0
_LEAST_SURE = 0.5
_NO_OCR = "can only be read with text recognition, which is not installed here (the extra `ocr`)"


def pages_of_picture(content: bytes) -> list[dict[str, Any]]:
    """One page: its size and its words, each with its box. Raises `Refused`."""
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = _MOST_PIXELS // 2  # Pillow refuses from twice as many on
    try:
        picture = Image.open(BytesIO(content))
        picture.load()
        return [_page(picture.convert("RGB"), 1.0)]
    except Image.DecompressionBombError:
        raise Refused("too_large", f"has more than {_MOST_PIXELS:,} pixels") from None
    except DAMAGED:
        raise Refused("not_readable", "is damaged, or no picture at all") from None


def pages_of_scan(content: bytes, numbers: list[int]) -> list[dict[str, Any]]:
    """These pages (from 0) of a PDF, drawn and read. Raises `Refused`."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(content)
        found: list[dict[str, Any]] = []
        for number in numbers:
            page = document[number]
            scale = min(_SCALE, _WIDEST / max(1.0, page.get_width(), page.get_height()))
            found.append(_page(cast("Any", page).render(scale=scale).to_pil().convert("RGB"), scale))
            page.close()
        return found
    except pypdfium2.PdfiumError:
        raise Refused("not_readable", "is damaged") from None


def _page(picture: Any, scale: float) -> dict[str, Any]:
    width, height = picture.size
    if width > _WIDEST or height > _WIDEST:
        picture.thumbnail((_WIDEST, _WIDEST))
    shrunk = picture.size[0] / max(1, width)
    words = [[text, *(place / shrunk / scale for place in box)] for text, box in _read(picture)]
    return {"width": width / scale, "height": height / scale, "words": words}


def _read(picture: Any) -> list[tuple[str, list[float]]]:
    """Words and their boxes; a line's box is shared out by its letters."""
    import numpy as np

    found: Any = _engine()(np.asarray(picture)[:, :, ::-1])
    words: list[tuple[str, list[float]]] = []
    if found.boxes is None:
        return words
    for box, line, sure in zip(found.boxes, found.txts, found.scores, strict=True):
        if sure < _LEAST_SURE:
            continue
        left, right = float(min(box[:, 0])), float(max(box[:, 0]))
        top, bottom = float(min(box[:, 1])), float(max(box[:, 1]))
        at, each = 0, (right - left) / max(1, len(line))
        for word in line.split():
            at = line.index(word, at)
            words.append((word, [left + at * each, top, left + (at + len(word)) * each, bottom]))
            at += len(word)
    return words


def _engine() -> Any:
    try:
        import rapidocr
    except ImportError:
        raise Refused("not_readable", _NO_OCR) from None
    quiet = {"Global.log_level": "critical", "EngineConfig.onnxruntime.intra_op_num_threads": 1}
    return cast("Any", rapidocr).RapidOCR(params=quiet)
