/** The words of forecasts: what one rests on, and how good its model is. */

import type { Model } from "../../shared/types";
import type { Tone } from "../../shared/words";
import { percent } from "../../shared/format";

const BASIS: Record<string, [string, Tone, string]> = {
  model: ["Model", "good", "A trained model answers."],
  baseline: ["Baseline", "busy", "Its own past, without a model."],
  site: ["Its site", "warn", "It has too little past of its own: its site's stands in."],
  fleet: ["The fleet", "warn", "It has too little past of its own: the fleet's stands in."],
  missing: ["Missing", "plain", "Nothing is known yet."],
};
export const basis = (code: string): [string, Tone, string] => BASIS[code] ?? [code, "plain", ""];

const METRICS: Record<string, [string, boolean]> = {
  brier: ["Brier score", true],
  calibration_error: ["calibration error", true],
  nmae: ["mean error over mean load (nMAE)", true],
  auc_6h: ["AUC, 6 h", false],
  auc_24h: ["AUC, 24 h", false],
  average_precision_6h: ["average precision, 6 h", false],
  average_precision_24h: ["average precision, 24 h", false],
  silhouette: ["silhouette", false],
  agreement: ["agreement of resampled copies", false],
};
export const metric = (code: string): string => METRICS[code]?.[0] ?? code.replaceAll("_", " ");

type Score = Model["skill"][number];
export const figure = (value: number | null): string => (value === null ? "not computed" : value.toLocaleString(undefined, { maximumSignificantDigits: 3 }));

/** "24 % less than ..." where lower is better and the baseline's is not 0; else both figures speak for themselves. */
export function against(score: Score): string {
  const { value, baseline_value: other, metric: code } = score;
  if (value === null || other === null || !other || !METRICS[code]?.[1]) return "";
  return value <= other ? `${percent(1 - value / other)} lower` : `${percent(value / other - 1)} higher`;
}
