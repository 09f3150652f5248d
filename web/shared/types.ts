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
/** One event of the stream; its kind says which. */
export type LiveEvent = Schemas["Event"];
export type Page<Row> = { rows: Row[]; next: string | null };
