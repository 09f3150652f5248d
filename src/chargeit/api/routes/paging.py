"""The parameters that every list takes."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Query

from chargeit.api.schemas.fields import Text


@dataclass(frozen=True, slots=True)
class Paging:
    """`after` is the `next` of the page before."""

    after: str | None
    limit: int


async def paging(
    after: Annotated[Text | None, Query(description="The `next` of the page before.")] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
) -> Paging:
    return Paging(after or None, limit)


ThePage = Annotated[Paging, Depends(paging)]
Search = Annotated[Text, Query(description="Part of an identity or a name, in any case.")]
