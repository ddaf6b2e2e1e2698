"""Google Drive: what an account sees, a shared drive, or a folder; later only what changed, by the changes API.

Google's own client builds the requests and reads the answers; they are sent by the guarded client, so that the
addresses in somebody's key lead nowhere they should not.
"""

import asyncio
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, cast

import httpx2
import orjson

from agents_service.connectors.protocol import CursorLost, DocumentGone, Entry, Listing, PlaceAway, PlaceNotUsable

_SCOPES = ("https://www.googleapis.com/auth/drive.readonly",)
_TOKENS = "https://oauth2.googleapis.com/token"
_SECONDS = 60.0
_PAGE = 200
_MOST_LISTING = 32 * 1024 * 1024
_FOLDER = "application/vnd.google-apps.folder"
_GOOGLE_FORMAT = "application/vnd.google-apps."
_OFFICE = "application/vnd.openxmlformats-officedocument."
_EXPORTS = {
    "application/vnd.google-apps.document": (f"{_OFFICE}wordprocessingml.document", ".docx"),
    "application/vnd.google-apps.spreadsheet": (f"{_OFFICE}spreadsheetml.sheet", ".xlsx"),
    "application/vnd.google-apps.presentation": (f"{_OFFICE}presentationml.presentation", ".pptx"),
}
_NO_DOCUMENTS = {"application/vnd.google-apps.shortcut", _FOLDER}
_PERMISSIONS = "permissions(type,emailAddress,domain,deleted)"
_FILE = f"id,name,mimeType,md5Checksum,modifiedTime,size,trashed,driveId,{_PERMISSIONS}"
_BUSY = {"rateLimitExceeded", "userRateLimitExceeded", "sharingRateLimitExceeded", "backendError"}


@dataclass(frozen=True)
class Place:
    """What of it: all that the account sees, the shared `drive`, or all below the `folder`.

    With `with_access`, documents are open to whom they are open to there.
    """

    drive: str = ""
    folder: str = ""
    with_access: bool = True


