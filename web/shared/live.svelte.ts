/** What a page knows of the live stream: its state, the latest events, and who listens. */

import { Connection, type ConnectionState } from "./connection";
import type { ToTab, ToWorker } from "./live.worker";
import type { LiveEvent } from "./types";

type Listener = (event: LiveEvent | null) => void;
const KEPT = 60;
const listeners = new Set<Listener>();

class Live {
  state = $state<ConnectionState>("connecting");
  /** Oldest first. */
  recent = $state.raw<LiveEvent[]>([]);
}

export const live = new Live();

/** Calls `listener` with every event, and with null when events were missed or may have been: then re-read everything. */
export function listen(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function hear(message: ToTab): void {
  if (message.type === "recent") live.recent = message.events;
  else if (message.type === "event") {
    live.recent = [...live.recent.slice(1 - KEPT), message.event];
    listeners.forEach((listener) => listener(message.event));
  } else if (message.type === "gap") listeners.forEach((listener) => listener(null));
  else turn(message.state);
}

function turn(state: ConnectionState): void {
  // an attempt to come back is still "lost" for who looks at it
  if (state === "connecting" && live.state === "lost") return;
  const back = state === "open" && live.state === "lost";
  live.state = state;
  if (back || state === "denied") listeners.forEach((listener) => listener(null));
}

let stop: ((last: ToWorker) => void) | null = null;

/** Start listening; `close` (log out) ends the stream for every tab. */
export function openLive(): void {
  if (stop) return;
  stop = typeof SharedWorker === "undefined" ? direct() : shared();
}

export function closeLive(): void {
  stop?.("close");
  stop = null;
  live.recent = [];
  live.state = "connecting";
}

function shared(): (last: ToWorker) => void {
  const worker = new SharedWorker(new URL("./live.worker.ts", import.meta.url), { type: "module", name: "chargeit" });
  const ended = new AbortController();
  const say = (asked: ToWorker): void => worker.port.postMessage(asked);
  worker.port.onmessage = ({ data }: MessageEvent<ToTab>) => hear(data);
  say("open");
  const until = { signal: ended.signal };
  window.addEventListener("online", () => say("open"), until);
  window.addEventListener("pageshow", (event) => event.persisted && say("open"), until);
  window.addEventListener("pagehide", () => say("leave"), until);
  return (last) => {
    ended.abort();
    say(last);
    worker.port.close();
  };
}

function direct(): () => void {
  const connection = new Connection(
    (event) => hear({ type: "event", event }),
    (state) => hear({ type: "state", state }),
    () => hear({ type: "gap" }),
  );
  connection.open();
  return () => connection.close();
}
