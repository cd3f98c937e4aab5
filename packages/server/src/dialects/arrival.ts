import type { Chat, Session } from "../core/api.ts";
import type { User } from "../ports/model.ts";

type Source = Pick<Chat, "accounts" | "guests">;

/** What a client of a protocol with guests says of itself. */
export interface Init {
  readonly username: string;
  readonly id: string;
  /** An account's token; null for a guest. */
  readonly token: string | null;
}

/** Somebody let in, and what to undo when they go. */
export interface Arrival {
  readonly user: User;
  /** Null for a guest. */
  readonly session: Session | null;
  leave(): void;
}

/**
 * Finds out who is there: the account of its token, whose own name counts, or else the guest with this client id under this name.
 * `sessionEnded` is called when an account's session ends, or a guest is shut out. Errors as `accounts.authenticate` and `guests.enter`.
 */
export async function arrive(chat: Source, init: Init, sessionEnded: () => void): Promise<Arrival> {
  if (init.token !== null) {
    const session = await chat.accounts.authenticate(init.token);
    return { user: session.user, session, leave: chat.accounts.watch(session, sessionEnded) };
  }
  const stopWatching = chat.guests.watch(init.id, sessionEnded);
  try {
    const user = await chat.guests.enter({ clientId: init.id, name: init.username });
    const leave = (): void => {
      stopWatching();
      chat.guests.leave(user);
    };
    return { user, session: null, leave };
  } catch (error) {
    stopWatching();
    throw error;
  }
}
