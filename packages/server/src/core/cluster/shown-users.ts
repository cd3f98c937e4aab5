import type { UserStanding } from "../../ports/cluster.ts";
import type { RoomFeed } from "../api.ts";
import type { RunningFeed } from "../feed.ts";
import type { GuestsAtWork } from "../guests.ts";
import { deletedName, shownName } from "../names.ts";
import type { RunningOwnAccount } from "../own-account.ts";
import type { TrackedPresence } from "../presence.ts";

interface ShownIn {
  readonly presence: TrackedPresence;
  readonly lounge: RunningFeed;
  readonly account: Pick<RunningOwnAccount, "changed">;
  readonly guests: Pick<GuestsAtWork, "shutOut">;
  /** An account's deletion may have work left. */
  readonly deleted: () => void;
}

/** The accounts that the feed shows as authors. */
export function authorsIn(feed: RoomFeed): Map<string, string> {
  const names = new Map<string, string>();
  for (const { author } of feed.recent(Number.POSITIVE_INFINITY))
    if (author.kind === "account") names.set(author.id, author.name);
  return names;
}

/** Brings what this node shows of users in line with what the store has, which other nodes may have changed. */
export function createShownUsers({ presence, lounge, account, guests, deleted }: ShownIn) {
  return ({ user, isBanned }: UserStanding, isNews: boolean): void => {
    const { id, kind } = user;
    if (isBanned && kind === "guest") guests.shutOut(id);
    if (kind === "account" && shownName(user) === deletedName) {
      presence.deleted({ id, kind, name: deletedName });
      if ((authorsIn(lounge).get(id) ?? deletedName) !== deletedName) lounge.rename(id, deletedName);
      if (isNews) deleted();
    } else if (isNews) {
      presence.changed(user);
      account.changed(id);
    } else {
      presence.refreshed(user);
    }
  };
}
