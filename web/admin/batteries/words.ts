/** The words and units of batteries. */

import { duration, energy, percent, power } from "../../shared/format";
import type { Battery, BatteryAlert, ChargedBattery } from "../../shared/types";

type Show = (value: number) => string;
const with_unit = (unit: string, most: number): Show => (value) => `${value.toLocaleString(undefined, { maximumFractionDigits: most })} ${unit}`;
export const degrees = with_unit("°C", 1);
export const cycles = with_unit("cycles", 0);
export const rounded: Show = (value) => Math.round(value).toLocaleString();
export const health: Show = (share) => `${(share * 100).toLocaleString(undefined, { minimumFractionDigits: 1, maximumFractionDigits: 1 })} %`;

/** The curves of the screen in their order; `fit` where 0 tells nothing. */
export const CURVES: { quantity: string; title: string; show: Show; fit: boolean }[] = [
  { quantity: "soc", title: "State of charge", show: percent, fit: false },
  { quantity: "power_w", title: "Power (positive charges)", show: power, fit: false },
  { quantity: "voltage_v", title: "Voltage", show: with_unit("V", 1), fit: true },
  { quantity: "current_a", title: "Current (positive charges)", show: with_unit("A", 1), fit: false },
  { quantity: "temperature_c", title: "Temperature", show: degrees, fit: true },
];

const KINDS: Record<string, [string, Show]> = {
  low_charge: ["Low charge", percent],
  hot: ["Hot", degrees],
  heating: ["Heating up", with_unit("°C a minute", 1)],
  failure: ["Likely to fail", percent],
  end_of_life: ["Near its end of life", cycles],
  imbalance: ["Cells out of balance", with_unit("V", 3)],
  silent: ["Silent", duration],
};
export const alertWord = (kind: string): string => KINDS[kind]?.[0] ?? kind.replaceAll("_", " ");

/** "Hot: 63.4 °C, the limit is 60 °C" */
export function alertTold(alert: BatteryAlert): string {
  const show = KINDS[alert.kind]?.[1] ?? String;
  return `${alertWord(alert.kind)}: ${show(alert.value)}, the limit is ${show(alert.threshold)}`;
}

/** What the twin estimates, else what the vehicle told. */
export const charge = (of: Battery): number | null => of.prediction?.soc?.value ?? of.latest?.soc ?? null;
export const soundness = (of: Battery): number | null => of.prediction?.soh?.value ?? of.latest?.soh ?? null;

/** "88.1 % to 91.0 % (80 % sure)"; empty where none is known */
export function range(found: { low: number | null; high: number | null } | null | undefined, show: Show): string {
  return found?.low == null || found.high == null ? "" : `${show(found.low)} to ${show(found.high)} (80 % sure)`;
}

/** "65.4 to 72.3 kWh" */
export function between(found: { low: number; high: number }, show: Show): string {
  const [low, high] = [show(found.low), show(found.high)];
  const unit = low.slice(low.lastIndexOf(" "));
  return `${high.endsWith(unit) ? low.slice(0, -unit.length) : low} to ${high}`;
}

/** What a health that transactions tell is a share of. */
export function relative(of: ChargedBattery): string {
  if (of.relative_to === "nominal") return `of ${energy(of.nominal_wh)} when new`;
  const since = of.relative_at && new Date(of.relative_at).toLocaleDateString(undefined, { day: "numeric", month: "short", year: "numeric" });
  return since ? `against its first seen, on ${since}` : "";
}

export const RANGES: Record<string, [string, number]> = { hour: ["Hour", 1], day: ["Day", 24], week: ["Week", 168], year: ["Year", 8766] };
