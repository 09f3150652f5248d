import { expect, test } from "vitest";
import { commandArguments, FORMS } from "./commands";

const form = (kind: string) => FORMS.find((each) => each.kind === kind)!;

test("what was typed becomes the command's arguments, and empty optional fields are left out", () => {
  expect(commandArguments(form("request_start"), { token: "AB12", evse: "" })).toEqual({ token: "AB12" });
  expect(commandArguments(form("request_start"), { token: "AB12", evse: " 2 " })).toEqual({ token: "AB12", evse: 2 });
  expect(commandArguments(form("change_availability"), { evse: "0", operative: "false" })).toEqual({ evse: 0, operative: false });
  expect(commandArguments(form("get_variables"), { names: "A, B,," })).toEqual({ names: ["A", "B"] });
  expect(commandArguments(form("raw"), { action: "Reset", payload: '{"type":"Soft"}' })).toEqual({ action: "Reset", payload: { type: "Soft" } });
});

test("what cannot be meant is refused, naming the field", () => {
  expect(() => commandArguments(form("request_stop"), { transaction: "1.5" })).toThrow("Transaction number");
  expect(() => commandArguments(form("raw"), { action: "Reset", payload: "[1]" })).toThrow("Payload");
  expect(() => commandArguments(form("raw"), { action: "Reset", payload: "{" })).toThrow("Payload");
});

test("every kind of command has a form", () => {
  expect(FORMS.map((each) => each.kind).sort()).toEqual([
    "change_availability", "clear_cache", "data_transfer", "get_variables", "raw", "request_start", "request_stop", "reset", "set_variable", "unlock_connector",
  ]);
});
