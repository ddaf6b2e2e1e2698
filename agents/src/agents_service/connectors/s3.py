"""A bucket in S3, or in what speaks like it. The ETag says whether an object changed; it is no checksum."""

import xml.etree.ElementTree as ET
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

import httpx2

from agents_service.connectors import signing
from agents_service.connectors.protocol import DocumentGone, Entry, Listing, PlaceAway, PlaceNotUsable

_PAGE = "1000"
_MOST_LISTING = 16 * 1024 * 1024
_SECONDS = 60.0
_REFUSED = {
    "NoSuchBucket": "There is no bucket of this name.",
    "AccessDenied": "The key may not read this bucket. It needs s3:ListBucket and s3:GetObject.",
    "InvalidAccessKeyId": "The access key is not known there.",
    "SignatureDoesNotMatch": "The secret key does not belong to the access key.",
    "PermanentRedirect": "The bucket lies in another region. Name that one.",
    "AuthorizationHeaderMalformed": "The bucket lies in another region. Name that one.",
}


@dataclass(frozen=True)
class Bucket:
    """Where it is, and how to get in; without keys it is asked as anybody may."""

    bucket: str
    prefix: str = ""
    region: str = "us-east-1"
    endpoint: str = ""
    access_key: str = ""
    secret_key: str = ""


class S3:
    """Objects of a bucket, by their keys below the prefix."""

    def __init__(self, where: Bucket, http: httpx2.AsyncClient, clock: Callable[[], datetime]) -> None:
        self._where = where
        self._http = http
        self._clock = clock

    async def page(self, cursor: str | None) -> Listing:
        query = {"list-type": "2", "max-keys": _PAGE, "prefix": self._where.prefix}
        body = await self._get("", query | ({"continuation-token": cursor} if cursor else {}), _MOST_LISTING)
        try:
            # expat, of 2.4.1 and newer, refuses entities that grow without bounds, and loads nothing from outside.
            found = ET.fromstring(body)  # noqa: S314 - see above; the answer's size is limited, too
        except ET.ParseError:
            raise PlaceNotUsable(f"What answers at {self._host()} does not speak S3.") from None
        space = found.tag.partition("}")[0] + "}" if found.tag.startswith("{") else ""
        entries = [entry for item in found.iter(f"{space}Contents") if (entry := self._entry(item, space))]
        more = found.findtext(f"{space}IsTruncated") == "true"
        return Listing(entries, found.findtext(f"{space}NextContinuationToken") if more else None)

    def _entry(self, item: ET.Element, space: str) -> Entry | None:
        key = item.findtext(f"{space}Key") or ""
        place = key.removeprefix(self._where.prefix)
        if not place or key.endswith("/"):
            return None
        tag = (item.findtext(f"{space}ETag") or "").strip('"')
        return Entry(place, tag or str(item.findtext(f"{space}LastModified")), int(item.findtext(f"{space}Size") or 0))

    async def fetch(self, place: str, most: int) -> bytes:
        return await self._get(f"{self._where.prefix}{place}", {}, most)

    def _host(self) -> str:
        where = self._where
        return urlsplit(where.endpoint).netloc if where.endpoint else f"{where.bucket}.s3.{where.region}.amazonaws.com"

    def _path(self, key: str) -> str:
        return f"/{self._where.bucket}/{key}" if self._where.endpoint else f"/{key}"

    async def _get(self, key: str, query: dict[str, str], most: int) -> bytes:
        where, path = self._where, self._path(key)
        scheme = urlsplit(where.endpoint).scheme if where.endpoint else "https"
        asked = signing.query_text(query)
        url = f"{scheme}://{self._host()}{signing.path_text(path)}{'?' + asked if asked else ''}"
        headers: dict[str, str] = {}
        if where.access_key:
            headers = signing.signed(
                self._host(), path, query, region=where.region, access_key=where.access_key,
                secret_key=where.secret_key, at=self._clock(),
            )  # fmt: skip
        try:
            async with self._http.stream("GET", url, headers=headers, timeout=_SECONDS) as response:
                if response.status_code == 404 and not query:
                    raise DocumentGone("The object was deleted meanwhile.")
                body = await _at_most(response, most)
        except httpx2.TransportError as error:
            raise PlaceAway(f"{self._host()} cannot be reached: {error}", retry_after=30) from error
        if response.status_code >= 500 or response.status_code == 429:
            raise PlaceAway(f"{self._host()} answered {response.status_code}.", retry_after=30)
        if response.status_code >= 300:
            raise PlaceNotUsable(_reason(body, response.status_code, self._host()))
        return body


async def _at_most(response: httpx2.Response, most: int) -> bytes:
    parts: list[bytes] = []
    length = 0
    async for part in response.aiter_bytes():
        parts.append(part)
        length += len(part)
        if length > most:
            break
    return b"".join(parts)


def _reason(body: bytes, status: int, host: str) -> str:
    text = body[:4_000].decode("utf-8", "replace")
    code = text.partition("<Code>")[2].partition("</Code>")[0]
    return _REFUSED.get(code, f"{host} answered {status}{f' ({code[:60]})' if code else ''}.")
