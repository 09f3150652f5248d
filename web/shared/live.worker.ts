/** One stream for all tabs of a browser: a SharedWorker holds it and tells every tab. */

import { Connection, type ConnectionState } from "./connection";
import type { LiveEvent } from "./types";

export type ToTab =
  | { type: "state"; state: ConnectionState }
  | { type: "event"; event: LiveEvent }
  | { type: "gap" }
  | { type: "recent"; events: LiveEvent[] };
export type ToWorker = "open" | "close" | "leave";

const RECENT = 60;
const tabs = new Set<MessagePort>();
let state: ConnectionState = "connecting";
let recent: LiveEvent[] = [];

const tell = (message: ToTab): void => tabs.forEach((tab) => tab.postMessage(message));

const connection = new Connection(
  (event) => {
    recent = [...recent.slice(1 - RECENT), event];
    tell({ type: "event", event });
  },
  (next) => {
    state = next;
    tell({ type: "state", state });
  },
  () => tell({ type: "gap" }),
);

function hear(tab: MessagePort, asked: ToWorker): void {
  if (asked === "open") {
    tabs.add(tab);
    tab.postMessage({ type: "recent", events: recent } satisfies ToTab);
    tab.postMessage({ type: "state", state } satisfies ToTab);
    connection.open();
    return;
  }
  tabs.delete(tab);
  if (asked === "close" || tabs.size === 0) {
    connection.close();
    state = "connecting";
    recent = [];
  }
}

(globalThis as unknown as { onconnect: (event: MessageEvent) => void }).onconnect = (event) => {
  const tab = event.ports[0];
  if (!tab) return;
  tab.onmessage = ({ data }: MessageEvent<ToWorker>) => hear(tab, data);
};
