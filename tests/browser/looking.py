"""Looks screens through with axe-core for what WCAG 2.2 AA forbids."""

from typing import Any, Literal

from tests.browser.pictures import STILL, unlike
from tests.browser.visitor import PATIENCE_MS, Visitor
from tests.journey.shapes import ROOT

_AXE = ROOT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_COLOURS = ["color-contrast", "link-in-text-block"]
"""All that a theme changes: the other rules look at what is the same in both."""
_LOOK = """async ([runOnly, rules, within]) => {
  const what = within ? { include: [within] } : document;
  const found = await axe.run(what, { runOnly, rules, resultTypes: ["violations"] });
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
_GO_ON = """(path) => {
  window.calmSince = undefined;
  window.__TSR_ROUTER__.history.push(path);
}"""
"""As a link would: the application stays loaded."""
_CALM_MS = 600
_SETTLED = """(calmMs) => {
  const now = performance.now();
  const { location, resolvedLocation } = window.__TSR_ROUTER__.state;
  const there = resolvedLocation?.href === location.href;
  const calm = there && document.querySelector("h1") && !document.querySelector("[aria-busy=true]");
  window.calmSince = calm ? window.calmSince ?? now : undefined;
  return calm && now - window.calmSince > calmMs;
}"""


class Looker:
    """Looks a visitor's screens through, and remembers what is wrong where."""

    def __init__(self, visitor: Visitor) -> None:
        self.visitor = visitor
        self.findings: list[str] = []
        self.looked = 0

    async def look(
        self, where: str, rules: dict[str, Any] | None = None, within: str | None = None, kept: str | None = None
    ) -> None:
        """Look the present screen through in both themes, or only what is within some part of it.

        By every rule in the dark, by those about colours in the light as well. `kept`: it must look like the pictures
        of this name.
        """
        await self._see(where, "dark", {"type": "tag", "values": _TAGS}, rules or {}, within, kept)
        await self._see(where, "light", {"type": "rule", "values": _COLOURS}, {}, within, kept)

    async def look_again(self, where: str) -> None:
        """Look through by every rule what was looked at in another size, in the theme it is in."""
        await self.visitor.page.evaluate("window.calmSince = undefined")
        await self.visitor.page.wait_for_function(_SETTLED, arg=_CALM_MS / 3, timeout=PATIENCE_MS)
        await self._see(f"{where}, in another size", "light", {"type": "tag", "values": _TAGS}, {})

    async def _see(
        self,
        where: str,
        scheme: Literal["dark", "light"],
        run_only: dict[str, Any],
        switched: dict[str, Any],
        within: str | None = None,
        kept: str | None = None,
    ) -> None:
        page = self.visitor.page
        if not await page.evaluate("'axe' in window"):
            await page.add_script_tag(path=_AXE)
            await page.add_style_tag(content=_AT_ONCE)
        await page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        await page.evaluate(_THEMED, scheme)
        found = await page.evaluate(_LOOK, [run_only, switched, within])
        if kept:
            shot = await page.screenshot(animations="disabled", caret="hide", style=STILL)
            found += unlike(f"{kept}-{scheme}", shot)
        self.findings += [f"{where}, {scheme}: {each}" for each in found]
        self.looked += 1

    async def visit(self, path: str, *, look: bool = True, kept: str | None = None) -> None:
        """Open a page, wait until it has settled, and look it through."""
        page = self.visitor.page
        if page.url.startswith(self.visitor.url):
            await page.evaluate(_GO_ON, path)
        else:
            await self.visitor.go(path)
        await page.wait_for_function(_SETTLED, arg=_CALM_MS, timeout=PATIENCE_MS)
        if look:
            await self.look(path, kept=kept)
