"""The payload store in S3, or in what speaks like it: for an installation whose processes share no folder.

One object for each value, under the same names as `FilePayloads` gives its files. This module is imported when a store
is wanted, because `obstore` is an extra: who keeps files needs no S3. Credentials are found as everywhere else: in
`AWS_*` variables, in a web identity, or from the machine it runs on.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import obstore
from obstore.exceptions import BaseError
from obstore.store import S3Store

from company_service.engine.payloads import PayloadsAway, company_place, digest_of, places, run_place
from kernel.problems import NotFound

if TYPE_CHECKING:
    from obstore.store import S3Config

_SECONDS = "20s"
_RETRY = timedelta(seconds=10)


class NoSuchStore(ValueError):
    """The address is not that of a store."""


class S3Payloads:
    """Objects in one bucket. A value is written whole in one request, and answered for once the store has it."""

    def __init__(self, store: S3Store) -> None:
        self._store = store

    async def put(self, company_id: str, data: bytes, *, run_id: str = "") -> str:
        digest = digest_of(data)
        place = str(places(company_id, digest, run_id)[0])
        try:
            await obstore.put_async(self._store, place, data, use_multipart=False)
        except (BaseError, OSError) as error:
            raise _away(error) from error
        return digest

    async def get(self, company_id: str, digest: str, *, run_id: str = "") -> bytes:
        for place in places(company_id, digest, run_id):
            try:
                found = await obstore.get_async(self._store, str(place))
                return bytes(await found.bytes_async())
            except FileNotFoundError:
                continue
            except (BaseError, OSError) as error:
                raise _away(error) from error
        raise NotFound("This value is no longer kept.")

    async def forget_run(self, company_id: str, run_id: str) -> None:
        await self._forget(str(run_place(company_id, run_id)))

    async def forget_company(self, company_id: str) -> None:
        await self._forget(f"{company_place(company_id)}/")

    async def _forget(self, place: str) -> None:
        try:
            async for some in obstore.list(self._store, place):  # pyright: ignore[reportUnknownMemberType] - of arrow's form
                await obstore.delete_async(self._store, [each["path"] for each in some])
        except (BaseError, OSError) as error:
            raise _away(error) from error


def open_s3(url: str, *, endpoint_url: str = "", region: str = "", config: S3Config | None = None) -> S3Payloads:
    """The store at `s3://bucket/prefix`; `endpoint_url` is where something else than Amazon's S3 answers.

    `config` goes before what the environment says. Raises `NoSuchStore`.
    """
    bucket, prefix = bucket_of(url)
    given: S3Config = {**(config or {})}
    if endpoint_url:
        given["endpoint"] = endpoint_url
    if region:
        given["region"] = region
    return S3Payloads(
        S3Store(
            bucket,
            prefix=prefix or None,
            config=given,
            client_options={
                "allow_http": endpoint_url.startswith("http://"),
                "timeout": _SECONDS,
                "connect_timeout": "5s",
            },
            retry_config={"max_retries": 3, "retry_timeout": _RETRY},
        )
    )


def bucket_of(url: str) -> tuple[str, str]:
    """Bucket and prefix of `s3://bucket/prefix`. Raises `NoSuchStore`."""
    parts = urlsplit(url)
    if parts.scheme != "s3" or not parts.netloc or parts.query or parts.fragment or "@" in parts.netloc:
        raise NoSuchStore("It should look like s3://bucket/prefix.")
    return parts.netloc, parts.path.strip("/")


def _away(error: Exception) -> PayloadsAway:
    # The vendor's text has whole answers in it; the first line says what happened.
    reason = str(error).partition("\n")[0][:200]
    return PayloadsAway(f"The store of large values does not answer as it should: {reason}", retry_after=5)
