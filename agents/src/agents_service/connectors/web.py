"""Pages of a website: those that a sitemap names, or those that links lead to from an address on.

Asks for one page at a time, no faster than the site's robots.txt wishes, and for nothing it forbids.
"""

import asyncio
import gzip
import hashlib
import io
import xml.etree.ElementTree as ET
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any
from urllib.parse import SplitResult, unquote, urldefrag, urljoin, urlsplit

import httpx2
import orjson
from protego import Protego

from agents_service.connectors.protocol import DocumentGone, Entry, Listing, PlaceAway, PlaceNotUsable

_AGENT = "AI-Agent-Platform"
_AT_ONCE = 10
_SECONDS = 30.0
_PAUSE = 0.2
_LONGEST_PAUSE = 10.0
_MOST_HOPS = 5
_MOST_PAGE = 20 * 1024 * 1024
_MOST_SITEMAP = 50 * 1024 * 1024
_MOST_SITEMAPS = 50
_HTML = {"text/html", "application/xhtml+xml"}
_NO_TEXT = ("image/", "audio/", "video/", "font/", "text/css", "text/javascript", "application/javascript")


@dataclass(frozen=True)
class Site:
    """Where it begins; pages above it or elsewhere are not read, and never more than `most_pages`."""

    address: str
    is_sitemap: bool = False
    most_pages: int = 200


@dataclass(frozen=True)
class _Answer:
    address: str
    kind: str
    body: bytes


class Website:
    """Pages by their addresses."""

    def __init__(self, site: Site, http: httpx2.AsyncClient) -> None:
        self._site = site
        self._http = http
        self._start = urlsplit(site.address)
        self._robots: Protego | None = None
        self._next = 0.0

    async def page(self, cursor: str | None) -> Listing:
        state: dict[str, Any] = orjson.loads(cursor) if cursor else await self._beginning()
        todo: list[list[str]] = state["todo"]
        seen: list[str] = state["seen"]
        entries: dict[str, Entry] = {}
        unsure: list[str] = []
        now = todo[:_AT_ONCE]
        for address, changed in now:
            try:
                entry, links = await self._looked_at(address, changed, is_first=cursor is None)
            except PlaceAway:
                if cursor is None:
                    raise
                unsure.append(address)
                continue
            if entry:
                entries[entry.place] = entry
            new = [each for each in links if each not in seen][: self._site.most_pages - len(seen)]
            seen += new
            todo += [[each, ""] for each in new]
        left = todo[len(now) :]
        more = orjson.dumps({"todo": left, "seen": seen}).decode() if left else None
        return Listing(list(entries.values()), more, unsure=unsure)

    async def _looked_at(self, address: str, changed: str, *, is_first: bool) -> tuple[Entry | None, list[str]]:
        """A page as an entry, and where it leads; nothing where there is none, or none for us."""
        has_to_be = is_first and not self._site.is_sitemap
        if not await self._is_allowed(address):
            if has_to_be:
                raise PlaceNotUsable(f"The robots.txt of {self._start.netloc} does not let us read {address}.")
            return None, []
        if changed:
            return Entry(address, changed, None, name=_name_of(address), media_type="text/html"), []
        try:
            entry, links = self._read(await self._got(address, _MOST_PAGE))
        except DocumentGone as problem:
            if has_to_be:
                raise PlaceNotUsable(f"There is no page at {address}.") from problem
            return None, []
        return entry, [] if self._site.is_sitemap else links

    async def _beginning(self) -> dict[str, Any]:
        if not self._site.is_sitemap:
            return {"todo": [[self._site.address, ""]], "seen": [self._site.address]}
        named: dict[str, str] = {}
        sitemaps, read = [self._site.address], 0
        while sitemaps and read < _MOST_SITEMAPS and len(named) < self._site.most_pages:
            more, pages = _sitemap(await self._sitemap(sitemaps.pop(0)))
            sitemaps += [each for each in more if urlsplit(each).netloc == self._start.netloc]
            named |= {each: at for each, at in pages if urlsplit(each).netloc == self._start.netloc}
            read += 1
        return {"todo": [list(each) for each in named.items()][: self._site.most_pages], "seen": []}

    async def _sitemap(self, address: str) -> bytes:
        try:
            body = (await self._got(address, _MOST_SITEMAP)).body
        except DocumentGone as problem:
            raise PlaceNotUsable(f"There is no sitemap at {address}.") from problem
        if not body.startswith(b"\x1f\x8b"):
            return body
        try:
            with gzip.GzipFile(fileobj=io.BytesIO(body)) as packed:
                return packed.read(_MOST_SITEMAP)
        except (OSError, EOFError, zlib.error):
            raise PlaceNotUsable(f"The sitemap at {address} is damaged.") from None

    async def _is_allowed(self, address: str) -> bool:
        if self._robots is None:
            try:
                text = (await self._got(f"{self._start.scheme}://{self._start.netloc}/robots.txt", _MOST_PAGE)).body
            except DocumentGone:
                text = b""
            self._robots = Protego.parse(text[:500_000].decode("utf-8", "replace"))
        return self._robots.can_fetch(address, _AGENT)

    def _read(self, answer: _Answer) -> tuple[Entry | None, list[str]]:
        """What a page is as an entry, and where it leads."""
        if answer.kind.startswith(_NO_TEXT):
            return None, []
        if answer.kind not in _HTML:
            tag = hashlib.sha256(answer.body).hexdigest()
            name = _name_of(answer.address)
            return Entry(answer.address, tag, len(answer.body), name=name, media_type=answer.kind), []
        page = _Page()
        page.feed(answer.body.decode("utf-8", "replace"))
        page.close()
        found = [urldefrag(urljoin(answer.address, each)).url for each in page.links]
        links = [] if "nofollow" in page.robots else [each for each in dict.fromkeys(found) if self._is_ours(each)]
        if "noindex" in page.robots or "none" in page.robots:
            return None, links
        # The text, not the page: what surrounds it (a token, a time) often differs each time it is asked for.
        tag = hashlib.sha256(page.text.encode()).hexdigest()
        name = " ".join(page.title.split())[:200] or _name_of(answer.address)
        return Entry(answer.address, tag, len(answer.body), name=name, media_type="text/html"), links

    def _is_ours(self, address: str) -> bool:
        """Whether an address is of this site and below where we began."""
        try:
            at = urlsplit(address)
        except ValueError:
            return False
        return _origin(at) == _origin(self._start) and at.path.startswith(self._start.path.rpartition("/")[0] + "/")

    async def fetch(self, place: str, most: int) -> bytes:
        return (await self._got(place, most)).body

    async def _got(self, address: str, most: int) -> _Answer:
        """A page; where it sends us on within the site, the page there."""
        for _ in range(_MOST_HOPS):
            await self._wait()
            status, headers, body = await self._asked(address, most)
            if status in {301, 302, 303, 307, 308} and headers.get("location"):
                address = urldefrag(urljoin(address, headers["location"])).url
                if urlsplit(address).netloc != self._start.netloc:
                    raise DocumentGone(f"The page sends to another site now: {urlsplit(address).netloc}.")
                continue
            if status == 429 or status >= 500:
                raise PlaceAway(f"{self._start.netloc} answered {status}.", retry_after=60)
            if status != 200:
                raise DocumentGone(f"{self._start.netloc} answered {status} for this page.")
            return _Answer(address, headers.get("content-type", "text/html").partition(";")[0].strip().lower(), body)
        raise DocumentGone("The page sends round in circles.")

    async def _wait(self) -> None:
        """No faster than the site wishes."""
        wished = self._robots.crawl_delay(_AGENT) if self._robots else None
        loop = asyncio.get_running_loop()
        await asyncio.sleep(max(0.0, self._next - loop.time()))
        self._next = loop.time() + min(_LONGEST_PAUSE, float(wished or _PAUSE))

    async def _asked(self, address: str, most: int) -> tuple[int, dict[str, str], bytes]:
        parts: list[bytes] = []
        length = 0
        headers = {"user-agent": f"{_AGENT}/1.0", "accept": "text/html,application/pdf,text/plain,*/*;q=0.5"}
        try:
            async with self._http.stream("GET", address, headers=headers, timeout=_SECONDS) as response:
                async for part in response.aiter_bytes():
                    parts.append(part)
                    length += len(part)
                    if length > most:
                        break
        except httpx2.TransportError as error:
            raise PlaceAway(f"{self._start.netloc} cannot be reached: {error}", retry_after=30) from error
        except httpx2.InvalidURL:
            raise DocumentGone("The address is none.") from None
        return response.status_code, dict(response.headers), b"".join(parts)


