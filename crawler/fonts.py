"""Can this machine draw the scripts that traders write in? Found out by drawing them, not by asking for font names."""

from __future__ import annotations

import io

from PIL import Image
from playwright.async_api import Page

UNASSIGNED = "\u0378"
SAMPLES = {"Chinese": "象牙", "Thai": "ง", "Arabic": "ع", "emoji": "🐘"}
CELL = 96

PAGE = """<!doctype html><meta charset="utf-8"><style>
* {{ margin: 0; padding: 0 }} body {{ background: white; color: black; font: 56px/{cell}px sans-serif }}
i {{ display: block; width: {cell}px; height: {cell}px; overflow: hidden; text-align: center; font-style: normal }}
</style>{boxes}"""


async def missing_scripts(page: Page) -> list[str]:
    """Draw one character of each script and return the names of those that come out as an empty box.

    A character is not drawn when its picture is blank, or the same as that of a code point which no font has.
    """
    drawn = await _drawn(page)
    nothing = {drawn[UNASSIGNED], drawn[" "]}
    return [name for name, signs in SAMPLES.items() if _undrawn([drawn[sign] for sign in signs], nothing)]


def _undrawn(pictures: list[bytes], nothing: set[bytes]) -> bool:
    return any(picture in nothing for picture in pictures) or len(set(pictures)) < len(pictures)


async def _drawn(page: Page) -> dict[str, bytes]:
    signs = [UNASSIGNED, " ", *(sign for signs in SAMPLES.values() for sign in signs)]
    boxes = "".join(f"<i>{sign}</i>" for sign in signs)
    await page.set_viewport_size({"width": CELL, "height": CELL * len(signs)})
    await page.set_content(PAGE.format(cell=CELL, boxes=boxes))
    with Image.open(io.BytesIO(await page.screenshot(full_page=True))) as picture:
        grey = picture.convert("L")
        return {
            sign: grey.crop((0, CELL * place, CELL, CELL * (place + 1))).tobytes() for place, sign in enumerate(signs)
        }
