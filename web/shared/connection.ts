/** The event stream of one browser: resumes where it ended, and heals by itself. */

import { EventParser } from "./sse";
import type { LiveEvent } from "./types";

export type ConnectionState = "connecting" | "open" | "lost" | "denied";

/** The server sends a comment every 15 s; silence for longer than this is a dead line. */
const SILENCE_MS = 40_000;
const PAUSES_MS = [500, 1_000, 2_000, 5_000, 10_000];

export function pause(failures: number): number {
  return PAUSES_MS[Math.min(failures, PAUSES_MS.length - 1)] ?? 0;
}

export class Connection {
  #position = "";
  #failures = 0;
  #abort: AbortController | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #silence: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly onEvent: (event: LiveEvent) => void,
    private readonly onState: (state: ConnectionState) => void,
    /** Events are missing that the server keeps no more: what was built from events is to be read again. */
    private readonly onGap: () => void,
  ) {}

  /** Begin, or try again at once where a pause is running. */
  open(): void {
    if (this.#abort) return;
    clearTimeout(this.#timer);
    void this.#run();
  }

  /** `forget` also the position: another login starts afresh. */
  close(): void {
    clearTimeout(this.#timer);
    this.#abort?.abort();
    this.#abort = null;
    this.#position = "";
    this.#failures = 0;
  }

  async #run(): Promise<void> {
    const abort = new AbortController();
    this.#abort = abort;
    let denied = false;
    try {
      denied = await this.#read(abort);
    } catch {
      // a line that broke and a server that is away look alike, and are cured alike
    }
    clearTimeout(this.#silence);
    if (this.#abort !== abort) return;
    this.#abort = null;
    this.onState(denied ? "denied" : "lost");
    if (!denied) this.#timer = setTimeout(() => this.open(), pause(this.#failures++));
  }

  /** Reads until the stream ends; true where the login is over. */
  async #read(abort: AbortController): Promise<boolean> {
    this.onState("connecting");
    this.#watch(abort);
    const headers: Record<string, string> = { Accept: "text/event-stream" };
    if (this.#position) headers["Last-Event-ID"] = this.#position;
    const response = await fetch("/api/events", { headers, signal: abort.signal, cache: "no-store" });
    if (response.status === 401) return true;
    if (!response.ok || !response.body) throw new Error(`events: ${response.status}`);
    this.onState("open");
    this.#failures = 0;
    const parser = new EventParser();
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return false;
      this.#watch(abort);
      for (const message of parser.push(value)) {
        if (message.id) this.#position = message.id;
        if (message.event === "gap") this.onGap();
        else this.onEvent(JSON.parse(message.data) as LiveEvent);
      }
    }
  }

  #watch(abort: AbortController): void {
    clearTimeout(this.#silence);
    this.#silence = setTimeout(() => abort.abort(), SILENCE_MS);
  }
}
