"""The platform itself: health, usage of the machine, problems."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Health:
    """`status` is `ok`, or `unavailable` (HTTP 503) while the store does not answer."""

    status: str
    version: str
    schema: str


@dataclass(frozen=True, slots=True)
class HostUsage:
    cpu_percent: float
    memory_used_bytes: int
    memory_total_bytes: int
    disk_used_bytes: int
    disk_total_bytes: int


@dataclass(frozen=True, slots=True)
class ProcessUsage:
    cpu_percent: float
    memory_rss_bytes: int
    threads: int
    open_files: int
    uptime_s: float


@dataclass(frozen=True, slots=True)
class Usage:
    host: HostUsage
    process: ProcessUsage


@dataclass(frozen=True, slots=True)
class Welcome:
    """Where to go on: the API's page for people and its description for programs."""

    message: str
    version: str
    docs: str
    openapi: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """RFC 9457. `field` names what is wrong in a request, `code` is the machine-readable reason of a refusal."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    field: str | None = None
    code: str | None = None
