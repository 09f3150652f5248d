"""Metering: the path that most messages take; it touches no SQL unless a station is odd."""

from collections.abc import Iterable, Sequence

from chargeit.domain.metering import MeterReport, Sample
from chargeit.domain.transactions import Finding
from chargeit.ports.work import Work


def keep(reports: Sequence[MeterReport], work: Work) -> None:
    """Of one station, in their order. Each message once; nothing about samples is a reason to refuse (OCPP 1.6 4.7)."""
    if not reports:
        return
    repeats = work.samples.repeats(reports[0].place.station, *(report.digest for report in reports))
    fresh = [report for report, is_repeat in zip(reports, repeats, strict=True) if not is_repeat]
    work.samples.add(*resolved(fresh, work))


def resolved(reports: Iterable[MeterReport], work: Work) -> Iterable[MeterReport]:
    """With the transaction that runs on the EVSE where the station names none or one that it does not have.

    EVSE 0 is the main meter: no transaction runs there (errata 3.16).
    """
    running: dict[int, int | None] = {}
    for report in reports:
        place, claimed = report.place, report.transaction
        if place.evse not in running:
            running[place.evse] = work.samples.open_transaction(place)
        current = running[place.evse]
        if claimed == current:
            yield report
        elif claimed is None:
            yield report._replace(transaction=current)
        # closing values may come after the stop, queued ones after the next start
        elif work.transactions.find(place.station, claimed) is not None:
            yield report
        else:
            yield report._replace(transaction=current, samples=tuple(flagged(sample) for sample in report.samples))


def flagged(sample: Sample) -> Sample:
    return sample._replace(flags=(*sample.flags, Finding.NUMBER_UNKNOWN.value))
