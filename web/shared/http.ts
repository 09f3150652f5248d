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

/** Sends a file as it is; `told` hears which share of it has gone. Aborting ends the connection. */
export function upload<T>(path: string, query: Query, file: File, told: (share: number) => void, signal: AbortSignal): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", url(path, query));
    request.setRequestHeader("Accept", "application/json");
    request.setRequestHeader("X-CSRF-Token", csrf);
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.upload.onprogress = (event) => told(event.total ? event.loaded / event.total : 0);
    request.onerror = () => reject(new Problem(0, "The file did not arrive. Check that the server runs and that the network is up."));
    request.onabort = () => reject(new DOMException("The sending was ended.", "AbortError"));
    request.onload = () => {
      const response = new Response(request.response as string, { status: request.status });
      if (request.status === 401) onSignedOut();
      if (response.ok) resolve(response.json() as Promise<T>);
      else void problem(response).then(reject);
    };
    signal.addEventListener("abort", () => request.abort());
    request.send(file);
  });
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
