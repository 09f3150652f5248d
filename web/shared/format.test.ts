import { expect, test } from "vitest";
import { dayStart, duration, energy, percent, plural, power, utc } from "./format";

const plain = (text: string): string => text.replaceAll(",", ".");

test("a number is shown with its unit, a missing one as a dash", () => {
  expect([0, 7360, 99_960, 1_250_000, null].map(power).map(plain)).toEqual(["0.0 kW", "7.4 kW", "100 kW", "1.25 MW", "–"]);
  expect([0, 999, 12_345, 250_400, 3_000_000, undefined].map(energy).map(plain)).toEqual([
    "0.00 kWh", "1.00 kWh", "12.3 kWh", "250 kWh", "3.00 MWh", "–",
  ]);
  expect([percent(0), percent(0.426), percent(null)]).toEqual(["0 %", "43 %", "–"]);
});

test("durations are told in the two units that matter", () => {
  expect([-5, 45, 754, 3900, 183_600].map(duration)).toEqual(["0 s", "45 s", "12 min", "1 h 05 min", "2 d 3 h"]);
});

test("one is singular", () => expect([plural(1, "station"), plural(2, "station")]).toEqual(["1 station", "2 stations"]));

test("UTC is told to the second", () => expect(utc(new Date("2026-11-21T03:05:07.9Z"))).toBe("2026-11-21 03:05:07 UTC"));

test("a day ends where the next begins, also over the end of a year", () => {
  expect(dayStart("2026-12-31", true)).toBe(new Date(2027, 0, 1).toISOString());
  expect(dayStart("")).toBeUndefined();
});
