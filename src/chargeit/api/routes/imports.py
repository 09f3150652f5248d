"""Files of loads that are sent: imported beside the stations, and followed here."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from chargeit.api.door import TheDoor, answered
from chargeit.api.schemas import imports as shown
from chargeit.api.schemas.fields import Name
from chargeit.api.uploads import received
from chargeit.domain.errors import Invalid

router = APIRouter(prefix="/loads", tags=["loads"])
OfOne = Annotated[Name, Path(description="The import's id.")]
BODY = {"requestBody": {"required": True, "content": {"application/octet-stream": {"schema": {"type": "string"}}}}}


@router.post("/import", response_model=shown.Import, status_code=202, openapi_extra=BODY)
async def import_loads(request: Request, door: TheDoor, options: Annotated[shown.ImportAsked, Query()]) -> Response:
    """The body is the file: separated text, JSON or Parquet, gzip or not. Answers once it is understood, or after
    20 s; how it goes on and ends is seen at /api/loads/imports/{id}. One at a time; the same file changes nothing.
    """
    async with door.kit.imports.receiving() as upload:
        await received(request, upload, door.kit.rules)
        if not upload.size_bytes:
            raise Invalid("file", "it is empty: the body is the file itself")
        return answered(shown.Import.of(await upload.begin(options.asked())), 202)


@router.get("/imports", response_model=shown.Imports)
async def list_imports(door: TheDoor) -> Response:
    """Only an admin may see them: reasons quote the file."""
    rows = [shown.Import.of(one) for one in door.kit.imports.recent()]
    return answered(shown.Imports(rows, door.kit.rules.max_upload_bytes))


@router.get("/imports/{import_id}", response_model=shown.Import)
async def read_import(import_id: OfOne, door: TheDoor) -> Response:
    return answered(shown.Import.of(door.kit.imports.one(import_id)))


@router.delete("/imports/{import_id}", response_model=shown.Import)
async def stop_import(import_id: OfOne, door: TheDoor) -> Response:
    """What is stored stays. The same file, sent again, goes on from there. One that is over stays as it is."""
    return answered(shown.Import.of(await door.kit.imports.stop(import_id)))
