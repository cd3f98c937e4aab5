import type { GuestsAtWork } from "../guests.ts";
import type { TrackedPresence } from "../presence.ts";
import { claimKey, type ItemKey, userKey } from "./items.ts";
import type { ItemSource } from "./said.ts";

interface NodeParts {
  readonly presence: Pick<TrackedPresence, "idsHere" | "itemOf">;
  readonly guests: Pick<GuestsAtWork, "claimedKeys" | "claimOf">;
}

/** What this node has to tell of: who is online here, and under which names guests are. `parts` is asked each time. */
export function createItemSource(parts: () => NodeParts): ItemSource {
  return {
    keys(): ItemKey[] {
      const { presence, guests } = parts();
      return [...presence.idsHere().map(userKey), ...Array.from(guests.claimedKeys(), claimKey)];
    },
    itemOf(key) {
      const { presence, guests } = parts();
      const name = key.slice("user ".length);
      return key.startsWith("user ") ? presence.itemOf(name) : guests.claimOf(name);
    },
  };
}
