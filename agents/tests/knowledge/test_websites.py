"""Websites: crawled from a page on, or by a sitemap, as their robots.txt wishes."""

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from agents.tests.conftest import BASES, open_plain


class Site:
    """Pages on loopback: a text, bytes, or a status; `asked` are the paths that were asked for."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.pages: dict[str, str | bytes | int] = {"/robots.txt": "User-agent: *\nCrawl-delay: 0.01\nDisallow: /no/"}
        self.asked: list[str] = []

    def answer(self, path: str) -> tuple[int, str, bytes]:
        self.asked.append(path)
        match self.pages.get(path, 404):
            case int() as status:
                return status, "text/html", b""
            case bytes() as data:
                return 200, "text/plain", data
            case text:
                kind = "application/xml" if text.startswith("<?xml") else "text/html"
                return 200, kind, text.replace("HERE", self.url).encode()


@contextmanager
def serving() -> Generator[Site]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, kind, body = site.answer(self.path)
            self.send_response(status)
            self.send_header("content-type", f"{kind}; charset=utf-8")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    site = Site(f"http://127.0.0.1:{server.server_port}")
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    yield site
    server.shutdown()
    server.server_close()


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as running:
        yield running


def page(title: str, body: str, head: str = "") -> str:
    return f"<html><head><title>{title}</title>{head}</head><body>{body}</body></html>"


async def names(library: Any, base: str) -> list[str]:
    return sorted(hit.document for hit in await library.found(base, "the handbook says", "usr_a"))


async def test_links_are_followed_below_the_address_and_no_further(site: Site, tmp_path: Path):
    links = "".join(
        f'<a href="{each}">x</a>' for each in ("a.html#top", "a.html", "/else", "/docs/no/x", "gone", "t.txt")
    )
    site.pages |= {
        "/docs/": page("Start", f"The handbook says start. {links} <a href='http://other.test/docs/'>o</a>"),
        "/docs/a.html": page("First", "<script>t=1</script>The handbook says first."),
        "/docs/t.txt": b"The handbook says text.",
        "/docs/no/x": page("Hidden", "The handbook says hidden.", "<meta name=robots content=noindex>"),
        "/else": page("Else", "The handbook says else."),
    }
    async with open_plain(tmp_path) as library:
        base = await library.base()
        made = await library.source(base, kind="web", web={"address": f"{site.url}/docs/"})

        assert await names(library, base) == ["First", "Start", "t.txt"]
        assert "/else" not in site.asked

        site.pages["/docs/a.html"] = page(
            "First", "<script>t=2</script>The handbook says first."
        )  # only what nobody sees
        site.pages["/docs/t.txt"] = 500  # not known to be gone
        same = await library.synced(base, made["id"])
        site.pages["/docs/t.txt"] = 404
        site.pages["/docs/a.html"] = page("First", "The handbook says something new.")
        changed = await library.synced(base, made["id"])
        site.pages["/docs/"] = 503
        away = await library.synced(base, made["id"])

        assert (same["last_sync"]["unchanged"], same["last_sync"]["removed"]) == (2, 0)
        assert (changed["last_sync"]["changed"], changed["last_sync"]["removed"]) == (1, 1)
        assert away["state"] == "failed"
        assert await names(library, base) == ["First", "Start"]


async def test_pages_of_a_sitemap_are_read_again_when_it_says_that_they_changed(site: Site, tmp_path: Path):
    def sitemap(*changed: str) -> str:
        urls = "".join(
            f"<url><loc>HERE/{number}</loc><lastmod>{at}</lastmod></url>" for number, at in enumerate(changed)
        )
        return f'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'

    site.pages |= {
        "/index.xml": '<?xml version="1.0"?><sitemapindex><sitemap><loc>HERE/pages.xml</loc></sitemap></sitemapindex>',
        "/pages.xml": sitemap("2026-01-01", "2026-01-01"),
        "/0": page("Zero", "The handbook says zero."),
        "/1": page("One", "The handbook says one."),
    }
    async with open_plain(tmp_path) as library:
        base = await library.base()
        made = await library.source(base, kind="web", web={"address": f"{site.url}/index.xml", "is_sitemap": True})
        site.asked.clear()
        site.pages["/pages.xml"] = sitemap("2026-01-01", "2026-02-02")
        again = await library.synced(base, made["id"])

        assert made["last_sync"]["added"] == 2
        assert (again["last_sync"]["changed"], again["last_sync"]["unchanged"]) == (1, 1)
        assert sorted(site.asked) == ["/1", "/index.xml", "/pages.xml", "/robots.txt"]


async def test_a_site_that_is_ours_or_forbids_us_is_refused(site: Site, tmp_path: Path):
    site.pages["/no/"] = page("No", "The handbook says no.")
    (tmp_path / "guarded").mkdir()
    async with open_plain(tmp_path) as library, open_plain(tmp_path / "guarded", ALLOW_PRIVATE_ADDRESSES="") as guarded:
        base, other = await library.base(), await guarded.base()
        web = {"name": "S", "kind": "web"}
        forbidden = await library.http.post(
            f"{BASES}/{base}/sources", json={**web, "web": {"address": f"{site.url}/no/"}}
        )
        ours = await guarded.http.post(f"{BASES}/{other}/sources", json={**web, "web": {"address": f"{site.url}/"}})
        no_map = {"address": f"{site.url}/robots.txt", "is_sitemap": True}
        none = await library.http.post(f"{BASES}/{base}/sources", json={**web, "web": no_map})

        assert [each.status_code for each in (forbidden, ours, none)] == [422, 422, 422]
        assert "robots.txt" in forbidden.json()["detail"]
        assert "private network" in ours.json()["detail"]
        assert "no sitemap" in none.json()["detail"]
