/** Nobody is told or shown what happens in a room they are not in (I5), by the joinings and leavings in the room's own order. */
import type { History, RoomHistory } from "../history.ts";
import { keyOf, type Violation } from "../records.ts";

export function checkLeaks(history: History): readonly Violation[] {
  return [...toldLeaks(history), ...readLeaks(history), ...caughtLeaks(history)];
}

function toldLeaks({ streams, rooms, kept }: History): readonly Violation[] {
  return streams.flatMap(({ client, told }) =>
    told.flatMap((line): readonly Violation[] => {
      if (line.kind === "reset") return [];
      const key = keyOf(line.text ?? "");
      const place = kept.get(key);
      // Where the protocol names no seq, the message says where it stands; an edit, and what is no message, do not.
      const room = rooms.get(line.roomId ?? "") ?? place?.room;
      const seq = line.seq ?? (line.type === "posted" ? place?.post.message.seq : undefined);
      if (room === undefined || seq === undefined || seq <= room.truth.afterSeq) return [];
      if (room.mayRead(client.userId, seq)) return [];
      const detail = `${room.truth.roomId} ${seq}: ${line.type} ${line.text ?? ""} to ${client.userId}`;
      return [{ kind: "leaked", who: client.client, atMs: line.atMs, key, detail }];
    }),
  );
}

/** Members read all of a room; who was no member while they read nothing of it, and never what came after they left. */
function readLeaks(history: History): readonly Violation[] {
  return history.reads.flatMap(({ client, userId, startMs, endMs, items, what }) => {
    const leaked = items.filter(({ roomId, messageId }) => {
      const room = history.rooms.get(roomId);
      if (room === undefined || !room.truth.isPrivate) return false;
      const upTo = readableUpTo(history, { room, userId, startMs, endMs });
      const post = room.byId.get(messageId);
      return (post?.message.seq ?? room.truth.afterSeq) > upTo;
    });
    const [first] = leaked;
    if (first === undefined) return [];
    const detail = `${what} showed ${first.text} of ${first.roomId} to ${userId} (${leaked.length})`;
    return [{ kind: "leaked" as const, who: client, atMs: endMs, key: keyOf(first.text), detail }];
  });
}

function caughtLeaks(history: History): readonly Violation[] {
  return history.caught.flatMap(({ client, userId, roomId, events, startMs, endMs }): readonly Violation[] => {
    const room = history.rooms.get(roomId);
    if (room === undefined || !room.truth.isPrivate) return [];
    const upTo = readableUpTo(history, { room, userId, startMs, endMs });
    const leaked = (events ?? []).find(({ seq }) => seq > upTo || (seq > room.truth.afterSeq && !room.mayRead(userId, seq)));
    if (leaked === undefined) return [];
    const detail = `${roomId} ${leaked.seq}: ${leaked.type} ${leaked.text ?? ""} to ${userId}`;
    return [{ kind: "leaked", who: client, atMs: endMs, detail }];
  });
}

interface Reading {
  readonly room: RoomHistory;
  readonly userId: string;
  readonly startMs: number;
  readonly endMs: number;
}

/**
 * Up to which seq a reading may reach: everything, if its user may have been in the room while it lasted. If they were sent away before it
 * began and not called back before it ended: nothing; if they were sent away while it lasted: what came before that.
 */
function readableUpTo({ ops }: History, { room, userId, startMs, endMs }: Reading): number {
  const stays = room.staysOf(userId);
  const deeds = ops.filter(
    (op) => op.roomId === room.truth.roomId && "subjectId" in op.deed && op.deed.subjectId === userId && op.outcome !== "refused",
  );
  if (deeds.length === 0) return stays.length > 0 ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
  const begun = deeds.filter((op) => op.startMs <= endMs);
  // The seqs of stays do not say when they were: the deeds that may have ended or begun them do.
  const joined = room.truth.memberIds.includes(userId) ? 1 : 0;
  const entered = joined + begun.filter(({ deed }) => deed.what === "invite").length;
  const isOut = isSurelyOut(begun, { startMs, isMember: joined === 1 });
  if (isOut) return Number.NEGATIVE_INFINITY;
  // Of as many stays as may have begun by then, the last.
  const last = stays[Math.min(entered, stays.length) - 1];
  return last === undefined ? Number.NEGATIVE_INFINITY : last.to;
}

/** The latest deed was over when the reading began, was acknowledged and sent the user away, and none begun before it can come late. */
function isSurelyOut(
  begun: History["ops"],
  { startMs, isMember }: { readonly startMs: number; readonly isMember: boolean },
): boolean {
  const latest = begun.toSorted((a, b) => a.startMs - b.startMs).at(-1);
  if (latest === undefined) return !isMember;
  const isAway = latest.deed.what !== "invite" && latest.outcome === "acknowledged" && latest.endMs < startMs;
  return isAway && begun.every(({ deed, outcome }) => deed.what !== "invite" || outcome === "acknowledged");
}
