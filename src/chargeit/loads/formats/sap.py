"""Charging transactions of SAP Labs France, from an OCPP back end: Wh, connectors, times with their offset.

data.gouv.fr, "Consommation des bornes de recharge".
"""

import re

from chargeit.loads.layout import DateOrder, Fields, Kind, Layout

NUMBER = re.compile(r"-(WB-)?\d+(-[A-Z]+)?$")


def place_of(fields: Fields) -> None:
    """A charger is called after its place: SAP-Mougins-11, or after the household where it is."""
    fields["site"] = NUMBER.sub("", fields["station"].strip())


REPORTS = Layout(
    "sap",
    Kind.REPORTS,
    {
        "station": ("ID borne",),
        "connector": ("ID connecteur borne",),
        "transaction": ("ID transaction",),
        "begin": ("Date demarrage",),
        "end": ("Date fin",),
        "energy": ("Consommation totale (Wh)",),
        "duration": ("Duree totale (s)",),
    },
    source="sap",
    zone="Europe/Paris",
    energy_unit="Wh",
    duration_unit="s",
    usual=DateOrder.YMD,
    amend=place_of,
)