class GoogleDrive:
    """Files by their ids, which they keep when they are renamed or moved."""

    def __init__(self, where: Place, key: str, http: httpx2.AsyncClient, address: str) -> None:
        self._where = where
        self._key = key
        self._http = http
        self._address = address.rstrip("/")

    async def page(self, cursor: str | None) -> Listing:
        at: dict[str, Any] = orjson.loads(cursor) if cursor else {}
        if "changes" in at:
            return await self._changes(at["changes"])
        return await (self._below(at) if self._where.folder else self._everything(at))

    async def _everything(self, at: dict[str, Any]) -> Listing:
        scope = self._scope()
        if not at:
            # Asked for first: what changes while we list is listed again by the changes from here on.
            start = await self._ask(lambda drive: drive.changes().getStartPageToken(**_of_drive(scope)))
            at = {"start": start["startPageToken"]}
        corpora = {"corpora": "drive"} if self._where.drive else {"corpora": "user"}
        found = await self._files("trashed = false", at.get("page"), **corpora, **scope)
        entries = await self._entries(found["files"])
        if found.get("nextPageToken"):
            return Listing(entries, _cursor({**at, "page": found["nextPageToken"]}))
        return Listing(entries, token=_cursor({"changes": at["start"]}))

    async def _below(self, at: dict[str, Any]) -> Listing:
        """A folder and those in it, one after the other; there is no list of the changes below a folder."""
        todo: list[str] = at.get("folders", [self._where.folder])
        found = await self._files(f"'{todo[0]}' in parents and trashed = false", at.get("page"))
        seen = set(at.get("seen", todo))
        deeper = [file["id"] for file in found["files"] if file["mimeType"] == _FOLDER and file["id"] not in seen]
        more = found.get("nextPageToken")
        todo = [*(todo if more else todo[1:]), *deeper]
        entries = await self._entries(found["files"])
        return Listing(entries, _cursor({"folders": todo, "page": more, "seen": [*seen, *deeper]}) if todo else None)

    async def _files(self, query: str, page: str | None, **more: str) -> dict[str, Any]:
        found = await self._ask(
            lambda drive: drive.files().list(
                q=query, pageSize=_PAGE, pageToken=page, supportsAllDrives=True, includeItemsFromAllDrives=True,
                fields=f"nextPageToken,incompleteSearch,files({_FILE})", **more,
            )
        )  # fmt: skip
        if found.get("incompleteSearch"):
            raise PlaceAway("Google Drive could not list everything just now.", retry_after=60)
        return found

    async def _changes(self, token: str) -> Listing:
        try:
            found = await self._ask(
                lambda drive: drive.changes().list(
                    pageToken=token, pageSize=_PAGE, includeRemoved=True, supportsAllDrives=True,
                    includeItemsFromAllDrives=True,
                    fields=f"nextPageToken,newStartPageToken,changes(removed,fileId,file({_FILE}))", **self._scope(),
                )
            )  # fmt: skip
        except PlaceNotUsable as problem:
            raise CursorLost from problem
        changes = [each for each in found.get("changes", []) if "fileId" in each]
        # `removed` is said of what was deleted and of what the account may not see any more: neither is ours to show.
        gone = [each["fileId"] for each in changes if each.get("removed") or each.get("file", {}).get("trashed")]
        there = [each["file"] for each in changes if each.get("file") and each["fileId"] not in gone]
        entries = await self._entries(there)
        if found.get("nextPageToken"):
            return Listing(entries, _cursor({"changes": found["nextPageToken"]}), gone, changes_only=True)
        token = _cursor({"changes": found["newStartPageToken"]})
        return Listing(entries, gone=gone, changes_only=True, token=token)

    def _scope(self) -> dict[str, str]:
        return {"driveId": self._where.drive} if self._where.drive else {}

    async def _entries(self, files: list[dict[str, Any]]) -> list[Entry]:
        return [await self._entry(file) for file in files if file["mimeType"] not in _NO_DOCUMENTS]

    async def _entry(self, file: dict[str, Any]) -> Entry:
        media_type, ending = _EXPORTS.get(file["mimeType"], (file["mimeType"], ""))
        return Entry(
            place=file["id"],
            tag=file.get("md5Checksum") or file["modifiedTime"],
            size=int(file["size"]) if file.get("size") and not ending else None,
            open_to=names_of(await self._permissions(file)) if self._where.with_access else None,
            name=file["name"] + ending,
            media_type=media_type,
        )

    async def _permissions(self, file: dict[str, Any]) -> list[dict[str, Any]]:
        """Of files in shared drives they are not part of a listing."""
        if not file.get("driveId"):
            return file.get("permissions", [])
        found: list[dict[str, Any]] = []
        token: str | None = None
        while True:
            answer = await self._ask(
                lambda drive, token=token: drive.permissions().list(
                    fileId=file["id"], supportsAllDrives=True, pageSize=100, pageToken=token,
                    fields=f"nextPageToken,{_PERMISSIONS}",
                )
            )  # fmt: skip
            found += answer.get("permissions", [])
            token = answer.get("nextPageToken")
            if not token:
                return found

    async def fetch(self, place: str, most: int) -> bytes:
        fields = "mimeType,trashed"
        about = await self._ask(
            lambda drive: drive.files().get(fileId=place, fields=fields, supportsAllDrives=True), document=True
        )
        if about.get("trashed"):
            raise DocumentGone("It lies in the trash now.")
        kind = about["mimeType"]
        if kind.startswith(_GOOGLE_FORMAT):
            wanted = _EXPORTS[kind][0]
            return await self._ask(
                lambda drive: drive.files().export_media(fileId=place, mimeType=wanted), document=True, most=most
            )
        return await self._ask(
            lambda drive: drive.files().get_media(fileId=place, supportsAllDrives=True), document=True, most=most
        )

    async def _ask(self, build: Callable[[Any], Any], *, document: bool = False, most: int = _MOST_LISTING) -> Any:
        """What Google answers. Its client waits where it stands, so it does so in a thread."""
        loop = asyncio.get_running_loop()

        def asked() -> Any:
            return build(self._client(_Sender(self._http, loop, most))).execute()

        from google.auth.exceptions import GoogleAuthError
        from googleapiclient.errors import HttpError

        try:
            return await asyncio.to_thread(asked)
        except HttpError as error:
            raise _problem(error, document=document) from error
        except GoogleAuthError as error:
            raise PlaceNotUsable(f"Google does not accept the key: {str(error)[:200]}") from error

    def _client(self, sender: "_Sender") -> Any:
        from google_auth_httplib2 import AuthorizedHttp
        from googleapiclient import discovery

        http: Any = AuthorizedHttp(_credentials(self._key), http=sender)
        return cast("Any", discovery).build_from_document(_description(self._address), http=http)


