"""Models: what is known of each version as rows, its bytes as a file."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from chargeit.domain.forecasts import ModelCard


@dataclass(frozen=True, slots=True)
class StoredModel:
    """A version. `digest` names its bytes; `decision` says why it serves or does not; `serving` is True for one."""

    card: ModelCard
    digest: str
    decision: str
    serving: bool = False

    @property
    def name(self) -> str:
        """The same for no other version, also of a platform that began anew with version 1."""
        return f"{self.card.feature} {self.card.version} {self.digest}"


@dataclass(frozen=True, slots=True)
class Inside:
    """Settings of a model by place and name, and by place the share of the gain of each feature, largest first."""

    parameters: Mapping[str, str] = field(default_factory=dict)
    importance: Mapping[str, Mapping[str, float]] = field(default_factory=dict)


class Models(Protocol):
    """A part of a unit of work."""

    def add(self, model: StoredModel) -> StoredModel:
        """Stored with the version that it gets, one more than the newest (that of the argument is ignored).

        `serving` is ignored: `serve` makes it so.
        """

    def find(self, feature: str, version: int) -> StoredModel | None: ...
    def serving(self, feature: str) -> StoredModel | None: ...
    def serve(self, feature: str, version: int, at: datetime) -> None:
        """From now on this version answers, and no other."""


class ModelReads(Protocol):
    def versions(self, feature: str | None = None, *, limit: int = 100) -> list[StoredModel]:
        """Newest first, of one feature or all."""

    def serving(self, feature: str) -> StoredModel | None: ...


class ModelFiles(Protocol):
    def keep(self, payload: bytes) -> str:
        """The digest that names the bytes, once they are on disk; the same bytes are kept once."""

    def load(self, digest: str) -> bytes:
        """Raises NotFound where they are not there, and Conflict where they are not the ones that were kept."""


class Registry(Protocol):
    """Where people compare models; the platform tells it, and never asks it for one. All raise Unreachable."""

    def known(self, feature: str) -> frozenset[str]:
        """`StoredModel.name` of the versions that it has."""

    def add(self, model: StoredModel, payload: bytes, inside: Inside) -> None:
        """A version that it does not know yet, whole; one that was begun and not finished is begun anew."""

    def serve(self, feature: str, model: StoredModel | None) -> None:
        """Marks the version that serves, and no other. Safe to repeat."""
