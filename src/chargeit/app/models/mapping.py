"""Where the work of a training is done: here, in processes of this machine, or on a Dask cluster."""

import importlib.util
from contextlib import AbstractContextManager, nullcontext
from urllib.parse import urlsplit

from chargeit.app.settings import Settings
from chargeit.domain.errors import Misconfigured
from chargeit.jobs.mappers import dask, spread
from chargeit.learning.mapping import SERIAL
from chargeit.ports.mapping import Mapper


def mapper_of(settings: Settings) -> AbstractContextManager[Mapper]:
    """Nothing is connected, started or imported before there is work. Raises Misconfigured."""
    if settings.dask_scheduler:
        check(settings.dask_scheduler)
        return dask.cluster(settings.dask_scheduler)
    if settings.training_processes > 1:
        return spread.processes(settings.training_processes)
    return nullcontext(SERIAL)


def check(address: str) -> None:
    url = urlsplit(address)
    try:
        usable = url.scheme in ("tcp", "tls") and url.hostname and url.port
    except ValueError:
        usable = False
    if not usable:
        raise Misconfigured("dask_scheduler", "must be like tcp://host:8786 or tls://host:8786")
    if not importlib.util.find_spec("distributed"):
        raise Misconfigured("dask_scheduler", "Dask is not installed: pip install chargeit[distributed]")
