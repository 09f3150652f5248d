import { expect, test } from "vitest";
import { EventParser } from "./sse";

const STREAM = ": open\n\nid: 7\nevent: station.booted\ndata: {\"a\":\ndata: 1}\n\n: still here\r\n\r\nid: 8\r\ndata: {}\r\n\r\n";

test("messages are the same however the stream is cut", () => {
  const whole = new EventParser().push(STREAM);
  expect(whole).toEqual([
    { id: "7", event: "station.booted", data: '{"a":\n1}' },
    { id: "8", event: "", data: "{}" },
  ]);
  for (let size = 1; size < 12; size++) {
    const parser = new EventParser();
    const found = [];
    for (let at = 0; at < STREAM.length; at += size) found.push(...parser.push(STREAM.slice(at, at + size)));
    expect(found).toEqual(whole);
  }
});

test("a message that is not finished is not told", () => expect(new EventParser().push("id: 9\ndata: {}\n")).toEqual([]));
