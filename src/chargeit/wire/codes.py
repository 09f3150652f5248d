"""Close codes (RFC 6455 7.4)."""

NORMAL, GOING_AWAY, PROTOCOL_ERROR, UNSUPPORTED = 1000, 1001, 1002, 1003
NO_CODE, ABNORMAL = 1005, 1006  # said by no frame: the peer gave none; the socket was lost
NOT_UTF8, POLICY, TOO_BIG, INTERNAL = 1007, 1008, 1009, 1011


def sendable(code: int) -> bool:
    """Whether a code may stand in a close frame."""
    return 3000 <= code < 5000 or (1000 <= code < 1015 and code not in (1004, NO_CODE, ABNORMAL))
