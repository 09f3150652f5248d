from pathlib import Path

import numpy as np
import pytest

from chargeit.domain.errors import Invalid
from chargeit.forecasting.data import irish_ecars

ONE, TWO = "-6.1,53.2", "-8.5,52.0"
LOCATIONS = f'site,cp_id,types\n"{ONE}",CP:1,StandardType2|CHAdeMO\n"{TWO}",CP:1,StandardType2\n'
# two collectors from 02:00 on, nothing heard between 03:00 and 05:00
SNAPSHOTS = ["01:00", "01:05", "01:10", "02:00", "02:02", "02:05", "02:07", "05:30"]


def folder(tmp_path: Path, told: list[str]) -> Path:
    (tmp_path / "locations.csv").write_text(LOCATIONS)
    polls = [f"2018-11-01 {at}:00" for at in SNAPSHOTS]
    (tmp_path / "snapshots.csv").write_text("snapshot\n" + "\n".join([*polls, polls[0]]) + "\n")
    (tmp_path / "observations.csv").write_text("ts,site,cp_id,type,status\n" + "\n".join(told) + "\n")
    return tmp_path


def row(at: str, site: str, status: str, kind: str = "StandardType2") -> str:
    return f'2018-11-01 {at}:00,"{site}",CP:1,{kind},{status}'


def test_one_id_at_two_sites_is_two_connectors_and_duplicates_count_once(tmp_path: Path) -> None:
    told = [row("01:00", ONE, "OOS"), row("01:00", ONE, "OOS"), row("01:05", TWO, "OOC"), row("01:10", TWO, "Occ")]
    hours = irish_ecars.outage_hours(irish_ecars.polls(folder(tmp_path, told)))
    assert [unit[0] for unit in hours.units] == [ONE, ONE, TWO]
    np.testing.assert_allclose(hours.faulted[:, 0], [0, 1 / 3, 0])
    np.testing.assert_allclose(hours.offline[:, 0], [0, 0, 1 / 3])
    assert hours.site.tolist() == [0, 0, 1]


def test_no_row_at_a_poll_is_available_and_no_poll_is_not_known(tmp_path: Path) -> None:
    hours = irish_ecars.outage_hours(irish_ecars.polls(folder(tmp_path, [row("01:00", ONE, "OOS")])))
    assert hours.known.all(axis=0).tolist() == [True, True, False, False, True]
    assert hours.faulted[1, 1] == 0


def test_two_collectors_count_one_poll_in_five_minutes(tmp_path: Path) -> None:
    told = [row("02:02", ONE, "OOS"), row("02:05", ONE, "OOS")]
    polled = irish_ecars.polls(folder(tmp_path, told))
    hours = irish_ecars.outage_hours(polled)
    assert len(polled.at) == 6
    assert (hours.faulted[1, 1], hours.drops[1, 1], hours.down_at_end[1, 1]) == (0.5, 1, False)


def test_a_row_that_no_poll_holds_is_not_counted(tmp_path: Path) -> None:
    hours = irish_ecars.outage_hours(irish_ecars.polls(folder(tmp_path, [row("04:00", ONE, "OOS")])))
    assert not hours.down.any()


def test_an_unknown_status_and_a_missing_file_are_named(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="'Gone' is none of"):
        irish_ecars.polls(folder(tmp_path, [row("01:00", ONE, "Gone")]))
    (tmp_path / "snapshots.csv").unlink()
    with pytest.raises(Invalid, match=r"has no snapshots\.csv"):
        irish_ecars.polls(tmp_path)
