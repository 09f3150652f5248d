/** The nouns of the API by name, as its OpenAPI document describes them. */

import type { components } from "./api";

type Schemas = components["schemas"];

export type Login = Schemas["Me"];
export type Hour = Schemas["HourEnergy"];
export type Overview = Schemas["Overview"];
export type Station = Schemas["Station"];
export type Variable = Schemas["Variable"];
export type Stranger = Schemas["Stranger"];
export type Transaction = Schemas["Transaction"];
export type Totals = Schemas["TransactionTotals"];
export type Sample = Schemas["Sample"];
export type Command = Schemas["Command"];
export type Token = Schemas["Token"];
export type Credentials = Schemas["Provisioned"];
export type Forecast = Schemas["Forecast"];
export type ForecastPoint = Schemas["Point"];
export type ForecastPage = Schemas["ForecastPage"];
export type Subject = Schemas["Subject"];
export type Segments = Schemas["Segments"];
export type Model = Schemas["Model"];
export type ApiKey = Schemas["Key"];
export type NewApiKey = Schemas["NewKey"];
export type LoadSite = Schemas["Site"];
export type LoadImport = Schemas["Import"];
export type LoadImports = Schemas["Imports"];
export type DurationCurve = Schemas["DurationCurve"];
export type SimultaneityFactor = Schemas["SimultaneityFactor"];
export type FlexibleShare = Schemas["FlexibleShare"];
export type DailyLoad = Schemas["DailyLoad"];
export type HourOfWeek = Schemas["HourOfWeek"];
export type PeakDaily = Schemas["PeakDaily"];
export type PeakHourly = Schemas["PeakHourly"];
export type RecentAverage = Schemas["RecentAverage"];
export type Battery = Schemas["Battery"];
export type BatteryAlert = Schemas["Alert"];
export type BatteryHistory = Schemas["History"];
export type BatteryPrediction = Schemas["Prediction"];
export type ChargedBattery = Schemas["ChargedBattery"];
export type BatteryStats = Schemas["BatteryStats"];
/** One event of the stream; its kind says which. */
export type LiveEvent = Schemas["Event"];
export type Page<Row> = { rows: Row[]; next: string | null };
