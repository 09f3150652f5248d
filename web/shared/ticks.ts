/** Marks of an axis from 0 to at least `highest` (over 0), about `steps` steps of 1, 2, 2.5 or 5 times a power of ten. */
export function niceTicks(highest: number, steps = 4): number[] {
  const rough = highest / steps;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 2.5, 5, 10].find((factor) => factor * power >= rough * 0.999999) ?? 10) * power;
  const count = Math.ceil(highest / step - 0.000001);
  return Array.from({ length: count + 1 }, (_, index) => Number((index * step).toPrecision(12)));
}
