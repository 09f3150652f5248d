"""Records traces of PyBaMM's Doyle-Fuller-Newman model and fits the equivalent circuit of the twin's cells to them.

    uv venv pybamm && uv pip install --python pybamm/bin/python pybamm==26.10.1.1
    pybamm/bin/python tools/fit_cells.py nmc tests/golden/twin/dfn_nmc.json

Writes the traces that the tests compare with, none of which is used by the fit, and prints the circuit as TOML for
src/chargeit/twin/chemistries. Currents are positive where the cell is charged. Not needed to use or test chargeit.
"""

import json
import sys
from pathlib import Path

import numpy as np
import pybamm  # type: ignore[import-not-found]
from scipy.optimize import least_squares, lsq_linear, minimize
from scipy.signal import lfilter

GAS, FARADAY, T_REF = 8.314462618, 96485.33212, 298.15
KNOTS = np.array([0, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0])
# parameter set, where temperature's effect comes from, least SoC of the fit (below it LFP's ends are diffusion limits)
CELLS = {"nmc": ("Chen2020", "ORegan2022", 0.03), "lfp": ("Prada2013", "Prada2013", 0.2)}
FITTED = {"discharge 0.5C": 1, "charge C/8": 2, "charge C/4": 2, "charge C/2": 1, "city": 3, "mixed": 3}
FITTED_TOO = {"nmc": {"discharge 1.3C": 1}, "lfp": {}}
TESTED = {"drive cycle": 1, "charge C/6": 6, "charge C/3": 6, "discharge 1C": 10}
TEMPERATURES_K = (278.15, 298.15, 313.15)


def speed_m_s(seed, seconds, towns):
    """Micro-trips from stop to stop at town or, where `towns` is below 1, also country speeds."""
    dice, speeds = np.random.default_rng(seed), []
    while len(speeds) < seconds:
        top = dice.uniform(6, 15) if dice.random() < towns else dice.uniform(18, 34)
        cruise = np.arange(int(dice.exponential(40 if top < 15 else 110)))
        speeds += list(np.arange(0, top, dice.uniform(0.6, 1.8)))
        speeds += list(top * (1 + 0.08 * np.sin(cruise / 7 + dice.uniform(0, 6))))
        speeds += list(np.arange(top, 0, -dice.uniform(0.7, 1.8))) + [0.0] * int(dice.exponential(12))
    return np.array(speeds[:seconds])


def drive_current_a(seed, seconds, towns, rms_a):
    """Every 2 s, of a car of 1,900 kg with recuperation, scaled to so many amperes; discharge negative."""
    speed = speed_m_s(seed, seconds, towns)
    force = 1900 * np.diff(speed, append=speed[-1]) + 186 * (speed > 0) + 0.39 * speed**2
    power = force * speed
    power = np.where(power > 0, power / 0.88, np.maximum(power * 0.65, -60e3)) + 400
    return -np.clip(power / power.std() * rms_a, -3 * rms_a, 4.5 * rms_a)[::2]


