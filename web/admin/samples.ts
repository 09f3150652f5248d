import { get } from "../shared/http";
import type { Page, Sample } from "../shared/types";

const MOST_PAGES = 40;

/** Every sample of a transaction, page by page, oldest first; 20,000 at most. */
export async function allSamples(path: string, signal: AbortSignal): Promise<Sample[]> {
  const all: Sample[] = [];
  let after: string | null = null;
  for (let page = 0; page < MOST_PAGES; page++) {
    const found: Page<Sample> = await get(path, { limit: 500, after }, signal);
    all.push(...found.rows);
    after = found.next;
    if (after === null) break;
  }
  return all;
}
