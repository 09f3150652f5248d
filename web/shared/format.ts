/** Numbers with their units, and instants in the reader's own time. Empty values read as a dash. */

export const NONE = "–";

const digits = (value: number, count: number): string =>
  value.toLocaleString(undefined, { minimumFractionDigits: count, maximumFractionDigits: count });

/** 7360 -> "7.4 kW" */
export function power(value_w: number | null | undefined): string {
  if (value_w === null || value_w === undefined) return NONE;
  const size = Math.abs(value_w);
  if (size >= 999_950) return `${digits(value_w / 1e6, 2)} MW`;
  return `${digits(value_w / 1e3, size >= 99_950 ? 0 : 1)} kW`;
}

/** 12345 -> "12.3 kWh"; below 10 kWh two decimals */
export function energy(value_wh: number | null | undefined): string {
  if (value_wh === null || value_wh === undefined) return NONE;
  const size = Math.abs(value_wh);
  if (size >= 999_950) return `${digits(value_wh / 1e6, 2)} MWh`;
  return `${digits(value_wh / 1e3, size >= 99_950 ? 0 : size >= 9_995 ? 1 : 2)} kWh`;
}

/** A share 0..1 -> "42 %" */
export function percent(share: number | null | undefined): string {
  return share === null || share === undefined ? NONE : `${digits(share * 100, 0)} %`;
}

export function count(value: number): string {
  return value.toLocaleString();
}

/** 1 -> "1 station", 2 -> "2 stations" */
export function plural(value: number, noun: string): string {
  return `${count(value)} ${noun}${value === 1 ? "" : "s"}`;
}

/** Seconds -> "45 s", "12 min", "1 h 05 min", "2 d 3 h" */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return `${hours} h ${String(minutes % 60).padStart(2, "0")} min`;
  return `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** Today "14:05", this year "3 Nov 14:05", else with the year; seconds where wanted. */
export function local(instant: Date, now: Date, seconds = false): string {
  const time = instant.toLocaleTimeString(undefined, {
    hour: "2-digit",
    minute: "2-digit",
    ...(seconds ? { second: "2-digit" } : {}),
    hourCycle: "h23",
  });
  if (instant.toDateString() === now.toDateString()) return time;
  const year = instant.getFullYear() === now.getFullYear() ? {} : ({ year: "numeric" } as const);
  return `${instant.toLocaleDateString(undefined, { day: "numeric", month: "short", ...year })} ${time}`;
}

/** "2026-11-21 03:05:07 UTC" */
export function utc(instant: Date): string {
  return `${instant.toISOString().slice(0, 19).replace("T", " ")} UTC`;
}

/** A date input's local day -> the instant it begins, or the next one begins. */
export function dayStart(day: string, next = false): string | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) return undefined;
  const [year, month, date] = day.split("-").map(Number) as [number, number, number];
  return new Date(year, month - 1, date + (next ? 1 : 0)).toISOString();
}
