"""May this token charge?"""

from datetime import datetime

from chargeit.domain.tokens import AuthorizationStatus, Token, Verdict
from chargeit.ports.work import Work


def authorize(token: str, at: datetime, work: Work) -> Verdict:
    """Judges a token that was shown. Opens nothing and blocks nobody (OCPP 1.6 4.1); unknown ones are invalid."""
    return judged(work.tokens.find(token) if token else None, at)


def authorize_start(token: str, at: datetime, work: Work) -> Verdict:
    """The same for a start, where one open transaction a token is the rule (OCPP 1.6 7.2, ConcurrentTx).

    The token is locked, since another station may start with it at this moment.
    """
    known = work.tokens.find(token, lock=True) if token else None
    verdict = judged(known, at)
    if known and verdict.accepted and not known.concurrent and work.transactions.open_of(token=token):
        return Verdict(AuthorizationStatus.CONCURRENT, verdict.group, verdict.expires_at)
    return verdict


def judged(token: Token | None, at: datetime) -> Verdict:
    """The group is told also when the answer is no (OCPP 1.6 3.10): stations use it for stops by the group."""
    if token is None:
        return Verdict(AuthorizationStatus.INVALID)
    return Verdict(token.status(at), token.group, token.expires_at)
