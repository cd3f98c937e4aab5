/** A session as long as the page lives: its token is renewed in time, and its end is told. */
import type { Chat } from "@parlance/client";
import { signal } from "../app/signal.ts";
import { isServerThere } from "./guest-door.ts";
import { type AccountSession, type Outcome, renew, renewalAt, verify } from "./renewal.ts";
import type { Session } from "./session.ts";
import { sessionStore } from "./session-store.ts";
import { around } from "./surroundings.ts";

/** The server is there and lets the guest not in, as often as that it is no accident. */
export const guestRefused = signal(false);

const refusalsToTell = 3;
/** A session is asked about at most so often while there is no connection. */
const verifyEveryMs = 5_000;
const retryMs = 60_000;
/** The tab that renewed the token may still be storing it; only where there are no locks. */
const settleMs = 2_000;
/** Longest wait of a timer, and often enough to notice that the computer slept. */
const longestTimerMs = 6 * 3_600_000;

/** Gives what stops it. */
export function keepSession(chat: Chat, session: Session): () => void {
  guestRefused.set(false);
  const stops = [endWithConnection(chat, session), session.kind === "guest" ? watchGuest(chat) : watchToken(chat)];
  return () => {
    for (const stop of stops) stop();
  };
}

function endWithConnection(chat: Chat, session: Session): () => void {
  const closed = async (): Promise<void> => {
    if (session.kind === "guest") return sessionStore.end("shut_out", session.secret);
    const token = account()?.token;
    // A token that has expired ends its connections in the same words as a session that was ended.
    const outcome = await verify(session, around);
    if (outcome.kind === "refused") sessionStore.end(outcome.why, outcome.token);
    // They have signed in again meanwhile, in another tab.
    else if (outcome.kind === "current" && account()?.token !== token) chat.reconnect();
    else sessionStore.end("ended", token);
  };
  return chat.connection.subscribe((connection) => {
    // What the page closed itself ends nothing.
    if (connection.state === "closed" && connection.code >= 4_500) void closed();
  });
}

function watchGuest(chat: Chat): () => void {
  let refusals = 0;
  return chat.connection.subscribe(({ state }) => {
    if (state === "online") {
      refusals = 0;
      guestRefused.set(false);
    }
    if (state !== "offline") return;
    void isServerThere().then((isThere) => {
      if (!isThere || chat.connection.get().state === "online") return;
      refusals += 1;
      if (refusals >= refusalsToTell) guestRefused.set(true);
    });
  });
}

const account = (): AccountSession | undefined => {
  const session = sessionStore.get();
  return session?.kind === "account" ? session : undefined;
};

async function endIfRefused(outcome: Outcome): Promise<void> {
  if (outcome.kind !== "refused") return;
  if (!("locks" in navigator)) await new Promise((resolve) => setTimeout(resolve, settleMs));
  sessionStore.end(outcome.why, outcome.token);
}

/** Of a token that nobody knows the age of, it begins now. Read and written in one go: another tab may store a newer token at any time. */
function datedSession(): (AccountSession & { readonly since: number }) | undefined {
  const session = sessionStore.read();
  if (session?.kind !== "account") return undefined;
  const { since = Date.now() } = session;
  if (session.since === undefined) sessionStore.set({ ...session, since });
  return { ...session, since };
}

function watchToken(chat: Chat): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let verifiedAt = 0;
  let isStopped = false;
  const later = (ms: number): void => {
    clearTimeout(timer);
    if (!isStopped) timer = setTimeout(() => void plan(), Math.min(ms, longestTimerMs));
  };
  const plan = async (): Promise<void> => {
    const session = datedSession();
    if (session === undefined || isStopped || chat.connection.get().state !== "online") return;
    const expiresAt = await expiryOf(chat);
    if (expiresAt === undefined) return later(retryMs);
    const waitMs = renewalAt(session.since, expiresAt) - Date.now();
    if (waitMs > 0) return later(waitMs);
    await endIfRefused(await renew(session, around));
    later(retryMs);
  };
  const check = async (): Promise<void> => {
    const session = account();
    if (session === undefined || Date.now() - verifiedAt < verifyEveryMs) return;
    verifiedAt = Date.now();
    await endIfRefused(await verify(session, around));
  };
  const stop = chat.connection.subscribe(({ state }) => {
    if (state === "online") void plan();
    if (state === "offline") void check();
  });
  return () => {
    isStopped = true;
    clearTimeout(timer);
    stop();
  };
}

/** When this session's token expires, as the server says. */
async function expiryOf(chat: Chat): Promise<number | undefined> {
  try {
    const { sessions } = await chat.call.account.sessions({});
    return sessions.find(({ isCurrent }) => isCurrent)?.expiresAt;
  } catch {
    return undefined;
  }
}
