import { expect, test } from "vitest";
import type { Sample } from "../shared/types";
import { curves } from "./curve";

const AT = Date.parse("2026-11-21T10:00:00Z");
const sample = (minute: number, measurand: string, value: number | null, phase = ""): Sample => ({
  station: "S", evse: 1, transaction: 1, received_at: "", context: "Sample.Periodic", location: "Outlet", format: "Raw",
  raw: String(value), raw_unit: "", unit: "", flags: [], measurand, value, phase,
  sampled_at: new Date(AT + minute * 60_000).toISOString(),
});

test("energy counts from the meter's start, and the state of charge is a share", () => {
  const found = curves([sample(1, "Energy.Active.Import.Register", 1500), sample(1, "SoC", 40)], 1000);
  expect(found.energy_wh).toEqual([{ at: AT + 60_000, value: 500 }]);
  expect(found.soc).toEqual([{ at: AT + 60_000, value: 0.4 }]);
});

test("phases are added where the station sends no total, and text that is no number is left out", () => {
  const phases = [sample(0, "Power.Active.Import", 2300, "L1"), sample(0, "Power.Active.Import", 2200, "L2"), sample(1, "Power.Active.Import", null)];
  expect(curves(phases, 0).power_w).toEqual([{ at: AT, value: 4500 }]);
  expect(curves([...phases, sample(0, "Power.Active.Import", 4480)], 0).power_w).toEqual([{ at: AT, value: 4480 }]);
});

test("a long curve is thinned and keeps its peak", () => {
  const long = Array.from({ length: 5000 }, (_, minute) => sample(minute, "Power.Active.Import", minute === 3210 ? 50_000 : 7000));
  const thin = curves(long, 0).power_w;
  expect(thin.length).toBeLessThan(700);
  expect(Math.max(...thin.map((point) => point.value))).toBe(50_000);
});