class Cell:
    """The model of a cell with one parameter set, in the SoC window between its cut-off voltages at 25 C."""

    def __init__(self, name):
        self.values = pybamm.ParameterValues(name)
        if name == "ORegan2022":
            self.values["Upper voltage cut-off [V]"] = 4.2
        self.v_max = float(self.values["Upper voltage cut-off [V]"])
        self.nominal_ah = float(self.values["Nominal cell capacity [A.h]"])
        x0, x1, y1, y0 = pybamm.lithium_ion.get_min_max_stoichiometries(self.values)
        part = pybamm.LithiumIonParameters()
        self.soc = np.linspace(0, 1, 201)
        self.ocv = self._potential(part.p, y0 + (y1 - y0) * self.soc) - self._potential(
            part.n, x0 + (x1 - x0) * self.soc
        )
        self.capacity_ah = float(self.values.evaluate(part.n.prim.Q_init)) * (x1 - x0)

    def _potential(self, electrode, stoichiometry):
        vector = pybamm.Vector(stoichiometry.reshape(-1, 1))
        return self.values.process_symbol(electrode.prim.U(vector, T_REF)).evaluate().ravel()

    def drive(self, current_a, step_s, soc, temperature_k=T_REF):
        """(step s, soc, A, V) until a cut-off."""
        values, time = self.values.copy(), np.arange(len(current_a)) * float(step_s)
        values["Ambient temperature [K]"] = values["Initial temperature [K]"] = temperature_k
        values["Current function [A]"] = pybamm.Interpolant(time, -current_a, pybamm.t, interpolator="linear")
        solution = pybamm.Simulation(pybamm.lithium_ion.DFN(), parameter_values=values).solve(time, initial_soc=soc)
        return sampled(solution, step_s, soc)

    def charge(self, rate, soc=0.05):
        """Constant current to the cut-off voltage, then constant voltage to C/25."""
        values = self.values.copy()
        values.set_initial_state(soc, inplace=True)
        values["Upper voltage cut-off [V]"] = self.v_max + 0.01
        amps = rate * self.nominal_ah
        steps = [f"Charge at {amps} A until {self.v_max} V", f"Hold at {self.v_max} V until {self.nominal_ah / 25} A"]
        experiment = pybamm.Experiment(steps, period="10 s")
        model = pybamm.lithium_ion.DFN()
        return sampled(pybamm.Simulation(model, parameter_values=values, experiment=experiment).solve(), 10.0, soc)


def sampled(solution, step_s, soc):
    time = solution["Time [s]"].entries
    at = np.arange(0, time[-1], step_s)
    current, voltage = -solution["Current [A]"].entries, solution["Terminal voltage [V]"].entries
    return step_s, soc, np.interp(at, time, current), np.interp(at, time, voltage)


def recorded(cell):
    flat = {rate: np.full(int(1900 / rate), -rate * cell.nominal_ah) for rate in (0.5, 1.0, 1.3)}
    nominal = cell.nominal_ah
    return {
        **{f"discharge {rate:g}C": cell.drive(amps, 2, 1.0) for rate, amps in flat.items()},
        **{f"charge C/{part}": cell.charge(1 / part) for part in (8, 6, 4, 3, 2)},
        "city": cell.drive(drive_current_a(1, 7200, 1.0, 0.55 * nominal), 2, 0.75),
        "mixed": cell.drive(drive_current_a(11, 5400, 0.5, 0.8 * nominal), 2, 0.6),
        "drive cycle": cell.drive(drive_current_a(2, 3600, 0.5, 0.6 * nominal), 2, 0.8),
    }


def followed(trace, tau_s):
    """The current through the resistor of a pair that follows the cell's current."""
    step_s, _, current, _ = trace
    mean, keep = np.concatenate([[current[0]], (current[1:] + current[:-1]) / 2]), np.exp(-step_s / tau_s)
    return lfilter([1 - keep], [1, -keep], mean)


def soc_of(trace, cell):
    step_s, soc, current, _ = trace
    return soc + np.concatenate([[0], np.cumsum((current[1:] + current[:-1]) / 2 * step_s)]) / 3600 / cell.capacity_ah


def kinetic_v(current_a, exchange_a, temperature_k=T_REF):
    return 2 * GAS * temperature_k / FARADAY * np.arcsinh(current_a / 2 / exchange_a)


def tents(soc):
    return np.array([np.interp(soc, KNOTS, unit) for unit in np.eye(len(KNOTS))]).T


