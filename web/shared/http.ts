/** The API over HTTP: JSON in and out, problems as errors. */

export class Problem extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly field = "",
  ) {
    super(message);
  }
}

let csrf = "";
let onSignedOut = (): void => {};

/** Writes carry this token; `signedOut` is called when the API says that the login is over. */
export function authorize(token: string, signedOut: () => void): void {
  csrf = token;
  onSignedOut = signedOut;
}

export type Query = Record<string, string | number | null | undefined>;

/** `url("/stations", {search: "a b"})` is `/api/stations?search=a+b`; empty values are left out. */
export function url(path: string, query: Query = {}): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== null && value !== "");
  const text = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
  return `/api${path}${text ? `?${text}` : ""}`;
}

export function get<T>(path: string, query?: Query, signal?: AbortSignal): Promise<T> {
  return ask<T>("GET", url(path, query), undefined, signal);
}

export function send<T = void>(method: "POST" | "PUT" | "PATCH" | "DELETE", path: string, body?: unknown): Promise<T> {
  return ask<T>(method, url(path), body);
}

async function ask<T>(method: string, address: string, body?: unknown, signal?: AbortSignal): Promise<T> {
  const headers: Record<string, string> = { Accept: "application/json" };
  if (method !== "GET") headers["X-CSRF-Token"] = csrf;
  if (body !== undefined) headers["Content-Type"] = "application/json";
  let response: Response;
  try {
    response = await fetch(address, {
      method,
      headers,
      body: body === undefined ? null : JSON.stringify(body),
      signal: signal ?? null,
    });
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new Problem(0, "The server cannot be reached. Check that it runs and that the network is up.");
  }
  if (response.status === 401 && address !== "/api/login" && address !== "/api/me") onSignedOut();
  if (!response.ok) throw await problem(response);
  return (response.status === 204 ? undefined : await response.json()) as T;
}

/** RFC 9457: `detail` says what happened, `title` which kind it is, `field` which input. */
async function problem(response: Response): Promise<Problem> {
  const said = (await response.json().catch(() => ({}))) as { title?: string; detail?: unknown; field?: string };
  const detail = typeof said.detail === "string" ? said.detail : "";
  const text = detail || said.title || `The server answered ${response.status}.`;
  return new Problem(response.status, text, said.field ?? "");
}

/** What to tell a person about anything thrown. */
export function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
