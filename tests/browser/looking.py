"""Looks screens through with axe-core for what WCAG 2.2 AA forbids."""

from typing import Any

from playwright.async_api import expect

from tests.browser.visitor import PATIENCE_MS, Visitor
from tests.journey.shapes import ROOT

_AXE = ROOT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_LOOK = """async ([tags, rules, within]) => {
  const what = within ? { include: [within] } : document;
  const found = await axe.run(what, { runOnly: tags, rules, resultTypes: ["violations"] });
  const why = (node) => [...node.any, ...node.all].map((each) => each.message).join("; ");
  const told = (node) => `${node.html.slice(0, 160)} (${why(node)})`;
  return found.violations.map((each) => `${each.id}: ${each.nodes.map(told).join(" | ")}`);
}"""
ABOVE_A_PAGE = {"page-has-heading-one": {"enabled": False}, "region": {"enabled": False}}
"""While a dialog or a menu is open the page with its heading and landmarks is hidden behind it, as it should be."""
_AT_ONCE = "*, ::before, ::after { transition: none !important; }"
"""Colours change at once, so that none is looked at half way."""
_THEMED = """async (scheme) => {
  const until = performance.now() + 10_000;
  while (document.documentElement.dataset.theme !== scheme) {
    if (performance.now() > until) throw new Error(`The page does not become ${scheme}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}"""


class Looker:
    """Looks a visitor's screens through, and remembers what is wrong where."""

    def __init__(self, visitor: Visitor) -> None:
        self.visitor = visitor
        self.findings: list[str] = []
        self.looked = 0

    async def look(self, where: str, rules: dict[str, Any] | None = None, within: str | None = None) -> None:
        """Look the present screen through in both themes, or only what is within some part of it."""
        page = self.visitor.page
        if not await page.evaluate("'axe' in window"):
            await page.add_script_tag(path=_AXE)
            await page.add_style_tag(content=_AT_ONCE)
        for scheme in ("dark", "light"):
            await page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            await page.evaluate(_THEMED, scheme)
            found = await page.evaluate(_LOOK, [_TAGS, rules or {}, within])
            self.findings += [f"{where}, {scheme}: {each}" for each in found]
            self.looked += 1

    async def visit(self, path: str, *, look: bool = True) -> None:
        """Open a page, wait until it has settled, and look it through."""
        await self.visitor.go(path)
        await expect(self.visitor.page.locator("h1").first).to_be_attached(timeout=PATIENCE_MS)
        await expect(self.visitor.page.locator("[aria-busy=true]")).to_have_count(0, timeout=PATIENCE_MS)
        await self.visitor.page.wait_for_timeout(300)
        if look:
            await self.look(path)
