/** Who is logged in; null is nobody, undefined is not known yet. */

import { authorize, get, Problem, reason, send } from "../shared/http";
import { closeLive, openLive } from "../shared/live.svelte";
import type { Login } from "../shared/types";

class Current {
  login = $state.raw<Login | null | undefined>(undefined);
  error = $state("");
  /** A viewer only looks; the API refuses the rest anyway. */
  operates = $derived(this.login?.role === "admin");
}

export const current = new Current();

function began(login: Login): void {
  authorize(login.csrf, over);
  current.login = login;
  current.error = "";
  openLive();
}

function over(): void {
  closeLive();
  current.login = null;
}

export async function resume(): Promise<void> {
  try {
    began(await get<Login>("/me"));
  } catch (error) {
    if (error instanceof Problem && error.status === 401) current.login = null;
    else current.error = reason(error);
  }
}

export async function logIn(name: string, password: string): Promise<void> {
  began(await send<Login>("POST", "/login", { name, password }));
}

/** Every other login of the account ends; this one goes on under a new token. */
export async function changePassword(old: string, wanted: string): Promise<void> {
  began(await send<Login>("POST", "/me/password", { current: old, new: wanted }));
}

export async function logOut(): Promise<void> {
  await send("POST", "/logout");
  over();
}
