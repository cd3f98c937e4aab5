import type { ReadState, RoomNews, Standing } from "@parlance/client/contract";
import type { RoomId, UnixMs, UserId } from "../../../ports/model.ts";
import type { CountedStanding, Counts, RoomCounts } from "../../../ports/personal.ts";
import { forever } from "../../../ports/personal.ts";
import type { AreaHandlers, Native } from "./native.ts";
import { roomOf } from "./words.ts";

/** What users keep for themselves: `reads.*`, `mutes.*`, `blocks.*`. */
export function readHandlers({ context: { chat } }: Native): AreaHandlers<"reads"> {
  const { personal } = chat;
  return {
    mark: ({ input: { roomId, messageId }, ctx: { member } }) =>
      member.does("reads.mark", async () => readStateOf(await personal.markRead(member.user, roomId, messageId))),
    counts: ({ input: { roomIds }, ctx: { member } }) =>
      member.does("reads.counts", async () => ({
        rooms: (await personal.unreadOf(member.user, roomIds)).map((counts) => newsOf(counts.roomId, counts)),
      })),
  };
}

export function muteHandlers({ context: { chat } }: Native): AreaHandlers<"mutes"> {
  return {
    set: ({ input: { roomId, until = null }, ctx: { member } }) =>
      member.does("mutes.set", async () => {
        const given = until === "forever" ? forever : until;
        return { roomId, ...muteOf(await chat.personal.mute(member.user, roomId, given)) };
      }),
  };
}

export function blockHandlers({ context: { chat } }: Native): AreaHandlers<"blocks"> {
  const { personal } = chat;
  const answer = async (doing: Promise<readonly UserId[]>) => ({ userIds: [...(await doing)] });
  return {
    list: ({ ctx: { member } }) => member.does("blocks.list", () => answer(personal.blocks(member.user))),
    add: ({ input: { userId }, ctx: { member } }) => member.does("blocks.add", () => answer(personal.block(member.user, userId))),
    remove: ({ input: { userId }, ctx: { member } }) =>
      member.does("blocks.remove", () => answer(personal.unblock(member.user, userId))),
  };
}

/** What is unread, muted and new in a room, as `sync.start` and `reads.counts` tell it. */
export function newsOf(roomId: RoomId, counts: Counts): RoomNews {
  const { latest, mutedUntil } = counts;
  return {
    ...readStateOf({ ...counts, roomId }),
    ...muteOf(mutedUntil),
    ...(latest === null ? {} : { latestAt: latest.at }),
  };
}

export function standingOf({ room, role, ...counts }: CountedStanding): Standing {
  const { roomId: _, ...news } = newsOf(room.id, counts);
  return { room: roomOf(room), ...(role === null ? {} : { role }), ...news };
}

export const readStateOf = ({ roomId, readTo, unread, mentions, seq }: RoomCounts): ReadState => ({
  roomId,
  readTo,
  unread,
  mentions,
  seq,
});

export const muteOf = (until: UnixMs | null): { mutedUntil?: UnixMs | "forever" } =>
  until === null ? {} : { mutedUntil: until === forever ? "forever" : until };
