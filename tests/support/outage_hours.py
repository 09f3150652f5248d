"""A small fleet of connectors with outages that come back; made of arithmetic, without chance."""

import numpy as np

from chargeit.forecasting.features.outages import OutageHours


def fleet(connectors: int = 24, hours: int = 200) -> OutageHours:
    """Every third connector is down two hours in ten, at hours of its own; two connectors a site."""
    faulted = np.zeros((connectors, hours))
    for row in range(0, connectors, 3):
        phase = (np.arange(hours) + 7 * row + np.arange(hours) // 50) % 10
        faulted[row] = np.where(phase < 2, 1.0, np.where(phase == 2, 0.25, 0.0))
    down = faulted >= 0.5
    drops = (down & ~np.pad(down[:, :-1], ((0, 0), (1, 0)))).astype(float)
    site = np.arange(connectors) // 2
    units = tuple((f"site-{row // 2}", f"plug-{row % 2}") for row in range(connectors))
    near = np.zeros((connectors, 0), dtype=np.int64)
    kind = np.arange(connectors) % 2
    return OutageHours(units, site, kind, near, 428_000, faulted, np.zeros_like(faulted), drops, down)
