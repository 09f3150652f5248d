"""Public chargers of Perth & Kinross: as published, day and month swapped where the day is 12 or less; and repaired.

Transactions have no number that holds over several files, so they are called after what they are.
"""

from chargeit.loads.layout import DateOrder, Fields, Kind, Layout


def place_of(fields: Fields) -> None:
    """The same place is written with its town behind a comma, and without."""
    fields["site"] = fields["site"].partition(",")[0]


PUBLISHED = Layout(
    "perth",
    Kind.REPORTS,
    {
        "site": ("Site",),
        "station": ("CP ID",),
        "connector": ("Connector",),
        "begin": ("Start Date", "Start Time"),
        "end": ("End Date", "End Time"),
        "energy": ("Total kWh",),
    },
    source="perth",
    zone="Europe/London",
    usual=DateOrder.YMD,
    amend=place_of,
)

REPAIRED = Layout(
    "perth-repaired",
    Kind.REPORTS,
    {
        "site": ("site",),
        "station": ("cp_id",),
        "connector": ("connector",),
        "begin": ("start_local",),
        "end": ("end_local",),
        "energy": ("kwh",),
    },
    source="perth",
    zone="Europe/London",
    usual=DateOrder.YMD,
    amend=place_of,
)
