import { type Chat, createChat } from "@parlance/client";
import { webStorage } from "@parlance/client/storage";
import { credentialsOf, type Session } from "./session.ts";
import { sessionStore } from "./session-store.ts";

/** The server's zo mount, where this page came from. */
const url = new URL("/zo", location.href.replace(/^http/, "ws")).href;

/** The chat of a session. What is unsent, and the last of each room, outlives the page. */
export function openChat(session: Session): Chat {
  const chat = createChat({
    url,
    // Asked at each connection: a token that was refreshed, maybe in another tab, is used from then on.
    credentials: () => {
      const now = sessionStore.get();
      return now === undefined || !isSame(now, session) ? undefined : credentialsOf(now);
    },
    storage: webStorage(localStorage),
    ...(session.kind === "account" && { userId: session.userId }),
  });
  return chat;
}

/** The same person: a token may be another by now. */
export function isSame(one: Session, other: Session): boolean {
  if (one.kind === "account") return other.kind === "account" && one.userId === other.userId;
  return other.kind === "guest" && one.secret === other.secret;
}

/** Ends what this browser has of them: what is stored, and the session. */
export async function signOut(chat: Chat): Promise<void> {
  const { authorization } = await chat.headers();
  await chat.forget();
  sessionStore.set(undefined);
  // The page is signed out whether or not the server hears of it; the session ends by itself in time.
  if (authorization !== undefined)
    await fetch("/auth/logout", { method: "POST", headers: { authorization } }).catch(() => undefined);
}
