/** The words and colours for what the API names by codes. */

import { energy, plural, power } from "./format";
import type { LiveEvent, Station, Transaction } from "./types";

export type Tone = "plain" | "good" | "busy" | "warn" | "bad" | "sim";

/** "suspended_ev" -> "Suspended ev"; for codes without words of their own */
export function plain(code: string): string {
  const text = code.replaceAll("_", " ");
  return text.charAt(0).toUpperCase() + text.slice(1);
}

const STATUS: Record<string, [string, Tone]> = {
  available: ["Available", "good"],
  preparing: ["Preparing", "busy"],
  charging: ["Charging", "busy"],
  suspended_evse: ["Paused by station", "warn"],
  suspended_ev: ["Paused by car", "warn"],
  finishing: ["Finishing", "busy"],
  occupied: ["Occupied", "busy"],
  reserved: ["Reserved", "warn"],
  unavailable: ["Unavailable", "plain"],
  faulted: ["Faulted", "bad"],
};
export const STATUSES = Object.keys(STATUS);
export const connectorStatus = (code: string): [string, Tone] => STATUS[code] ?? [plain(code), "plain"];

/** What is wrong between what an operator asked of a connector and what it says; empty where nothing is. */
export function disagreement(connector: Station["connectors"][number]): string {
  if (!connector.findings.includes("availability_disagrees")) return "";
  return connector.wanted === "inoperative" ? "Should be out of use" : "Should be in use";
}

const TRANSACTION: Record<string, [string, Tone]> = {
  open: ["Charging", "busy"],
  ended: ["Ended", "plain"],
  orphaned: ["Never stopped", "warn"],
};
export const transactionState = (code: string): [string, Tone] => TRANSACTION[code] ?? [plain(code), "plain"];

const COMMAND: Record<string, [string, Tone]> = {
  queued: ["Waiting for station", "warn"],
  sent: ["Sent", "busy"],
  accepted: ["Accepted", "good"],
  rejected: ["Refused by station", "bad"],
  timed_out: ["No answer", "bad"],
  expired: ["Expired unsent", "plain"],
};
export const commandState = (code: string): [string, Tone] => COMMAND[code] ?? [plain(code), "plain"];

const REGISTRATION: Record<string, [string, Tone]> = {
  accepted: ["Accepted", "good"],
  pending: ["Pending", "warn"],
  rejected: ["Rejected", "bad"],
  unknown: ["Not booted yet", "plain"],
};
export const registration = (code: string): [string, Tone] => REGISTRATION[code] ?? [plain(code), "plain"];

const AUTHORIZATION: Record<string, [string, Tone]> = {
  accepted: ["Accepted", "good"],
  blocked: ["Blocked", "bad"],
  expired: ["Expired", "bad"],
  invalid: ["Invalid", "bad"],
  concurrent: ["Already charging elsewhere", "bad"],
  unknown: ["Unknown token", "bad"],
};
export const authorization = (code: string): [string, Tone] => AUTHORIZATION[code] ?? [plain(code), "plain"];

export const FINDINGS: Record<string, [string, string]> = {
  clock_unset: ["Clock not set", "The station's clock was not set; the times it reported are not real."],
  future_time: ["Time in the future", "The station reported a time that had not come yet; its clock runs ahead."],
  naive_time: ["Time without zone", "The station sent a time without a time zone; it was taken as UTC."],
  unknown_evse: ["Unknown EVSE", "The station named an EVSE that it never reported before."],
  refused_token: ["Token refused", "The token was not authorised, and the station charged all the same."],
  missing_energy: ["Gap in the meter", "The meter did not go on where the transaction before ended: energy flowed that no transaction has, or the meter was changed."],
  negative_energy: ["Negative energy", "The meter stood lower at the stop than at the start."],
  start_missing: ["Start missing", "Only the stop arrived; the start of this transaction was never reported."],
  register_missing: ["Register missing", "The station did not tell where the meter stood at the start or at the stop; the energy is what its samples show."],
  number_unknown: ["Unknown number", "The station stopped a transaction under a number that was never given out."],
  stop_before_start: ["Stop before start", "The reported stop lies before the reported start."],
  repaired_message: ["Message repaired", "A message was malformed; what was meant was clear, and it was stored."],
};
export const finding = (code: string): [string, string] => FINDINGS[code] ?? [plain(code), plain(code)];

export const SECURITY_PROFILES: Record<number, string> = {
  0: "0: no password (trusted networks only)",
  1: "1: password",
  2: "2: password over TLS",
  3: "3: client certificate over TLS",
};

export function commandKind(kind: string): string {
  return { raw: "Raw call", request_start: "Start charging", request_stop: "Stop charging" }[kind] ?? plain(kind);
}

type Told = { text: string; tone: Tone; to?: string };

/** One event as a line of the feed; null for those that only carry numbers. */
export function tell(event: LiveEvent): Told | null {
  switch (event.kind) {
    case "station.changed":
      return { text: "was changed", tone: "plain" };
    case "station.knocked":
      return { text: `tried to connect from ${event.peer}; it is not known here`, tone: "warn" };
    case "station.connected":
      return { text: "connected", tone: "good" };
    case "station.disconnected":
      return { text: `disconnected${event.reason && `: ${event.reason}`}`, tone: "warn" };
    case "station.booted":
      return { text: `booted${event.firmware && `, firmware ${event.firmware}`}`, tone: "plain" };
    case "connector.status":
      return reported(event.report);
    case "transaction.started":
      return started(event.transaction);
    case "transaction.ended":
      return ended(event.transaction);
    case "transaction.orphaned": {
      const { number } = event.transaction;
      return { text: `transaction ${number} was never stopped`, tone: "warn", to: `/transactions/${number}` };
    }
    case "command.changed": {
      const [word, tone] = commandState(event.command.state ?? "queued");
      return { text: `${commandKind(event.command.kind)}: ${word.toLowerCase()}`, tone };
    }
    default:
      return null;
  }
}

function reported(report: Extract<LiveEvent, { kind: "connector.status" }>["report"]): Told {
  const [word, tone] = connectorStatus(report.status);
  const error = report.error_code && report.error_code !== "NoError" ? ` (${report.error_code})` : "";
  const where = report.place.evse ? `EVSE ${report.place.evse}` : "the whole station";
  return { text: `${where}: ${word.toLowerCase()}${error}`, tone };
}

export function started(transaction: Pick<Transaction, "number" | "token">): Told {
  const { number, token } = transaction;
  return { text: `started transaction ${number} with token ${token}`, tone: "busy", to: `/transactions/${number}` };
}

type Meters = { number: number; meter_start_wh?: number | null; meter_stop_wh?: number | null };

export function ended({ number, meter_start_wh: from, meter_stop_wh: until }: Meters): Told {
  const amount = typeof from === "number" && typeof until === "number" ? `, ${energy(until - from)}` : "";
  return { text: `ended transaction ${number}${amount}`, tone: "plain", to: `/transactions/${number}` };
}

/** "3 of 20 stations are simulated" */
export function simulatedShare(simulated: number, all: number): string {
  if (simulated === 0) return "";
  if (simulated === all) return all === 1 ? "The only station is simulated" : `All ${plural(all, "station")} are simulated`;
  return `${simulated} of ${plural(all, "station")} ${simulated === 1 ? "is" : "are"} simulated`;
}

export function nowPower(transaction: Transaction): string {
  return transaction.state === "open" ? power(transaction.power_w) : "";
}
