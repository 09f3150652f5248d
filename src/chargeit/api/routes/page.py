"""The API's description: as a document for programs and as a page for people."""

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from chargeit.api.door import answered
from chargeit.api.openapi import document
from chargeit.api.reference import page

router = APIRouter(include_in_schema=False)


@router.get("/api/openapi.json")
async def openapi_document(request: Request) -> Response:
    return answered(document(request.app))


@router.get("/docs")
async def reference(request: Request) -> Response:
    return HTMLResponse(page(document(request.app)))
