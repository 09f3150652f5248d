"""Everything that can be wrong, in six kinds; each door has one table that translates them."""


class ChargeitError(Exception):
    """Root of the tree; never raised itself. The text says what is wrong and what to do."""


class Invalid(ChargeitError):
    """Input breaks a law. `field` names it in the caller's words, `reason` says what would be right."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}")
        self.field = field
        self.reason = reason


class Refused(ChargeitError):
    """A rule says no. `code` is stable and machine-readable."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


class NotFound(ChargeitError):
    """There is no such noun."""

    def __init__(self, kind: str, key: object) -> None:
        super().__init__(f"no {kind} {key}")
        self.kind = kind
        self.key = key


class Conflict(ChargeitError):
    """Not possible from this state, or written by someone else meanwhile."""


class Unreachable(ChargeitError):
    """The other side is away; a retry is sensible."""


class Misconfigured(ChargeitError):
    """Found at start only: a setting that cannot work. `setting` names it."""

    def __init__(self, setting: str, reason: str) -> None:
        super().__init__(f"{setting}: {reason}")
        self.setting = setting
        self.reason = reason
