import { type Chat, createChat } from "@parlance/client";
import { webStorage } from "@parlance/client/storage";
import { forgetDrafts } from "../composer/drafts.ts";
import { tellsOutbox } from "../connection/outbox.ts";
import { ask } from "./ask.ts";
import { chatUrl } from "./chat-url.ts";
import { credentialsOf, isSame, type Session } from "./session.ts";
import { sessionStore } from "./session-store.ts";
import { alone } from "./surroundings.ts";

/** The chat of a session. What is unsent, and the last of each room, outlives the page. */
export function openChat(session: Session): Chat {
  const { keep, belongsTo } = tellsOutbox(webStorage(localStorage));
  const chat = createChat({
    url: chatUrl,
    // Asked at each connection: a token that was refreshed, maybe in another tab, is used from then on.
    credentials: () => {
      const now = sessionStore.get();
      return now === undefined || !isSame(now, session) ? undefined : credentialsOf(now);
    },
    storage: keep,
    ...(session.kind === "account" && { userId: session.userId }),
  });
  belongsTo(chat);
  return chat;
}

/** The page lets go of a chat. What is stored of it stays for the next time, unless its person has signed out, here or in another tab. */
export async function leaveChat(chat: Chat, session: Session): Promise<void> {
  const now = sessionStore.get();
  const why = sessionStore.farewell()?.why;
  const hasLeft = (why === undefined || why === "deleted") && (now === undefined || !isSame(now, session));
  if (!hasLeft) return chat.close();
  const userId = chat.me.get()?.id;
  await chat.forget();
  if (userId !== undefined) forgetAllOf(userId);
}

/** Whatever a part of the page remembers of a user by their id. */
function forgetAllOf(userId: string): void {
  for (const key of Object.keys(localStorage))
    if (key.startsWith("parlance") && key.includes(userId)) localStorage.removeItem(key);
}

/** Ends what this browser has of them: what is stored, and the session. */
export async function signOut(chat: Chat): Promise<void> {
  await alone(async () => {
    const session = sessionStore.read();
    await chat.forget();
    // What was begun in the composer and never sent is a person's own, too.
    forgetDrafts();
    sessionStore.set(undefined);
    // The page is signed out whether or not the server hears of it; the session ends by itself in time.
    if (session?.kind === "account") void ask("/auth/logout", { token: session.token });
  });
}
