/** Everything the screen of loads shows, read together. */

import { get, Problem, type Query } from "../../shared/http";
import type { DailyLoad, DurationCurve, FlexibleShare, HourOfWeek, PeakDaily, PeakHourly, RecentAverage, SimultaneityFactor } from "../../shared/types";

export const SERIES: Record<string, string> = {
  measured: "As measured",
  synthetic_7_2: "If charged at 7.2 kW at once",
  flex_7_2: "Flexible at 7.2 kW",
  synthetic_3_6: "If charged at 3.6 kW at once",
  flex_3_6: "Flexible at 3.6 kW",
};

export type Loads = {
  total: number;
  average: number;
  recent: RecentAverage;
  peakDay: PeakDaily;
  peakHour: PeakHourly;
  active: number;
  days: DailyLoad[];
  profile: HourOfWeek[];
  curve: number[];
  simultaneity: SimultaneityFactor;
  /** null where nothing is known of how long vehicles stayed. */
  flexible: FlexibleShare | null;
};

/** null where nothing is stored for this choice. */
export async function readLoads(filter: Query, signal: AbortSignal): Promise<Loads | null> {
  const kpi = <T>(name: string): Promise<T> => get<T>(`/loads/kpi/${name}`, filter, signal);
  try {
    // first alone: where nothing is stored, one question finds out
    const days = await get<DailyLoad[]>("/loads/daily", filter, signal);
    const [total, average, recent, peakDay, peakHour, active, profile, curve, simultaneity, flexible] = await Promise.all([
      kpi<{ total_energy_kwh: number }>("total-energy"),
      kpi<{ avg_daily_energy_kwh: number }>("daily-average"),
      kpi<RecentAverage>("daily-average-last-7-days"),
      kpi<PeakDaily>("peak-daily"),
      kpi<PeakHourly>("peak-hourly"),
      kpi<{ avg_active_charging_hours_per_day: number }>("avg-active-hours-per-day"),
      kpi<HourOfWeek[]>("profile"),
      kpi<DurationCurve>("duration-curve"),
      kpi<SimultaneityFactor>("simultaneity-factor"),
      readFlexible(filter, signal),
    ]);
    return {
      total: total.total_energy_kwh,
      average: average.avg_daily_energy_kwh,
      recent,
      peakDay,
      peakHour,
      active: active.avg_active_charging_hours_per_day,
      days,
      profile,
      curve: curve.load_kwh,
      simultaneity,
      flexible,
    };
  } catch (error) {
    if (error instanceof Problem && error.status === 404) return null;
    throw error;
  }
}

/** Of 7.2 kW where measured energy is looked at, which knows no flexibility. */
async function readFlexible(filter: Query, signal: AbortSignal): Promise<FlexibleShare | null> {
  const series = filter["series"] === "measured" ? "synthetic_7_2" : filter["series"];
  try {
    return await get<FlexibleShare>("/loads/kpi/flexible-share", { ...filter, series }, signal);
  } catch (error) {
    if (error instanceof Problem && error.status === 404) return null;
    throw error;
  }
}
