"""Pictures of screens held against those that were looked at and kept, with room for another font renderer.

Both are looked at in half their size, where the smoothing of letters does not count. KEEP_PICTURES=1 makes the kept
ones anew.
"""

import io
import os
from collections.abc import Generator
from pathlib import Path

from PIL import Image, ImageChops
from playwright.async_api import Page

KEPT = Path(__file__).parent / "kept"
_NOTICED = 40
"""A pixel counts as different when it is off by as much."""
_TILE = 40
"""So many pixels wide and high: what is missing or has moved fills some of these."""
_MOST = 0.2
"""This part of one tile may differ."""
STILL = """
time, .tabular, [data-kept="not"] { visibility: hidden !important; }
"""
"""What is never the same twice: times, durations, sums."""


async def differences(page: Page, name: str) -> list[str]:
    """What is unlike the kept pictures of this whole page, in both themes."""
    found: list[str] = []
    for scheme in ("dark", "light"):
        await page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        await page.wait_for_timeout(300)
        found += unlike(f"{name}-{scheme}", await page.screenshot(animations="disabled", full_page=True))
    return found


def unlike(name: str, shot: bytes) -> list[str]:
    """How this picture differs from the one that is kept by this name."""
    path = KEPT / f"{name}.webp"
    now = Image.open(io.BytesIO(shot)).convert("RGB").reduce(2)
    if os.environ.get("KEEP_PICTURES"):
        KEPT.mkdir(exist_ok=True)
        now.save(path, quality=82, method=6)
        return []
    if not path.exists():
        return [f"{path.name} is not kept yet: KEEP_PICTURES=1"]
    why = _differs(Image.open(path).convert("RGB"), now)
    if why:
        now.save(path.with_suffix(".now.png"))
        return [f"{path.name}: {why}; look at {path.with_suffix('.now.png')}"]
    return []


def _differs(kept: Image.Image, now: Image.Image) -> str:
    if kept.size != now.size:
        return f"its size was {kept.size} and is {now.size}, halved"
    far = ImageChops.difference(kept, now).convert("L").point([0] * _NOTICED + [255] * (256 - _NOTICED))
    places = [f"{left * 2},{top * 2}" for left, top in _tiles(now) if _part(far, left, top) > _MOST]
    return f"different at {' '.join(places[:8])}" if places else ""


def _tiles(image: Image.Image) -> Generator[tuple[int, int]]:
    for top in range(0, image.height, _TILE):
        for left in range(0, image.width, _TILE):
            yield left, top


def _part(far: Image.Image, left: int, top: int) -> float:
    tile = far.crop((left, top, min(left + _TILE, far.width), min(top + _TILE, far.height)))
    return tile.histogram()[255] / (_TILE * _TILE)
