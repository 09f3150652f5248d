"""Metering: the path that most messages take; it touches no SQL unless a station is odd."""

from chargeit.domain.metering import MeterReport, Sample
from chargeit.domain.transactions import Finding
from chargeit.ports.work import Work


def report(asked: MeterReport, work: Work) -> None:
    """Keeps the samples, each message once. Nothing about them is a reason to refuse (OCPP 1.6 4.7)."""
    station = asked.place.station
    work.presence.seen(station, asked.received_at)
    if not asked.samples or work.samples.is_repeat(station, asked.digest):
        return
    work.samples.add(resolved(asked, work))


def resolved(asked: MeterReport, work: Work) -> MeterReport:
    """With the transaction that runs on the EVSE where the station names none or one that it does not have.

    EVSE 0 is the main meter: no transaction runs there (errata 3.16).
    """
    current = work.samples.open_transaction(asked.place)
    claimed = asked.transaction
    if claimed is None:
        return asked._replace(transaction=current)
    # closing values may come after the stop, queued ones after the next start
    if claimed == current or work.transactions.find(asked.place.station, claimed) is not None:
        return asked
    return asked._replace(transaction=current, samples=tuple(flagged(sample) for sample in asked.samples))


def flagged(sample: Sample) -> Sample:
    return sample._replace(flags=(*sample.flags, Finding.NUMBER_UNKNOWN.value))
