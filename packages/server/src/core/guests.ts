import { createHmac } from "node:crypto";
import type { Bounds } from "../ports/bounds.ts";
import type { Clock } from "../ports/clock.ts";
import type { User, UserId } from "../ports/model.ts";
import type { Store } from "../ports/store.ts";
import type { Logger } from "../ports/telemetry.ts";
import type { Guests } from "./api.ts";
import { ChatError } from "./errors.ts";
import type { Guard } from "./failures.ts";
import { deriveKey } from "./keys.ts";
import { Listeners } from "./listeners.ts";
import { isShownName, nameKey, typedKey } from "./names.ts";

interface GuestsOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly bounds: Bounds;
  readonly guard: Guard;
  readonly log: Logger;
}

export interface GuestsAtWork extends Guests {
  /** Tells all who watch this guest. */
  shutOut(id: UserId): void;
}

/** Keeps the ids of guests apart from those of accounts. */
const guestPrefix = "guest_";

/** The client id behind a guest's user id. */
export function clientIdOf(guestId: UserId): string {
  return guestId.slice(guestPrefix.length);
}

/** A guest who is in, or on the way in. */
interface Present {
  /** How often they are in; 0 while the first `enter` waits for the store. */
  count: number;
  /** How many `enter` wait for the store. */
  entering: number;
  /** The key of the name they have now; null before the first. */
  key: string | null;
}

/** Names are claimed before the store is asked and given back when it refuses: of two who want one at once, one gets it. */
export function createGuests({ store, clock, bounds, guard, log }: GuestsOptions): GuestsAtWork {
  const secretKey = deriveKey(store.secret, "guest client id");
  const present = new Map<UserId, Present>();
  const claims = new Map<string, { readonly id: UserId; count: number }>();

  const watched = new Map<UserId, Listeners<"ended">>();

  const claim = (key: string, id: UserId): void => {
    const holder = claims.get(key);
    if (holder === undefined) claims.set(key, { id, count: 1 });
    else if (holder.id === id) holder.count++;
    else throw new ChatError("name_taken");
  };
  const release = (key: string): void => {
    const holder = claims.get(key);
    if (holder !== undefined && --holder.count === 0) claims.delete(key);
  };
  const forgetWhenGone = (id: UserId, guest: Present): void => {
    if (guest.count > 0) return;
    if (guest.key !== null) release(guest.key);
    guest.key = null;
    if (guest.entering === 0) present.delete(id);
  };
  const save = async (id: UserId, name: string, key: string): Promise<User> => {
    // Protocols may show a guest by the client id alone: one that reads like an account's id would pass for that account.
    if ((await store.findUser(clientIdOf(id).toLowerCase())) !== null) throw new ChatError("name_invalid");
    const outcome = await store.saveGuest({ id, name, nameKey: key, at: clock.now() });
    if (outcome.kind === "banned") throw new ChatError("forbidden");
    if (outcome.kind === "name_taken") throw new ChatError("name_taken");
    return outcome.user;
  };

  const enter = async (id: UserId, name: string): Promise<User> => {
    if (!isShownName(name, bounds)) throw new ChatError("name_invalid");
    const key = nameKey(name);
    claim(key, id);
    const guest = present.get(id) ?? { count: 0, entering: 0, key: null };
    if (!present.has(id) && present.size >= bounds.guestsOnline) {
      release(key);
      throw new ChatError("overloaded");
    }
    present.set(id, guest);
    guest.entering++;
    try {
      const user = await save(id, name, key);
      // The name before is free again; this one stays claimed as the guest's own.
      if (guest.key !== null) release(guest.key);
      guest.key = key;
      guest.count++;
      return user;
    } catch (error) {
      release(key);
      throw error;
    } finally {
      guest.entering--;
      forgetWhenGone(id, guest);
    }
  };

  return {
    watch(clientId, ended) {
      const id = `${guestPrefix}${clientId}`;
      const watchers = watched.get(id) ?? new Listeners(log);
      watched.set(id, watchers);
      const remove = watchers.add(ended);
      return () => {
        remove();
        if (watchers.size === 0 && watched.get(id) === watchers) watched.delete(id);
      };
    },
    shutOut: (id) => watched.get(id)?.tell("ended"),
    enter: ({ clientId, name }) => guard(() => enter(`${guestPrefix}${clientId}`, name)),
    named(name) {
      const key = typedKey(name, bounds);
      const id = claims.get(key)?.id;
      // A name that is only claimed is nobody's yet, and one given up for another no longer.
      return id !== undefined && present.get(id)?.key === key ? id : null;
    },
    // The dot is in no id that a client may choose: nobody comes in as this guest by saying what the list shows.
    clientIdFrom: (secret) => `secret.${createHmac("sha256", secretKey).update(secret).digest("hex").slice(0, 32)}`,
    leave(user) {
      const guest = present.get(user.id);
      if (guest === undefined || guest.count === 0) return;
      guest.count--;
      forgetWhenGone(user.id, guest);
    },
  };
}