class _Page(HTMLParser):
    """A page's title, words and links, and what it asks of robots."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.title = ""
        self.robots = ""
        self._words: list[str] = []
        self._inside: list[str] = []

    @property
    def text(self) -> str:
        """Its words, whatever stands between them."""
        return " ".join(self._words)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in {"script", "style", "title", "noscript"}:
            self._inside.append(tag)
        elif tag == "a" and given.get("href"):
            self.links.append((given["href"] or "").strip())
        elif tag == "meta" and (given.get("name") or "").lower() == "robots":
            self.robots += (given.get("content") or "").lower()

    def handle_endtag(self, tag: str) -> None:
        if self._inside and self._inside[-1] == tag:
            self._inside.pop()

    def handle_data(self, data: str) -> None:
        if self._inside[-1:] == ["title"]:
            self.title += data
        elif not self._inside:
            self._words += data.split()


def _sitemap(body: bytes) -> tuple[list[str], list[tuple[str, str]]]:
    """The sitemaps and the pages that a sitemap names, these with when they changed."""
    try:
        # expat, of 2.4.1 and newer, refuses entities that grow without bounds, and loads nothing from outside.
        found = ET.fromstring(body)  # noqa: S314 - see above; the answer's size is limited, too
    except ET.ParseError:
        raise PlaceNotUsable("What answers there is no sitemap.") from None
    is_index = found.tag.rpartition("}")[2] == "sitemapindex"
    named = list(_named(found))
    return ([each for each, _ in named], []) if is_index else ([], named)


def _named(found: ET.Element) -> Iterator[tuple[str, str]]:
    for item in found:
        fields = {each.tag.rpartition("}")[2]: (each.text or "").strip() for each in item}
        if fields.get("loc", "").startswith(("http://", "https://")):
            yield fields["loc"], fields.get("lastmod", "")


def _origin(at: SplitResult) -> tuple[str, str]:
    return at.scheme, at.netloc


def _name_of(address: str) -> str:
    at = urlsplit(address)
    return unquote(at.path.rstrip("/").rpartition("/")[2]) or at.netloc
