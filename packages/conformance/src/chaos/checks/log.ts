/** The room's own log: no hole in it, ids in the order of commits, the same for all who tell of it. */
import type { History, RoomHistory } from "../history.ts";
import { keyOf, type Told, type TrueEvent, type Violation } from "../records.ts";

export function checkLog(history: History): readonly Violation[] {
  const rooms = [...history.rooms.values()];
  return [...rooms.flatMap(checkSeqs), ...checkIds(history), ...checkTold(history), ...checkRechecks(history)];
}

function checkSeqs({ truth, posts, events }: RoomHistory): readonly Violation[] {
  const found: Violation[] = [];
  const who = "the history";
  let before = truth.afterSeq;
  for (const { seq } of truth.events) {
    if (seq > before + 1) found.push({ kind: "gap", who, detail: `${truth.roomId}: ${before}, then ${seq}` });
    if (seq <= before) found.push({ kind: seq === before ? "doubled" : "reordered", who, detail: `${truth.roomId}: seq ${seq}` });
    before = Math.max(before, seq);
  }
  for (const { message } of posts) {
    const detail = `${truth.roomId}: message ${message.messageId} has no event ${message.seq}`;
    if (events.get(message.seq)?.type !== "posted") found.push({ kind: "gap", who, detail });
  }
  const ids = new Set(posts.map(({ message }) => message.messageId));
  for (const { type, messageId, seq } of truth.events)
    if (type === "posted" && messageId !== undefined && !ids.has(messageId))
      found.push({ kind: "lost", who, detail: `${truth.roomId}: event ${seq} posted ${messageId}, which is not there` });
  return found;
}

/** Ids rise with seqs in each room, are of one message, and over all rooms rise with time: who was answered first has the smaller one. */
function checkIds({ rooms, postOps }: History): readonly Violation[] {
  const found: Violation[] = [];
  const roomOf = new Map<number, string>();
  for (const { posts, truth } of rooms.values()) {
    for (const { message, at } of posts) {
      const { messageId } = message;
      const before = posts[at - 1]?.message;
      const who = "the history";
      if (before !== undefined && (before.messageId >= messageId || before.seq >= message.seq))
        found.push({
          kind: "ids_out_of_order",
          who,
          detail: `${truth.roomId}: ${before.messageId} (seq ${before.seq}), then ${messageId} (${message.seq})`,
        });
      const other = roomOf.get(messageId);
      if (other !== undefined && other !== truth.roomId)
        found.push({ kind: "forked", who, detail: `${messageId} is in ${other} and in ${truth.roomId}` });
      roomOf.set(messageId, truth.roomId);
    }
  }
  const all = [...rooms.values()].flatMap(({ posts }) => posts);
  const timed = all.flatMap(({ key, message }) => {
    const op = key === null ? undefined : postOps.get(key);
    return op === undefined ? [] : [{ id: message.messageId, key, op }];
  });
  let latest: (typeof timed)[number] | undefined;
  // From the greatest id down: nobody with a smaller one may have begun when one with a greater one was answered.
  for (const one of timed.toSorted((a, b) => b.id - a.id)) {
    if (latest !== undefined && latest.op.endMs < one.op.startMs)
      found.push({
        kind: "ids_out_of_order",
        who: one.op.client,
        atMs: one.op.startMs,
        detail: `${one.key} has ${one.id}; ${latest.key}, answered before it was sent, has ${latest.id}`,
      });
    if (one.op.outcome === "acknowledged" && (latest === undefined || one.op.endMs < latest.op.endMs)) latest = one;
  }
  return found;
}

/** Whoever is told of a room's event by its seq is told of the same one. */
function checkTold({ rooms, streams, caught }: History): readonly Violation[] {
  const found: Violation[] = [];
  const look = (who: string, atMs: number, roomId: string, event: TrueEvent): void => {
    const room = rooms.get(roomId);
    if (room === undefined || event.seq <= room.truth.afterSeq) return;
    const truth = room.events.get(event.seq);
    const detail = `${roomId} ${event.seq}: ${event.type} ${event.messageId ?? event.subjectId ?? ""} ${event.text ?? ""}`;
    if (truth === undefined) found.push({ kind: "lost", who, atMs, detail: `${detail} was told, and is not there` });
    else if (!isSame(truth, event)) found.push({ kind: "forked", who, atMs, detail: `${detail} is ${JSON.stringify(truth)}` });
  };
  for (const { told } of streams) for (const line of told) if (isPlaced(line)) look(line.client, line.atMs, line.roomId, line);
  for (const { client, endMs, roomId, events } of caught) for (const event of events ?? []) look(client, endMs, roomId, event);
  return found;
}

type Placed = Told & { readonly roomId: string; readonly seq: number };
const isPlaced = (line: { readonly kind: string; readonly seq?: number; readonly roomId?: string }): line is Placed =>
  line.kind === "told" && line.seq !== undefined && line.roomId !== undefined;

/** What was posted or edited is told in its present state: the key is the same, unless it was deleted. */
function isSame(truth: TrueEvent, event: TrueEvent): boolean {
  const isOne = truth.type === event.type && truth.messageId === event.messageId && truth.subjectId === event.subjectId;
  if (!isOne || !truth.text || !event.text) return isOne;
  return keyOf(truth.text) === keyOf(event.text);
}

/** Every node tells the same history, and the same it was. */
function checkRechecks({ rooms, rechecks }: History): readonly Violation[] {
  return rechecks.flatMap(({ who, roomId, messages }) => {
    const there = new Map(messages.map((message) => [message.messageId, message]));
    const truth = rooms.get(roomId)?.truth.messages ?? [];
    const known = new Set(truth.map(({ messageId }) => messageId));
    return [
      ...truth.flatMap((message): readonly Violation[] => {
        const other = there.get(message.messageId);
        if (other === undefined) return [{ kind: "lost", who, detail: `${roomId}: ${message.messageId} ${message.text}` }];
        const isOne = JSON.stringify(faceOf(other)) === JSON.stringify(faceOf(message));
        const detail = `${roomId}: ${JSON.stringify(faceOf(other))} is ${JSON.stringify(faceOf(message))}`;
        return isOne ? [] : [{ kind: "forked", who, detail }];
      }),
      ...messages.flatMap((message): readonly Violation[] => {
        if (known.has(message.messageId)) return [];
        return [{ kind: "forked", who, detail: `${roomId}: ${message.messageId} ${message.text} is there only` }];
      }),
    ];
  });
}

const faceOf = ({ seq, text, isDeleted, authorId, reactions }: History["rechecks"][number]["messages"][number]) => ({
  seq,
  text,
  isDeleted,
  authorId,
  reactions: [...reactions].sort(),
});
