import { afterEach, expect, test, vi } from "vitest";
import { Connection, pause, type ConnectionState } from "./connection";
import type { LiveEvent } from "./types";

const unexpected = (): void => expect.unreachable("no gap was told");

afterEach(() => vi.unstubAllGlobals());

function answers(...given: (() => Response)[]): { asked: (string | null)[] } {
  const asked: (string | null)[] = [];
  vi.stubGlobal("fetch", async (_: string, options: { headers: Record<string, string> }) => {
    asked.push(options.headers["Last-Event-ID"] ?? null);
    const next = given.shift();
    if (!next) return new Promise<Response>(() => {});
    return next();
  });
  return { asked };
}

test("a stream that ends is opened again after the last event that came", async () => {
  const { asked } = answers(
    () => new Response('id: 41\ndata: {"position":41}\n\n'),
    () => new Response("away", { status: 503 }),
  );
  const events: LiveEvent[] = [];
  const states: ConnectionState[] = [];
  const connection = new Connection((event) => events.push(event), (state) => states.push(state), unexpected);
  connection.open();
  await vi.waitFor(() => expect(asked).toEqual([null, "41", "41"]), { timeout: 5000 });
  expect(events.map((event) => event.position)).toEqual([41]);
  expect(states).toEqual(["connecting", "open", "lost", "connecting", "lost", "connecting"]);
  connection.close();
});

test("a gap is told apart from events, and the stream goes on behind it", async () => {
  const { asked } = answers(
    () => new Response('id: 40\nevent: gap\ndata: {"kind":"gap","after":7,"position":40}\n\n'),
    () => new Response('id: 41\nevent: token.changed\ndata: {"position":41}\n\n'),
  );
  const told: (number | "gap")[] = [];
  const connection = new Connection((event) => told.push(event.position), () => {}, () => told.push("gap"));
  connection.open();
  await vi.waitFor(() => expect(asked).toEqual([null, "40", "41"]), { timeout: 5000 });
  expect(told).toEqual(["gap", 41]);
  connection.close();
});

test("a login that is over is not tried again", async () => {
  const { asked } = answers(() => new Response("", { status: 401 }));
  const states: ConnectionState[] = [];
  new Connection(() => {}, (state) => states.push(state), unexpected).open();
  await vi.waitFor(() => expect(states).toEqual(["connecting", "denied"]));
  expect(asked).toEqual([null]);
});

test("pauses grow and stay bounded", () => expect([0, 1, 4, 99].map(pause)).toEqual([500, 1000, 10_000, 10_000]));
