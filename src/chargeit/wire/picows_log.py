"""What picows may log: its protocol errors, but no bytes of a handshake (they hold a password)."""

import logging


class _Reserved(logging.LoggerAdapter[logging.Logger]):
    """An adapter, since picows makes a logger of its own for each connection of a plain one (1 kB each)."""

    def isEnabledFor(self, level: int) -> bool:
        return level >= logging.WARNING and super().isEnabledFor(level)


LOG = _Reserved(logging.getLogger("chargeit.wire.picows"), {})
