/** What a client is told over one connection: each thing once, in the room's order, nothing left out (I2). */
import { contains, type History, isAtTheEnd, type Post, type RoomHistory, type Stay, type Stream } from "../history.ts";
import { keyOf, type Told, type Violation, type ViolationKind } from "../records.ts";
import { type Numbered, numberedByRoom } from "./numbered.ts";

type Report = (kind: ViolationKind, detail: string, atMs?: number) => void;

export function checkStreams(history: History): readonly Violation[] {
  return history.streams.flatMap((stream) => {
    const found: Violation[] = [];
    const who = stream.client.client;
    const report: Report = (kind, detail, atMs) => found.push({ kind, who, detail, ...(atMs === undefined ? {} : { atMs }) });
    if (hasSeqs(stream)) checkNumbered(history, stream, report);
    else checkUnnumbered(history, stream, report);
    return found;
  });
}

const hasSeqs = ({ client }: Stream): boolean => client.protocol === "native" || client.protocol === "sdk";

function checkNumbered({ rooms }: History, stream: Stream, report: Report): void {
  const byRoom = numberedByRoom(stream);
  for (const [roomId, room] of rooms) {
    const standing = stream.opened.standings?.[roomId];
    const told = byRoom.get(roomId) ?? [];
    const position = checkOrder({ room, stream, told }, standing, report);
    const mayMiss = stream.closed !== null || !isAtTheEnd(room.staysOf(stream.client.userId));
    if (mayMiss || position === null || position >= room.lastSeq) continue;
    report("undelivered", `${roomId}: told up to ${position} of ${room.lastSeq}`, stream.opened.readyMs);
  }
}

interface InRoom {
  readonly room: RoomHistory;
  readonly stream: Stream;
  readonly told: readonly Numbered[];
}

/** Answers up to where it was told; null where nothing says that it is told of this room at all. */
function checkOrder({ room, stream, told }: InRoom, standing: number | undefined, report: Report): number | null {
  const { roomId, isPrivate } = room.truth;
  const seen = new Set<number>();
  const first = told.find((one) => !one.isReset)?.seq;
  let position = standing ?? null;
  // Events are told from the standing on, and perhaps some before it.
  if (position !== null && first !== undefined) position = Math.min(position, first - 1);
  const missing = new Map<number, string>();
  for (const { seq, isReset, what, atMs } of told) {
    if (isReset) {
      position = seq;
      missing.clear();
      continue;
    }
    const detail = `${roomId} ${seq}: ${what}`;
    if (seen.has(seq)) report("doubled", detail, atMs);
    else if (position !== null && seq <= position) report("reordered", `${detail}, after ${position}`, atMs);
    else if (position !== null && !(isPrivate && wasAway(room, stream, { from: position, to: seq })))
      for (let left = position + 1; left < seq; left += 1) missing.set(left, detail);
    seen.add(seq);
    missing.delete(seq);
    position = Math.max(position ?? 0, seq);
  }
  const left = [...missing.keys()];
  if (left.length > 0)
    report("gap", `${roomId}: without ${left.slice(0, 10).join(", ")} (${left.length}) before ${missing.get(left[0] ?? 0)}`);
  return position;
}

/** Whether the user left and came back in between: what happened meanwhile is not theirs to hear. */
function wasAway(room: RoomHistory, { client }: Stream, { from, to }: { readonly from: number; readonly to: number }): boolean {
  return room.staysOf(client.userId).some((stay) => stay.from === to || (stay.to >= from && stay.to < to));
}

/** Protocols without seqs show messages only: by their keys they have a place in the room. */
function checkUnnumbered(history: History, stream: Stream, report: Report): void {
  const posted = stream.told.filter((line): line is Told => line.kind === "told" && line.type === "posted");
  const byRoom = Map.groupBy(posted, ({ text = "" }) => history.kept.get(keyOf(text))?.room);
  for (const room of history.rooms.values()) {
    const lines = byRoom.get(room) ?? [];
    const told = lines.flatMap((line) => {
      const post = history.kept.get(keyOf(line.text ?? ""))?.post;
      return post === undefined ? [] : [{ post, line }];
    });
    if (shows(stream, room)) checkMessages({ history, stream, room, told }, report);
  }
  checkIdsRise(posted, report);
}

