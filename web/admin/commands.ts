/** The form of each command kind: its fields become the command's arguments. */

export type Field = {
  name: string;
  label: string;
  type: "text" | "number" | "choice" | "json" | "names";
  required?: boolean;
  choices?: [value: string, words: string][];
  hint?: string;
  start?: string;
};
export type Form = { kind: string; label: string; does: string; fields: Field[] };

const EVSE: Field = { name: "evse", label: "EVSE", type: "number", required: true, start: "1" };

export const FORMS: Form[] = [
  {
    kind: "request_start",
    label: "Start charging",
    does: "Asks the station to start a transaction with a token, as if it were shown to the reader.",
    fields: [
      { name: "token", label: "Token", type: "text", required: true },
      { ...EVSE, required: false, start: "", hint: "Any" },
    ],
  },
  {
    kind: "request_stop",
    label: "Stop charging",
    does: "Asks the station to stop a transaction.",
    fields: [{ name: "transaction", label: "Transaction number", type: "number", required: true }],
  },
  { kind: "unlock_connector", label: "Unlock connector", does: "Releases a cable that is stuck; a running transaction is stopped first.", fields: [EVSE] },
  {
    kind: "change_availability",
    label: "Change availability",
    does: "Takes an EVSE out of use or back into use; EVSE 0 is the whole station.",
    fields: [
      { ...EVSE, start: "0" },
      { name: "operative", label: "Availability", type: "choice", choices: [["true", "In use"], ["false", "Out of use"]] },
    ],
  },
  {
    kind: "reset",
    label: "Restart",
    does: "Restarts the station. Soft ends transactions in good order first.",
    fields: [{ name: "type", label: "Kind", type: "choice", choices: [["soft", "Soft"], ["hard", "Hard"]] }],
  },
  {
    kind: "get_variables",
    label: "Read settings",
    does: "Reads the station's settings anew.",
    fields: [{ name: "names", label: "Names", type: "names", hint: "Separated by commas; empty: all" }],
  },
  {
    kind: "set_variable",
    label: "Change a setting",
    does: "Changes one of the station's settings.",
    fields: [
      { name: "name", label: "Name", type: "text", required: true },
      { name: "value", label: "Value", type: "text", required: true },
    ],
  },
  { kind: "clear_cache", label: "Clear token cache", does: "Makes the station forget the tokens it has seen.", fields: [] },
  {
    kind: "data_transfer",
    label: "Data transfer",
    does: "Sends a message of the vendor's own kind.",
    fields: [
      { name: "vendor", label: "Vendor id", type: "text", required: true },
      { name: "message_id", label: "Message id", type: "text" },
      { name: "data", label: "Data", type: "text" },
    ],
  },
  {
    kind: "raw",
    label: "Raw call",
    does: "For experts: sends any OCPP request. Only its shape is checked.",
    fields: [
      { name: "action", label: "Action", type: "text", required: true, hint: "For example TriggerMessage" },
      { name: "payload", label: "Payload (JSON)", type: "json", start: "{}" },
    ],
  },
];

/** What was typed as the command's arguments; empty optional fields are left out. Throws an Error naming the field. */
export function commandArguments(form: Form, typed: Record<string, string>): Record<string, unknown> {
  const found: Record<string, unknown> = {};
  for (const field of form.fields) {
    const text = typed[field.name] ?? "";
    if (text.trim() === "" && !field.required && field.type !== "choice") continue;
    found[field.name] = argument(field, text);
  }
  return found;
}

function argument(field: Field, text: string): unknown {
  if (field.type === "number") {
    if (!/^\s*-?\d+\s*$/.test(text)) throw new Error(`${field.label}: a whole number is needed`);
    return Number(text);
  }
  if (field.type === "names") return text.split(",").map((name) => name.trim()).filter(Boolean);
  if (field.type === "json") return object(field, text);
  if (field.name === "operative") return text === "true";
  return text;
}

function object(field: Field, text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new Error(`${field.label}: ${(error as Error).message}`);
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new Error(`${field.label}: an object {…} is needed`);
  return value;
}
