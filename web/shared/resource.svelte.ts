/** Something read from the API that stays true: read again when an event touches it, in place. */

import { reason } from "./http";
import { listen } from "./live.svelte";
import type { LiveEvent } from "./types";

const LEAST_GAP_MS = 800;

/** Create it while a component initialises; it ends with the component. `load` may read runes: a change reads anew. */
export class Resource<T> {
  value = $state.raw<T | undefined>(undefined);
  error = $state("");
  #load: (signal: AbortSignal) => Promise<T>;
  #abort: AbortController | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #readAt = 0;
  #missed = false;

  constructor(load: (signal: AbortSignal) => Promise<T>, touches: (event: LiveEvent) => boolean = () => false) {
    this.#load = load;
    $effect(() => {
      void this.#read();
      return () => this.#abort?.abort();
    });
    $effect(() => {
      const deaf = listen((event) => {
        if (event === null || touches(event)) this.again();
      });
      const seen = (): void => {
        if (!document.hidden && this.#missed) this.again();
      };
      document.addEventListener("visibilitychange", seen);
      return () => {
        deaf();
        document.removeEventListener("visibilitychange", seen);
        clearTimeout(this.#timer);
      };
    });
  }

  /** Read again soon; many calls become one read, and a hidden page waits until it is seen. */
  again(): void {
    this.#missed = document.hidden;
    if (this.#missed || this.#timer !== undefined) return;
    const wait = Math.max(0, this.#readAt + LEAST_GAP_MS - Date.now());
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      void this.#read();
    }, wait);
  }

  async #read(): Promise<void> {
    this.#abort?.abort();
    const abort = new AbortController();
    this.#abort = abort;
    this.#readAt = Date.now();
    try {
      const value = await this.#load(abort.signal);
      if (this.#abort !== abort) return;
      this.value = value;
      this.error = "";
    } catch (error) {
      if (this.#abort === abort && !abort.signal.aborted) this.error = reason(error);
    }
  }
}
