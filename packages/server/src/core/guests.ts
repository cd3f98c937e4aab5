import { createHmac } from "node:crypto";
import type { Bounds } from "../ports/bounds.ts";
import type { Clock } from "../ports/clock.ts";
import type { UnixMs, User, UserId } from "../ports/model.ts";
import type { NameItem } from "../ports/nodes.ts";
import type { Store } from "../ports/store.ts";
import type { Logger } from "../ports/telemetry.ts";
import type { Guests } from "./api.ts";
import { isBetter } from "./cluster/elsewhere.ts";
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
  /** The names of guests on other nodes. */
  readonly elsewhere: {
    /** Who has the better claim on a name there; null for nobody. */
    name(key: string): NameItem | null;
    /** What is claimed here has changed: they are told at once. */
    changedHere(key: string): void;
  };
}

export interface GuestsAtWork extends Guests {
  /** Tells all who watch this guest here. */
  shutOut(id: UserId): void;
  /** Another node said something of a name: of two guests who are in under one, the one with the lesser claim is shut out. */
  nameChanged(key: string): void;
  /** How a name is claimed here; free when it is not. */
  claimOf(key: string): NameItem;
  claimedKeys(): Iterable<string>;
  /** Guests who are in, or on the way in, here. */
  idsHere(): Iterable<UserId>;
}

/** Keeps the ids of guests apart from those of accounts. */
export const guestPrefix = "guest_";

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
export function createGuests({ store, clock, bounds, guard, log, elsewhere }: GuestsOptions): GuestsAtWork {
  const secretKey = deriveKey(store.secret, "guest client id");
  const present = new Map<UserId, Present>();
  const claims = new Map<string, { readonly id: UserId; readonly at: UnixMs; count: number }>();
  const watched = new Map<UserId, Listeners<"ended">>();

  const claim = (key: string, id: UserId): void => {
    const holder = claims.get(key);
    const other = elsewhere.name(key);
    if ((holder ?? { id }).id !== id || (other ?? { guestId: id }).guestId !== id) throw new ChatError("name_taken");
    if (holder !== undefined) {
      holder.count++;
      return;
    }
    claims.set(key, { id, at: clock.now(), count: 1 });
    elsewhere.changedHere(key);
  };
  const release = (key: string): void => {
    const holder = claims.get(key);
    if (holder === undefined || --holder.count > 0) return;
    claims.delete(key);
    elsewhere.changedHere(key);
  };
  const isHeld = (key: string, id: UserId): boolean => present.get(id)?.key === key;
  const claimOf = (key: string): NameItem => {
    const { id, at } = claims.get(key) ?? { id: "", at: 0 };
    const state = id === "" ? "free" : isHeld(key, id) ? "held" : "claimed";
    return { kind: "name", key, guestId: id, at, state };
  };
  /** Somebody on another node came first, and it was heard too late to refuse. */
  const isLost = (key: string): boolean => {
    const [mine, other] = [claimOf(key), elsewhere.name(key)];
    return mine.state !== "free" && other !== null && other.guestId !== mine.guestId && isBetter(other, mine);
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
      if (isLost(key)) throw new ChatError("name_taken");
      const before = guest.key;
      guest.key = key;
      guest.count++;
      // The name before is free again; this one stays claimed as the guest's own.
      if (before !== null) release(before);
      if (before !== key) elsewhere.changedHere(key);
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
    nameChanged(key) {
      if (!isLost(key)) return;
      // That it was given up may be the very next that is heard.
      clock.after(bounds.nodeShareMs, () => {
        const { state, guestId } = claimOf(key);
        if (state === "held" && isLost(key)) watched.get(guestId)?.tell("ended");
      });
    },
    claimOf,
    claimedKeys: () => claims.keys(),
    idsHere: () => present.keys(),
    enter: ({ clientId, name }) => guard(() => enter(`${guestPrefix}${clientId}`, name)),
    named(name) {
      const key = typedKey(name, bounds);
      const id = claims.get(key)?.id;
      // A name that is only claimed is nobody's yet, and one given up for another no longer.
      if (id !== undefined && isHeld(key, id)) return id;
      const other = elsewhere.name(key);
      return other?.state === "held" ? other.guestId : null;
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
