/** Keeping a session alive: a token is exchanged long before it expires, by one tab for all. */
import type { Answer, Question } from "./ask.ts";
import type { Session } from "./session.ts";

export type AccountSession = Extract<Session, { kind: "account" }>;

/** What the tabs of a browser share, and the way to the server. */
export interface Surroundings {
  now(): number;
  /** As it is stored at this moment. */
  read(): Session | undefined;
  write(session: Session): void;
  /** While this goes on no other tab's does. */
  alone<T>(work: () => Promise<T>): Promise<T>;
  ask(path: string, question: Question): Promise<Answer>;
}

/** `current`: the token of the store is good. `refused`: the server wants it no more. `unknown`: the server cannot be asked now. */
export type Outcome =
  | { readonly kind: "current" | "unknown" | "other_person" }
  | { readonly kind: "refused"; readonly why: "ended" | "expired"; readonly token: string };

/** However the clocks of browser and server differ, a token is not exchanged more often. */
const shortestMs = 60_000;

/** When half of the token's life is over. */
export const renewalAt = (since: number, expiresAt: number): number =>
  since + Math.max(shortestMs, Math.round((expiresAt - since) / 2));

/** Exchanges the token, unless another tab did so since. */
export function renew(session: AccountSession, around: Surroundings): Promise<Outcome> {
  return around.alone(async () => {
    const now = around.read();
    if (now?.kind !== "account" || now.userId !== session.userId) return { kind: "other_person" };
    if (now.token !== session.token) return { kind: "current" };
    const answer = await around.ask("/auth/refresh", { token: now.token });
    if (answer.kind !== "done") return outcomeOf(answer, now.token);
    const token = tokenOf(answer.body);
    if (token === undefined) return { kind: "unknown" };
    around.write({ ...now, token, since: around.now() });
    return { kind: "current" };
  });
}

/** Whether the server still takes the stored token. Browsers do not tell why a connection was refused, so this is asked when there is none. */
export function verify(session: AccountSession, around: Surroundings): Promise<Outcome> {
  return around.alone(async () => {
    const now = around.read();
    if (now?.kind !== "account" || now.userId !== session.userId) return { kind: "other_person" };
    return outcomeOf(await around.ask("/user/info", { method: "GET", token: now.token }), now.token);
  });
}

function outcomeOf(answer: Answer, token: string): Outcome {
  if (answer.kind === "done") return { kind: "current" };
  if (answer.kind === "unreachable" || answer.status !== 401) return { kind: "unknown" };
  // A 401 of a proxy's own says nothing about the session.
  if (!answer.code.startsWith("AUTH_TOKEN_")) return { kind: "unknown" };
  return { kind: "refused", why: answer.code === "AUTH_TOKEN_EXPIRED" ? "expired" : "ended", token };
}

/** Of what `/auth/login`, `/auth/register` and `/auth/refresh` answer. */
export function tokenOf(body: unknown): string | undefined {
  const { auth_token: token } = (body ?? {}) as { readonly auth_token?: unknown };
  return typeof token === "string" ? token : undefined;
}

/** Who signed in. */
export function signedIn(body: unknown, now: number): AccountSession | undefined {
  const token = tokenOf(body);
  const { user } = (body ?? {}) as { readonly user?: { readonly id?: unknown; readonly username?: unknown } };
  if (token === undefined || typeof user?.id !== "string" || typeof user.username !== "string") return undefined;
  return { kind: "account", userId: user.id, name: user.username, token, since: now };
}