def circuit(shape, traces, cell, least_soc, weights):
    """The resistances in Ohm at KNOTS (R0, R1, R2) that fit best where (tau1, tau2, exchange current) are given."""
    tau1, tau2, exchange = np.exp(shape)
    rows, values = [], []
    for name, weight in weights.items():
        trace = traces[name]
        soc, current = soc_of(trace, cell), trace[2]
        wanted = trace[3] - np.interp(soc, cell.soc, cell.ocv) - kinetic_v(current, exchange)
        shares = np.hstack([tents(soc) * i[:, None] for i in (current, followed(trace, tau1), followed(trace, tau2))])
        used = np.flatnonzero(soc > least_soc)[:: max(1, len(soc) // 1500)]
        rows.append(shares[used] * weight / np.sqrt(len(used)))
        values.append(wanted[used] * weight / np.sqrt(len(used)))
    bend = np.kron(np.eye(3), np.diff(np.eye(len(KNOTS)), 2, axis=0)) * 0.02 * cell.nominal_ah / 5
    found = lsq_linear(np.vstack([*rows, bend]), np.concatenate([*values, np.zeros(len(bend))]), bounds=(1e-4, np.inf))
    return found.x.reshape(3, -1), found.cost


def activation_j_mol(cell, taus, exchange):
    """Of R0, R1, R2 and the exchange current, from one drive at three temperatures, all free but constant over SoC."""
    amps = drive_current_a(1, 1800, 1.0, 0.5 * cell.nominal_ah)
    traces = {k: cell.drive(amps, 2, 0.6, k) for k in TEMPERATURES_K}

    def misses(x):
        found = []
        for kelvin, trace in traces.items():
            grown = np.exp(x[6:] * 1e4 / GAS * (1 / kelvin - 1 / T_REF))
            r0, r1, r2, inverse = np.exp(x[2:6]) * grown
            pairs = r1 * followed(trace, np.exp(x[0])) + r2 * followed(trace, np.exp(x[1]))
            ocv = np.interp(soc_of(trace, cell), cell.soc, cell.ocv)
            found.append(trace[3] - ocv - r0 * trace[2] - pairs - kinetic_v(trace[2], 1 / inverse, kelvin))
        return np.concatenate(found)

    start = [*np.log([*taus, 0.04 / cell.nominal_ah, 0.05 / cell.nominal_ah, 0.06 / cell.nominal_ah, 1 / exchange])]
    return least_squares(misses, [*start, 1, 1, 2, 4], bounds=([-np.inf] * 6 + [0] * 4, np.inf)).x[6:] * 1e4


def main(chemistry, golden):
    name, warm_name, least_soc = CELLS[chemistry]
    cell, weights = Cell(name), FITTED | FITTED_TOO[chemistry]
    traces = recorded(cell)
    options = {"maxiter": 80, "xatol": 0.02, "fatol": 1e-7}
    start = np.log([28, 340, cell.nominal_ah / 2])
    best = minimize(
        lambda shape: circuit(shape, traces, cell, least_soc, weights)[1], start, method="Nelder-Mead", options=options
    )
    tables, _ = circuit(best.x, traces, cell, least_soc, weights)
    tau1, tau2, exchange = np.exp(best.x)
    warmth = activation_j_mol(Cell(warm_name), (tau1, tau2), exchange)
    print(f"capacity_ah = {cell.capacity_ah:.4f}\ntau_s = [{tau1:.2f}, {tau2:.2f}]\nexchange_a = {exchange:.4f}")
    print(f"activation_j_mol = {[round(w) for w in warmth]}\nsoc = {KNOTS.tolist()}")
    for which, table in zip(("r0_ohm", "r1_ohm", "r2_ohm"), tables, strict=True):
        print(f"{which} = {[round(float(r), 5) for r in table]}")
    print(f"ocv_v = {[round(float(v), 4) for v in cell.ocv]}")
    kept = {
        n: (t[0] * k, t[1], t[2][::k].round(3).tolist(), t[3][::k].round(4).tolist())
        for n, k in TESTED.items()
        for t in [traces[n]]
    }
    made = f"PyBaMM {pybamm.__version__}, DFN, {name}, isothermal at 25 C, by tools/fit_cells.py"
    shapes = {n: dict(zip(("step_s", "soc", "current_a", "voltage_v"), t, strict=True)) for n, t in kept.items()}
    Path(golden).write_text(json.dumps({"made": made, "traces": shapes}, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
