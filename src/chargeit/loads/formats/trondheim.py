"""Garages in Trondheim: charging reports ("Dataset 1") and hourly loads of users ("Dataset 2"), local times.

Sørensen et al., Residential electric vehicle charging datasets from apartment buildings, Data in Brief 2021.
"""

import re

from chargeit.loads.layout import DateOrder, Fields, Kind, Layout
from chargeit.loads.texts import blank

PRIVATE = re.compile(r"([A-Za-z]+\d+)-\d+")


def garage_of(fields: Fields) -> None:
    """A private user is called after the garage and has a charger of his own; of a shared one neither is told."""
    if found := PRIVATE.fullmatch(user := fields["user"]):
        fields["site"], fields["station"] = found[1], user


def charger_of(fields: Fields) -> None:
    """A private user has a charger of his own; shared ones belong to a group of a garage."""
    shared = fields["station"]
    fields["station"] = fields["user"] if blank(shared) else f"{fields['site']}-{shared}"


HOURLY = Layout(
    "trondheim-hourly",
    Kind.HOURLY,
    {
        "hour": ("date_from",),
        "hour_end": ("date_to",),
        "user": ("User_ID",),
        "transaction": ("session_ID",),
        "synthetic_3_6": ("Synthetic_3_6kW",),
        "synthetic_7_2": ("Synthetic_7_2kW",),
        "flex_3_6": ("Flex_3_6kW",),
        "flex_7_2": ("Flex_7_2kW",),
    },
    source="trondheim",
    zone="Europe/Oslo",
    usual=DateOrder.DMY,
    amend=garage_of,
)

REPORTS = Layout(
    "trondheim",
    Kind.REPORTS,
    {
        "transaction": ("session_ID",),
        "site": ("Garage_ID",),
        "user": ("User_ID",),
        "station": ("Shared_ID",),
        "begin": ("Start_plugin",),
        "end": ("End_plugout",),
        "energy": ("El_kWh",),
        "duration": ("Duration_hours",),
    },
    source="trondheim",
    zone="Europe/Oslo",
    usual=DateOrder.DMY,
    amend=charger_of,
)
