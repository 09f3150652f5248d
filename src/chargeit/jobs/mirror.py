"""A registry of models elsewhere follows ours: what it lacks is told, and which version serves."""

import asyncio
import logging
from collections.abc import Iterator

from chargeit.domain.errors import Conflict, NotFound
from chargeit.jobs.children import Child, run
from chargeit.jobs.turn import Job
from chargeit.learning.inside import inside
from chargeit.ports.models import ModelFiles, ModelReads, Registry, StoredModel

log = logging.getLogger(__name__)

LOOK_EVERY_S = 60.0
MOST_TURNS_LEFT_OUT = 60
MOST_VERSIONS = 500


def mirror(models: ModelReads, files: ModelFiles, registry: Registry) -> Iterator[str]:
    """Tells the registry all that it lacks and says each; safe to repeat, and to stop anywhere. Raises Unreachable."""
    for feature in features(models):
        known = registry.known(feature)
        for model in reversed(models.versions(feature, limit=MOST_VERSIONS)):
            if model.name not in known:
                yield added(model, files, registry)
        registry.serve(feature, models.serving(feature))


def added(model: StoredModel, files: ModelFiles, registry: Registry) -> str:
    what = f"{model.card.feature}\t{model.card.version}"
    try:
        payload = files.load(model.digest)
    except (NotFound, Conflict) as error:  # its bytes are on another machine, or spoilt
        return f"{what}\tleft out: {error}"
    registry.add(model, payload, inside(payload))
    return f"{what}\tadded"


def features(models: ModelReads) -> list[str]:
    return sorted({model.card.feature for model in models.versions(limit=MOST_VERSIONS)})


class Mirror:
    """Starts a child where something changed: the registry's client is far too heavy for a process that serves.

    What fails is counted in `failures`, logged once until it works again, and tried again, later each time.
    `child` None: there is no registry.
    """

    def __init__(self, models: ModelReads, child: Child | None) -> None:
        self.failures = 0
        self._models, self._child = models, child
        self._told: list[tuple[str, int, int | None]] = []
        self._in_a_row = self._left_out = 0

    @property
    def job(self) -> Job:
        return Job("registry of models", self.turn, LOOK_EVERY_S)

    async def turn(self) -> bool:
        if self._child is None:
            return False
        if self._left_out:
            self._left_out -= 1
            return False
        present = await asyncio.to_thread(self._present)
        if present != self._told:
            await self._tell(present, self._child)
        return False

    def _present(self) -> list[tuple[str, int, int | None]]:
        """Feature, newest version and the one that serves."""
        found = []
        for feature in features(self._models):
            serving = self._models.serving(feature)
            newest = self._models.versions(feature, limit=1)[0]
            found.append((feature, newest.card.version, serving.card.version if serving else None))
        return found

    async def _tell(self, present: list[tuple[str, int, int | None]], child: Child) -> None:
        failure = await run(child, "registry")
        if failure is None:
            if self._in_a_row:
                log.info("the registry of models follows again")
            self._told, self._in_a_row = present, 0
            return
        self.failures += 1
        self._in_a_row += 1
        self._left_out = min(2**self._in_a_row, MOST_TURNS_LEFT_OUT)
        if self._in_a_row == 1:
            log.warning("the registry of models was not told, which is tried again: %s", failure)
