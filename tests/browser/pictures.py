"""Pictures of screens held against those that were looked at and kept, with room for another font renderer."""

import io
import os
from pathlib import Path

from PIL import Image, ImageChops
from playwright.async_api import Page

KEPT = Path(__file__).parent / "kept"
_NOTICED = 48
"""A pixel counts as different when it is off by as much: less is how letters are smoothed."""
_MOST = 0.02
"""This part of the pixels may differ."""


async def differences(page: Page, name: str) -> list[str]:
    """What is unlike the kept pictures of this screen, in both themes; with KEEP_PICTURES=1 they are made anew."""
    found: list[str] = []
    for scheme in ("dark", "light"):
        await page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        await page.wait_for_timeout(300)
        shot = await page.screenshot(animations="disabled", full_page=True)
        path = KEPT / f"{name}-{scheme}.png"
        now = Image.open(io.BytesIO(shot)).convert("RGB")
        if os.environ.get("KEEP_PICTURES"):
            KEPT.mkdir(exist_ok=True)
            now.quantize(128).save(path, optimize=True)
        elif not path.exists():
            found.append(f"{path.name} is not kept yet: KEEP_PICTURES=1")
        elif why := _unlike(Image.open(path).convert("RGB"), now):
            now.save(path.with_suffix(".now.png"))
            found.append(f"{path.name}: {why}; look at {path.with_suffix('.now.png')}")
    return found


def _unlike(kept: Image.Image, now: Image.Image) -> str:
    if kept.size != now.size:
        return f"its size was {kept.size} and is {now.size}"
    levels = ImageChops.difference(kept, now).convert("L").histogram()
    share = sum(levels[_NOTICED:]) / (now.width * now.height)
    return f"{share:.1%} of it is different" if share > _MOST else ""
