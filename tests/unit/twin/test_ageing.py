"""Ageing, beside the equations of its sources worked out by hand."""

import math

import numpy as np
import pytest

from chargeit.domain.batteries import Chemistry
from chargeit.twin.ageing import Use, onward, rested, unaged, used
from chargeit.twin.chemistry import ORDER, data_of

NMC, LFP = (np.array([ORDER.index(kind)]) for kind in (Chemistry.NMC, Chemistry.LFP))


def one(value: float) -> np.ndarray:  # type: ignore[type-arg]
    return np.array([value])


def use(cycles: float, depth: float = 0.6, rate_c: float = 1.0, celsius: float = 35.0, mean: float = 0.5) -> Use:
    return Use(one(cycles), one(depth), one(mean), one(rate_c), one(celsius))


def test_nmc_rests_by_schmalstieg() -> None:
    age = rested(NMC, unaged(1), one(0.5), one(50.0), one(400.0))
    volts = float(data_of(Chemistry.NMC).ocv_v[100])
    alpha = (7.543 * volts - 23.75) * 1e6 * math.exp(-6976 / 323.15)
    assert age.soh[0] == pytest.approx(1 - alpha * 400**0.75)
    growth = (5.270 * volts - 16.32) * 1e5 * math.exp(-5986 / 323.15)
    assert age.resistance[0] == pytest.approx(1 + growth * 400**0.75)


def test_nmc_cycles_by_schmalstieg_at_his_conditions() -> None:
    volts = float(data_of(Chemistry.NMC).ocv_v[100])
    beta = 7.348e-3 * (volts - 3.667) ** 2 + 7.6e-4 + 4.081e-3 * 0.6
    age = used(NMC, unaged(1), use(500))
    assert 1 - age.soh[0] == pytest.approx(beta * math.sqrt(500 * 2 * 2.05))


def test_lfp_by_naumann() -> None:
    age = rested(LFP, unaged(1), one(0.9), one(25.0), one(365.0))
    assert 1 - age.soh[0] == pytest.approx(1.2571e-5 * math.sqrt(365 * 86400) * (2.8575 * 0.4**3 + 0.60225))
    cycled = used(LFP, unaged(1), use(1000, depth=0.8, rate_c=0.5))
    assert 1 - cycled.soh[0] == pytest.approx(0.01 * (0.0315 + 0.0971) * (4.0253 * 0.2**3 + 1.0923) * math.sqrt(1000))


@pytest.mark.parametrize("kind", [NMC, LFP])
def test_heat_and_charge_age_at_rest(kind: np.ndarray) -> None:  # type: ignore[type-arg]
    def left(soc: float, celsius: float) -> float:
        return float(rested(kind, unaged(1), one(soc), one(celsius), one(365.0)).soh[0])

    assert left(0.9, 45) < left(0.9, 25) < left(0.9, 5) and left(0.9, 25) < left(0.2, 25)


def test_depth_rate_and_warmth_age_in_use() -> None:
    left = {
        name: float(used(NMC, unaged(1), made).soh[0])
        for name, made in {
            "usual": use(500),
            "deep": use(500, depth=0.9),
            "slow": use(500, rate_c=0.2),
            "mild": use(500, celsius=25),
        }.items()
    }
    assert left["deep"] < left["usual"] < left["slow"] and left["usual"] < left["mild"]


@pytest.mark.parametrize("power", [0.5, 0.75, 1.0])
def test_many_small_steps_are_one_large_one(power: float) -> None:
    lost = one(0.0)
    for _ in range(50):
        lost = onward(lost, one(0.002), power, one(2.0))
    assert lost == pytest.approx(0.002 * 100**power)
