"""What picows may log: its own failures, and a peer's as news; never a handshake, which holds a password."""

import logging
from typing import Any


class _Reserved(logging.LoggerAdapter[logging.Logger]):
    """An adapter, since picows makes a logger of its own for each connection of a plain one (1 kB each)."""

    def isEnabledFor(self, level: int) -> bool:
        return level >= logging.WARNING

    def log(self, level: int, msg: object, *args: Any, **kwargs: Any) -> None:
        """An error without an exception to show is the peer's doing."""
        if self.isEnabledFor(level):
            self.logger.log(level if kwargs.get("exc_info") else logging.INFO, msg, *args, **kwargs)


LOG = _Reserved(logging.getLogger("chargeit.wire.picows"), {})
