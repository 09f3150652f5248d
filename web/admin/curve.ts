/** The curves of a transaction from its samples. */

import type { Point } from "../shared/components/LineChart.svelte";
import type { Sample } from "../shared/types";

export type Curves = { power_w: Point[]; energy_wh: Point[]; soc: Point[] };

/** Points in a chart beyond this are not seen; the extremes of each stretch are kept. */
const MOST = 600;

export function curves(samples: Sample[], meter_start_wh: number | null): Curves {
  const register = total(samples, "Energy.Active.Import.Register");
  const first = meter_start_wh ?? register[0]?.value ?? 0;
  return {
    power_w: thin(total(samples, "Power.Active.Import")),
    energy_wh: thin(register.map(({ at, value }) => ({ at, value: value - first }))),
    soc: thin(total(samples, "SoC").map(({ at, value }) => ({ at, value: value / 100 }))),
  };
}

/** A station sends a total, or its phases, or both: the total where there is one, else the sum of the phases. */
function total(samples: Sample[], measurand: string): Point[] {
  const totals = new Map<number, number>();
  const phases = new Map<number, number>();
  for (const sample of samples) {
    if (sample.measurand !== measurand || sample.value === null) continue;
    const at = Date.parse(sample.sampled_at);
    if (sample.phase === "") totals.set(at, sample.value);
    else if (/^L[123](-N)?$/.test(sample.phase)) phases.set(at, (phases.get(at) ?? 0) + sample.value);
  }
  const all = totals.size ? totals : phases;
  return [...all].map(([at, value]) => ({ at, value })).sort((a, b) => a.at - b.at);
}

function thin(points: Point[]): Point[] {
  if (points.length <= MOST) return points;
  const stretch = Math.ceil((2 * points.length) / MOST);
  const kept: Point[] = [];
  for (let index = 0; index < points.length; index += stretch) {
    const part = points.slice(index, index + stretch);
    const least = part.reduce((a, b) => (b.value < a.value ? b : a));
    const most = part.reduce((a, b) => (b.value > a.value ? b : a));
    kept.push(...(least === most ? [least] : least.at < most.at ? [least, most] : [most, least]));
  }
  return kept;
}
