"""Public chargers of the City of Boulder: local times that are marked +00, with the zone's abbreviation beside them.

A station has two outlets that the file does not tell apart.
"""

from chargeit.loads.layout import DateOrder, Kind, Layout

REPORTS = Layout(
    "boulder",
    Kind.REPORTS,
    {
        "site": ("Address",),
        "station": ("Station_Name",),
        "transaction": ("ObjectId",),
        "begin": ("Start_Date___Time",),
        "begin_zone": ("Start_Time_Zone",),
        "end": ("End_Date___Time",),
        "end_zone": ("End_Time_Zone",),
        "duration": ("Total_Duration__hh_mm_ss_",),
        "energy": ("Energy__kWh_",),
    },
    source="boulder",
    zone="America/Denver",
    usual=DateOrder.YMD,
    offsets_count=False,
)