interface Messages {
  readonly history: History;
  readonly stream: Stream;
  readonly room: RoomHistory;
  readonly told: readonly { readonly post: Post; readonly line: Told }[];
}

function checkMessages({ history, stream, room, told }: Messages, report: Report): void {
  const seen = new Set<number>();
  let last = -1;
  for (const { post, line } of told) {
    const detail = `${room.truth.roomId}: ${line.text}`;
    if (seen.has(post.at)) report("doubled", detail, line.atMs);
    else if (post.at < last) report("reordered", `${detail} came after ${room.posts[last]?.key}`, line.atMs);
    seen.add(post.at);
    last = Math.max(last, post.at);
  }
  const expected = room.posts.filter((post) => isShown(history, stream, room, post));
  const from = Math.min(firstDue({ history, stream, room, told }), ...seen);
  const missing = expected.filter(({ at }) => at >= from && at < last && !seen.has(at));
  const names = missing.slice(0, 5).map(({ key }) => key);
  if (missing.length > 0)
    report("gap", `${room.truth.roomId}: without ${names.join(", ")} (${missing.length})`, told.at(-1)?.line.atMs);
  if (stream.closed !== null || !isAtTheEnd(audienceOf(stream, room))) return;
  const late = expected.filter(({ at }) => at >= from && at > last);
  if (late.length === 0) return;
  const lates = late.slice(0, 5).map(({ key }) => key);
  report("undelivered", `${room.truth.roomId}: without ${lates.join(", ")} (${late.length}) at the end`, stream.opened.readyMs);
}

/** Of what place the first message is that must have been told: sent after the client was heard, or among those that are replayed. */
function firstDue({ history, stream, room }: Messages): number {
  const { opened } = stream;
  const sentBy = (untilMs: number) =>
    room.posts.filter(({ key }) => (history.postOps.get(key ?? "")?.startMs ?? Number.NEGATIVE_INFINITY) <= untilMs);
  const after = room.posts.find(
    ({ key }) => (history.postOps.get(key ?? "")?.startMs ?? Number.NEGATIVE_INFINITY) > opened.readyMs,
  );
  const sent = after?.at ?? Number.POSITIVE_INFINITY;
  if (opened.replays === undefined || room.truth.roomId !== "lounge") return sent;
  const latest = sentBy(opened.readyMs).length - opened.replays;
  return Math.min(sent, Math.max(0, latest));
}

/** The rooms a protocol shows at all: groups only `rooms`, direct rooms not `reactions` and `roster`. */
function shows({ client }: Stream, { truth }: RoomHistory): boolean {
  if (client.protocol === "rooms") return true;
  if (truth.roomId === "lounge") return true;
  return truth.isDirect && (client.protocol === "openchamp" || client.protocol === "zo");
}

/** `rooms` shows a room to its members, the others show the lounge to everybody. */
function audienceOf({ client }: Stream, room: RoomHistory): readonly Stay[] {
  return client.protocol === "rooms" ? room.membershipOf(client.userId) : room.staysOf(client.userId);
}

function isShown(history: History, stream: Stream, room: RoomHistory, post: Post): boolean {
  if (history.mayBeDeleted(post) || !contains(audienceOf(stream, room), post.message.seq)) return false;
  const { client } = stream;
  const isToOthers = room.truth.roomId !== "lounge" && client.protocol !== "rooms";
  return !(isToOthers && post.message.authorId === client.userId);
}

/** Where ids are told, whoever saw one has been told all smaller ones: of all rooms (I9). */
function checkIdsRise(posted: readonly Told[], report: Report): void {
  let greatest = 0;
  for (const { messageId, text, atMs } of posted) {
    if (messageId === undefined) continue;
    if (messageId < greatest) report("ids_out_of_order", `${messageId} (${text}) after ${greatest}`, atMs);
    greatest = Math.max(greatest, messageId);
  }
}
