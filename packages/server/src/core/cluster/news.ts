import type { NodeNews } from "../../ports/nodes.ts";
import type { GuestsAtWork } from "../guests.ts";
import type { SessionWatch } from "../session-watch.ts";
import type { ChangedUsers } from "./changed-users.ts";

interface Heeding {
  readonly sessions: Pick<SessionWatch, "endHere" | "extendHere">;
  readonly guests: Pick<GuestsAtWork, "shutOut">;
  readonly changedUsers: Pick<ChangedUsers, "heard">;
}

/** What another node did, done here. What is lost of it is found out in the next round (rounds.ts). */
export function heed(news: NodeNews, { sessions, guests, changedUsers }: Heeding): void {
  switch (news.type) {
    case "sessions_ended":
      for (const id of news.sessionIds) sessions.endHere(id);
      return;
    case "session_extended":
      sessions.extendHere(news.sessionId, news.expiresAt);
      return;
    case "shut_out":
      guests.shutOut(news.userId);
      return;
    case "users_changed":
      changedUsers.heard(news.userIds);
      return;
  }
}
