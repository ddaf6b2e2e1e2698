"""Large values and uploaded files of an installation, copied out of where they are kept and back; backups in S3."""

from collections.abc import AsyncGenerator
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from obstore.store import S3Store


S3 = "s3://"


class Places(Protocol):
    """What says where they are kept."""

    company_data_dir: Path
    s3_endpoint_url: str
    s3_region: str


def _store(url: str, endpoint_url: str, region: str) -> "S3Store":
    from obstore.store import S3Store

    given: dict[str, str] = {"region": region} if region else {}
    if endpoint_url:
        given["endpoint"] = endpoint_url
    plain = endpoint_url.startswith("http://")
    return S3Store.from_url(url, config=given, client_options={"allow_http": plain})  # pyright: ignore[reportArgumentType] - its keys are many


async def payload_files(url: str, places: Places, scratch: Path) -> AsyncGenerator[tuple[str, Path]]:
    """Each value's name and a file that holds it, which is good until the next one."""
    if not url:
        folder = places.company_data_dir / "payloads"
        for each in sorted(folder.rglob("*")):
            if each.is_file():
                yield each.relative_to(folder).as_posix(), each
        return
    import obstore

    store, file = _store(url, places.s3_endpoint_url, places.s3_region), scratch / "payload"
    async for some in obstore.list(store):  # pyright: ignore[reportUnknownMemberType] - of arrow's form
        for each in some:
            found = await obstore.get_async(store, each["path"])
            file.write_bytes(bytes(await found.bytes_async()))
            yield each["path"], file


async def put_payloads(url: str, places: Places, source: Path) -> None:
    """Put values back; they are named after what they hold, so that one which is there already is the same."""
    store = _store(url, places.s3_endpoint_url, places.s3_region) if url else None
    for each in sorted(source.rglob("*")):
        if not each.is_file():
            continue
        name = each.relative_to(source).as_posix()
        if store:
            import obstore

            await obstore.put_async(store, name, each)
        else:
            file = places.company_data_dir / "payloads" / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(each.read_bytes())


async def upload(file: Path, url: str, *, endpoint_url: str, region: str) -> None:
    """Put a backup into a bucket: `s3://bucket/folder/name`."""
    import obstore

    folder, name = url.rsplit("/", 1)
    await obstore.put_async(_store(folder, endpoint_url, region), name, file)


async def download(url: str, file: Path, *, endpoint_url: str, region: str) -> None:
    """Fetch a backup from a bucket."""
    import obstore

    folder, name = url.rsplit("/", 1)
    found = await obstore.get_async(_store(folder, endpoint_url, region), name)
    with file.open("wb") as out:
        async for piece in found.stream():
            out.write(piece)
