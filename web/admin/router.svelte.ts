/** Addresses of the screens: the History API, and links that stay in the page. */

const BASE = "/admin";

class Route {
  path = $state("/");
  query = $state.raw(new URLSearchParams());
  /** Path parts, decoded: "/stations/a%2Fb" -> ["stations", "a/b"] */
  parts = $derived(this.path.split("/").filter(Boolean).map(decoded));
}

export const route = new Route();

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function read(): void {
  route.path = location.pathname.slice(BASE.length) || "/";
  route.query = new URLSearchParams(location.search);
}

/** `href("/stations", id)` is the address of a screen; parts after the first are encoded. */
export function href(path: string, ...parts: (string | number)[]): string {
  return [BASE + path, ...parts.map((part) => encodeURIComponent(String(part)))].join("/");
}

export function go(address: string, replace = false): void {
  if (replace) history.replaceState(null, "", address);
  else history.pushState(null, "", address);
  read();
  if (!replace) scrollTo(0, 0);
}

/** The same screen with other query values; empty ones are left out. */
export function withQuery(values: Record<string, string | null>): string {
  const query = new URLSearchParams(route.query);
  for (const [name, value] of Object.entries(values)) {
    if (value) query.set(name, value);
    else query.delete(name);
  }
  const text = query.toString();
  return BASE + route.path + (text ? `?${text}` : "");
}

function follow(event: MouseEvent): void {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const link = (event.target as Element | null)?.closest("a");
  if (!link || link.target || link.origin !== location.origin || !link.pathname.startsWith(`${BASE}/`)) return;
  event.preventDefault();
  go(link.pathname + link.search);
}

/** Call once; returns what ends it. */
export function startRouter(): () => void {
  read();
  document.addEventListener("click", follow);
  addEventListener("popstate", read);
  return () => {
    document.removeEventListener("click", follow);
    removeEventListener("popstate", read);
  };
}
