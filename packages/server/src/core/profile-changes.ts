import type { Profile } from "../ports/accounts.ts";
import type { UserId } from "../ports/model.ts";
import type { Store } from "../ports/store.ts";
import type { Logger } from "../ports/telemetry.ts";
import { Listeners } from "./listeners.ts";

interface ChangesOptions {
  readonly store: Pick<Store, "findProfile">;
  readonly log: Logger;
}

/** Those who are to hear of a change of their own profile. What a client missed it reads when it comes again. */
export interface ProfileChanges {
  listen(userId: UserId, changed: (profile: Profile) => void): () => void;
  tell(profile: Profile): void;
  /** The same, for whoever does not have the profile at hand. */
  changed(userId: UserId): void;
}

export function createProfileChanges({ store, log }: ChangesOptions): ProfileChanges {
  const all = new Map<UserId, Listeners<Profile>>();
  const tell = (profile: Profile): void => all.get(profile.user.id)?.tell(profile);
  return {
    listen(userId, changed) {
      const listeners = all.get(userId) ?? new Listeners<Profile>(log);
      all.set(userId, listeners);
      const remove = listeners.add(changed);
      return () => {
        remove();
        if (listeners.size === 0 && all.get(userId) === listeners) all.delete(userId);
      };
    },
    tell,
    changed(userId) {
      if (!all.has(userId)) return;
      store.findProfile(userId).then(
        (profile) => profile && tell(profile),
        (err: unknown) => log.warn({ err }, "could not read a profile that was changed"),
      );
    },
  };
}
