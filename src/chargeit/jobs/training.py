"""Training in a process of its own: what the child does, how the parent runs it, and the files between them."""

import json
import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from chargeit.domain.clock import in_utc, iso
from chargeit.domain.errors import Conflict, Misconfigured, NotFound
from chargeit.domain.forecasts import ModelCard, Rival, Score
from chargeit.jobs.children import Child, run
from chargeit.learning import catalogue
from chargeit.learning.catalogue import Incumbent
from chargeit.learning.mapping import SERIAL
from chargeit.ports.mapping import Mapper
from chargeit.ports.models import ModelFiles, ModelReads

CARD, PAYLOAD = "card.json", "model"
NICE = 10

Gathered = Callable[[str, datetime], Any]
"""What a feature learns from, of the time before an instant."""


@dataclass(frozen=True, slots=True)
class Trainer:
    """How a child is started: its command for a feature and a folder, and what its environment has besides ours.

    Nothing secret belongs in the command: every process of the machine can read it.
    """

    command: Callable[[str, Path], list[str]]
    environment: Mapping[str, str] = field(default_factory=dict, repr=False)
    limit_s: float = 1800


def limit(memory_mb: int, seconds: float) -> None:
    """For this process, for good: least urgent, no more memory and processor time than that. Raises Misconfigured."""
    try:
        import resource
    except ImportError:
        raise Misconfigured("training_memory_mb", "this system cannot limit a process's memory") from None
    os.nice(NICE)
    # data, not address space: libraries map far more than they use
    resource.setrlimit(resource.RLIMIT_DATA, (memory_mb << 20, memory_mb << 20))
    whole = max(1, round(seconds))
    resource.setrlimit(resource.RLIMIT_CPU, (whole, whole))


def incumbent(feature: str, models: ModelReads, files: ModelFiles) -> Incumbent | None:
    """The model that serves; None where none does. One whose bytes are gone has none: it answers nothing any more."""
    serving = models.serving(feature)
    if serving is None:
        return None
    try:
        payload = files.load(serving.digest)
    except (NotFound, Conflict):
        payload = b""
    return Incumbent(serving.digest, payload, serving.card.data_to)


class Lesson(NamedTuple):
    """What a feature learns from, and the model that serves meanwhile."""

    gathered: Gathered
    incumbent: Incumbent | None = None


def train_into(folder: Path, name: str, lesson: Lesson, now: datetime, mapper: Mapper = SERIAL) -> None:
    """The child's part: trains the feature on what is gathered and leaves card and bytes in `folder`, the card last.

    Raises Invalid where there is too little to learn from, and Conflict where the memory did not suffice.
    """
    try:
        trained = catalogue.train(name, lesson.gathered(name, now), mapper, lesson.incumbent)
    except MemoryError:
        raise Conflict("the training needs more memory than training_memory_mb gives it") from None
    card = {name: getattr(trained, name) for name in ("rows", "simulated_rows", "notes")}
    instants = {"trained_at": now, "data_from": trained.data_from, "data_to": trained.data_to}
    card |= {key: iso(value) for key, value in instants.items()}
    card |= {"feature": name, "scores": [asdict(score) for score in trained.scores]}
    card |= {"rival": asdict(trained.rival) if trained.rival else None}
    (folder / PAYLOAD).write_bytes(trained.payload)
    (folder / CARD).write_text(json.dumps(card), encoding="utf-8")


def read_card(folder: Path) -> tuple[ModelCard, Rival | None, bytes]:
    card = json.loads((folder / CARD).read_text(encoding="utf-8"))
    card |= {key: in_utc(datetime.fromisoformat(card[key])) for key in ("trained_at", "data_from", "data_to")}
    card["scores"] = tuple(Score(**score) for score in card["scores"])
    told = card.pop("rival")
    rival = Rival(**told) if told else None
    return ModelCard(version=0, **card), rival, (folder / PAYLOAD).read_bytes()


async def run_child(trainer: Trainer, feature: str, folder: Path) -> str | None:
    """None where the child left its files in `folder`, else why it did not. Cancelling kills it."""
    child = Child(trainer.command(feature, folder), trainer.environment, trainer.limit_s)
    return await run(child, "training")


def platform_command(feature: str, folder: Path) -> list[str]:
    return [sys.executable, "-m", "chargeit", "train", "--feature", feature, "--into", str(folder)]
