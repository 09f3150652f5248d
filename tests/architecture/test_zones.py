"""Time zones come with the packages: small images have no zone files of their own."""

import zoneinfo
from collections.abc import Iterator

import pytest


@pytest.fixture
def no_files_of_the_system() -> Iterator[None]:
    before = zoneinfo.TZPATH
    zoneinfo.reset_tzpath(to=[])
    yield
    zoneinfo.reset_tzpath(to=before)


@pytest.mark.usefixtures("no_files_of_the_system")
@pytest.mark.parametrize("zone", ["Europe/Oslo", "Europe/Paris", "America/Los_Angeles"])
def test_a_machine_without_zone_files_knows_the_zones(zone: str) -> None:
    assert zoneinfo.ZoneInfo.no_cache(zone).key == zone