class _Sender:
    """What Google's client takes for its HTTP library: sends through the guarded client."""

    def __init__(self, http: httpx2.AsyncClient, loop: asyncio.AbstractEventLoop, most: int) -> None:
        self._http = http
        self._loop = loop
        self._most = most

    def request(
        self, uri: str, method: str = "GET", body: Any = None, headers: Mapping[str, str] | None = None, **_: Any
    ) -> tuple[Any, bytes]:
        """As `httplib2.Http.request`."""
        import httplib2

        sent = asyncio.run_coroutine_threadsafe(self._sent(uri, method, body, dict(headers or {})), self._loop)
        status, answered, content = sent.result()
        return cast("Any", httplib2).Response({**answered, "status": str(status)}), content

    async def _sent(
        self, uri: str, method: str, body: Any, headers: dict[str, str]
    ) -> tuple[int, dict[str, str], bytes]:  # fmt: skip
        parts: list[bytes] = []
        try:
            async with self._http.stream(method, uri, content=body, headers=headers, timeout=_SECONDS) as response:
                async for part in response.aiter_bytes():
                    parts.append(part)
                    if sum(map(len, parts)) > self._most:
                        break
        except httpx2.TransportError as error:
            raise PlaceAway(f"Google cannot be reached: {error}", retry_after=30) from error
        # What was unpacked on its way is no longer packed.
        kept = {name: value for name, value in response.headers.items() if name != "content-encoding"}
        return response.status_code, kept, b"".join(parts)


def account_of(key: str) -> str:
    """Whose key it is, as people know it. Raises `PlaceNotUsable` where it is none."""
    credentials = _credentials(key)
    return getattr(credentials, "service_account_email", None) or str(credentials.client_id)


@lru_cache(maxsize=256)
def _credentials(key: str) -> Any:
    """The key of a service account, or a refresh token with the client it was given to; keeps its access token."""
    from google.oauth2.credentials import Credentials
    from google.oauth2.service_account import Credentials as ServiceAccount

    try:
        info: dict[str, Any] = json.loads(key)
        if info.get("type") == "service_account":
            return cast("Any", ServiceAccount).from_service_account_info(info, scopes=_SCOPES)
        of_client = {name: str(info[name]) for name in ("refresh_token", "client_id", "client_secret")}
        return cast("Any", Credentials)(None, token_uri=info.get("token_uri", _TOKENS), scopes=_SCOPES, **of_client)
    except (ValueError, KeyError, TypeError, AttributeError):
        raise PlaceNotUsable(
            "This is no key of Google's. Paste the JSON file of a service account, or JSON with client_id, "
            "client_secret and refresh_token."
        ) from None


@lru_cache(maxsize=4)
def _description(address: str) -> str:
    """Google's own description of the Drive API, which its client carries."""
    from googleapiclient import discovery_cache

    described: dict[str, Any] = json.loads(cast("Any", discovery_cache).get_static_doc("drive", "v3"))
    return json.dumps({**described, "rootUrl": f"{address}/", "baseUrl": f"{address}/{described['servicePath']}"})


def names_of(permissions: list[dict[str, Any]]) -> tuple[str, ...]:
    """To whom a file is open, in our words."""
    names: set[str] = set()
    for each in permissions:
        match each:
            case {"deleted": True}:
                continue
            case {"type": "anyone"}:
                names.add("everyone")
            case {"type": "domain", "domain": domain}:
                names.add(f"domain:{domain.casefold()}")
            case {"type": "user", "emailAddress": address}:
                names.add(f"email:{address.casefold()}")
            case {"type": "group", "emailAddress": address}:
                names.add(f"group:{address.casefold()}")
            case _:
                continue
    return tuple(sorted(names))


def _problem(error: Any, *, document: bool) -> Exception:
    """What Google's client raised (`HttpError`), in our words."""
    status = int(error.status_code)
    details: Any = error.error_details
    said = cast("list[Any]", details) if isinstance(details, list) else []
    reasons = {str(cast("dict[str, Any]", each).get("reason")) for each in said if isinstance(each, dict)}
    if status == 404 and document:
        return DocumentGone("The file was deleted meanwhile, or is no longer shared with the account.")
    if status == 429 or status >= 500 or reasons & _BUSY:
        return PlaceAway(f"Google Drive answered {status}.", retry_after=60)
    if status == 404:
        return PlaceNotUsable("The account does not see this drive or folder. Share it with the account.")
    return PlaceNotUsable(f"Google Drive answered {status}: {str(error.reason)[:200]}")


def _of_drive(scope: dict[str, str]) -> dict[str, Any]:
    return {**scope, "supportsAllDrives": True}


def _cursor(at: dict[str, Any]) -> str:
    return orjson.dumps(at).decode()
