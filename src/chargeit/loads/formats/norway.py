"""Charging reports of Norwegian apartment buildings: ISO times without offset, decimal commas.

Sørensen et al., A comprehensive dataset of residential charging in Norway, Data in Brief 2024.
"""

from chargeit.loads.layout import DateOrder, Fields, Kind, Layout


def parking_place_of(fields: Fields) -> None:
    """A user is a parking place, which has one charger."""
    fields["station"] = fields["user"]


REPORTS = Layout(
    "norway",
    Kind.REPORTS,
    {
        "site": ("location",),
        "user": ("user_id",),
        "transaction": ("session_id",),
        "begin": ("plugin_time",),
        "end": ("plugout_time",),
        "duration": ("connection_time",),
        "energy": ("energy_session",),
    },
    source="norway",
    zone="Europe/Oslo",
    usual=DateOrder.YMD,
    amend=parking_place_of,
)
