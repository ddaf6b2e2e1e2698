"""The routes of files."""

from typing import Annotated

from fastapi import APIRouter, UploadFile
from fastapi.responses import Response

from company_service.deps import Deps
from company_service.files import service
from company_service.files.rules import disposition
from company_service.files.schemas import Content, FileView
from kernel.identity import Principal, allowed
from kernel.web import provided

router = APIRouter(prefix="/api/company/v1", tags=["files"])

Given = Annotated[Deps, provided()]


def _download(content: Content) -> Response:
    """The bytes, for saving: nothing that people hand in is shown as a page of ours."""
    headers = {
        "content-disposition": disposition(content.name),
        "content-security-policy": "default-src 'none'; sandbox",
    }
    return Response(content.data, media_type=content.media_type, headers=headers)


@router.post("/files", status_code=201)
async def upload_file(file: UploadFile, by: Annotated[Principal, allowed("run.start")], deps: Given) -> FileView:
    return await service.take(file, by=by, deps=deps)


@router.get("/files/{file_id}/about")
async def about_file(file_id: str, by: Annotated[Principal, allowed("run.read")], deps: Given) -> FileView:
    return await service.about(file_id, by=by, deps=deps)


@router.get("/files/{file_id}", response_class=Response, responses={200: {"content": {"*/*": {}}}})
async def download_file(file_id: str, by: Annotated[Principal, allowed("run.read")], deps: Given) -> Response:
    return _download(await service.read(file_id, by=by, deps=deps))
