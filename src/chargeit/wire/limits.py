"""What a channel bears: sizes, times and when it compresses. The same for server and client."""

from dataclasses import dataclass

from chargeit.domain.errors import Invalid


@dataclass(frozen=True, slots=True)
class Limits:
    """`ping_interval_s` 0 sends no pings, so a half-open socket is not noticed.

    A frame counts as heard when it is whole: `ping_interval_s + pong_deadline_s` must suit the slowest link.
    """

    message_bytes: int = 2**20
    write_buffer_bytes: int = 2 * 2**20
    ping_interval_s: float = 60.0
    pong_deadline_s: float = 30.0
    close_timeout_s: float = 5.0
    deflate: bool = True
    deflate_from_bytes: int = 512

    def __post_init__(self) -> None:
        for name in ("message_bytes", "write_buffer_bytes", "pong_deadline_s", "close_timeout_s"):
            if getattr(self, name) <= 0:
                raise Invalid(name, "must be above 0")
        if self.ping_interval_s < 0:
            raise Invalid("ping_interval_s", "must be 0 (no pings) or above")

    @property
    def period_s(self) -> float:
        """How often a channel must be looked at to keep these times."""
        return min(t for t in (self.ping_interval_s, self.pong_deadline_s, self.close_timeout_s) if t > 0) / 4
