"""Workers of a Dask cluster: they run this package in the versions that are here, or the training does not begin."""

import importlib.metadata
from collections.abc import Iterator
from concurrent.futures import CancelledError
from contextlib import contextmanager
from typing import Any

from chargeit.domain.errors import Misconfigured, Unreachable
from chargeit.jobs.mappers.spread import Spread, Workers

CONNECT_S = 20
RETRIES = 3
# other versions may give other models
SAME = ("chargeit", "lightgbm", "numpy", "scikit-learn", "scipy")
# rows to learn from are some tens of megabytes, of which it would warn
LARGE = {"distributed.admin.large-graph-warning-threshold": "1GiB"}


@contextmanager
def cluster(address: str) -> Iterator[Spread]:
    """The cluster whose scheduler is there; connected with the first work, which raises Unreachable."""
    clients: list[Any] = []

    def opened() -> Workers:
        from distributed import KilledWorker
        from distributed.client import FutureCancelledError

        client = connected(address)
        clients.append(client)
        count = checked(client)
        return Workers(
            client.get_executor(retries=RETRIES), count, (KilledWorker, CancelledError, FutureCancelledError)
        )

    try:
        yield Spread(opened)
    finally:
        for client in clients:
            client.close()


def connected(address: str) -> Any:
    import dask
    from distributed import Client

    dask.config.set(LARGE)
    try:
        return Client(address, timeout=CONNECT_S, set_as_default=False)
    except (OSError, ValueError) as error:  # what it raises for a timeout is an OSError
        raise Unreachable(f"the Dask scheduler {address} does not answer: {error}") from None


def checked(client: Any) -> int:
    """How many workers there are. Raises Unreachable and Misconfigured."""
    try:
        client.wait_for_workers(1, timeout=CONNECT_S)
    except TimeoutError:
        raise Unreachable("the Dask cluster has no worker") from None
    mine = versions()
    try:
        found = client.run(versions)
    except ImportError as error:
        raise Misconfigured("dask_scheduler", f"its workers need the same packages as here: {error}") from None
    for worker, theirs in found.items():
        for name, version in mine.items():
            if theirs.get(name) != version:
                raise Misconfigured("dask_scheduler", f"{worker} has {name} {theirs.get(name)}, here is {version}")
    return len(found)


def versions() -> dict[str, str]:
    found = {}
    for name in SAME:
        try:
            found[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            found[name] = "not installed"
    return found
