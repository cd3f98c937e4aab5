import { caughtUpOf } from "./events.ts";
import type { AreaHandlers, Native } from "./native.ts";
import { OwnNews } from "./own-news.ts";
import { standingOf } from "./personal.ts";
import { personOf } from "./words.ts";

/** `sync.*`: how a client begins, and begins again where it was cut off. */
export function syncHandlers(native: Native): AreaHandlers<"sync"> {
  const { sync, personal, bounds, files } = native.context.chat;
  const ownNews = new OwnNews(native);
  return {
    start: ({ input: { after = "" }, ctx: { member } }) =>
      member.does("sync.start", async () => {
        // First of all: what is committed after the reading is then told.
        await Promise.all([member.hearEvents(), ownNews.hear(member)]);
        const page = await personal.standingsWithCounts(member.user, after);
        const last = page.at(-1);
        const next = last !== undefined && page.length === bounds.roomsPerPage ? { next: last.room.id } : {};
        return { me: personOf(member.author()), rooms: page.map(standingOf), ...next };
      }),
    catchUp: ({ input: { positions }, ctx: { member } }) =>
      member.does("sync.catchUp", async () => {
        const { rooms, rest } = await sync.catchUp(member.user.id, positions);
        return { rooms: rooms.map((room) => caughtUpOf(room, files)), rest: [...rest] };
      }),
  };
}
