/** Looks through what clients were told for what must not be. Pure functions: the checker is itself tested with planted faults. */
import type {
  DeviceRecord,
  Heard,
  Held,
  KeptMessage,
  Push,
  ResumeFault,
  ResumeFinding,
  ResumeHistory,
  RoomTruth,
  Told,
  View,
} from "./records.ts";

type Rooms = ReadonlyMap<string, RoomTruth>;
type Report = (fault: ResumeFault, detail: string) => void;

/** The faults of a history that has come to rest: every device is connected and has caught up. */
export function checkResume(history: ResumeHistory): readonly ResumeFinding[] {
  const { rooms, devices, pushes } = history;
  const findings: ResumeFinding[] = [];
  const byId: Rooms = new Map(rooms.map((room) => [room.roomId, room]));
  const failed = new Set(devices.flatMap((device) => device.failed));
  for (const device of devices) {
    const report: Report = (fault, detail) => findings.push({ fault, device: device.name, detail });
    checkSends(device, { rooms: byId, failed }, report);
    for (const [roomId, heard] of heardByRoom(device)) checkHeard({ device, room: byId.get(roomId), roomId, heard, report });
    if (!device.isOver) checkViews(device, byId, report);
    for (const view of device.views) checkView(device, { view, room: byId.get(view.roomId), report });
  }
  const ofServer: Report = (fault, detail) => findings.push({ fault, device: "the server", detail });
  checkOnce(history, ofServer);
  checkPushes(pushes, byId, ofServer);
  return findings;
}

/** The server sends what happens in a private room to those who are in it (I5). */
function checkPushes(pushes: readonly Push[], rooms: Rooms, report: Report): void {
  for (const [userId, own] of Map.groupBy(pushes, (push) => push.userId)) {
    for (const [roomId, seqs] of Map.groupBy(own, (push) => push.roomId)) {
      const room = rooms.get(roomId);
      if (room?.isPrivate !== true) continue;
      const stays = staysOf(room, userId);
      for (const { seq } of seqs) if (isOutside(stays, seq)) report("leaked", `${roomId} ${seq} to ${userId}`);
    }
  }
}

const isOutside = (stays: readonly Stay[], seq: number): boolean => stays.every(({ from, to }) => seq < from || seq > to);

const keyOf = (text: string): string => text.split(" ", 1)[0] ?? "";

/** Each text was sent once, so it is there once, whatever was repeated on the way (I3); nobody has more messages than they sent. */
function checkOnce({ rooms, devices }: ResumeHistory, report: Report): void {
  const sends = devices.flatMap((device) => device.sends.map((send) => `${send.roomId} ${device.userId}`));
  for (const { roomId, messages } of rooms) {
    const keys = messages.flatMap(({ text, isDeleted }) => (isDeleted ? [] : [keyOf(text)]));
    for (const key of repeated(keys)) report("doubled", `${roomId}: ${key}`);
    for (const [authorId, kept] of Map.groupBy(messages, (message) => message.authorId)) {
      const sent = sends.filter((send) => send === `${roomId} ${authorId}`).length;
      if (kept.length > sent) report("doubled", `${roomId}: ${authorId} sent ${sent} messages and has ${kept.length}`);
    }
  }
}

function repeated(keys: readonly string[]): readonly string[] {
  return [...Map.groupBy(keys, (key) => key)].flatMap(([key, { length }]) => (length > 1 ? [key] : []));
}

/** What was acknowledged is kept, what was refused is not (I1). */
function checkSends(
  { sends, userId }: DeviceRecord,
  { rooms, failed }: { readonly rooms: Rooms; readonly failed: ReadonlySet<string> },
  report: Report,
): void {
  for (const { roomId, text, outcome, id } of sends) {
    const messages = rooms.get(roomId)?.messages ?? [];
    const kept = messages.find((message) => message.id === id);
    const isKept = kept?.authorId === userId && (kept.isDeleted || keyOf(kept.text) === keyOf(text));
    if (outcome === "acknowledged" && !isKept) report("lost", `${roomId}: ${text} was acknowledged as ${id}`);
    const isThere = messages.some((message) => keyOf(message.text) === keyOf(text));
    if (outcome === "stored" && !isThere && !failed.has(text) && !isDeletedSince(messages, userId))
      report("lost", `${roomId}: ${text} was stored to be sent`);
    if (outcome === "refused" && isThere) report("refused_but_kept", `${roomId}: ${text}`);
    if (outcome === "open") report("unsettled", `${roomId}: ${text}`);
  }
}

/** A message that was deleted no longer says which it was. */
function isDeletedSince(messages: readonly KeptMessage[], authorId: string): boolean {
  return messages.some((message) => message.isDeleted && message.authorId === authorId);
}

function heardByRoom({ heard }: DeviceRecord): ReadonlyMap<string, readonly Heard[]> {
  return Map.groupBy(heard, ({ roomId }) => roomId);
}

interface InRoom {
  readonly device: DeviceRecord;
  readonly room: RoomTruth | undefined;
  readonly roomId: string;
  readonly heard: readonly Heard[];
  readonly report: Report;
}

/** A room's events come in order, each once, none missing but where the client was told that it starts anew (I2), to who may read it (I5). */
function checkHeard({ device, room, roomId, heard, report }: InRoom): void {
  const truth = new Map(room?.events.map((event) => [event.seq, event]));
  const stays = room?.isPrivate ? staysOf(room, device.userId) : null;
  let position = device.resumesAfter.get(roomId) ?? null;
  let isFirst = position !== null;
  for (const one of heard) {
    if ("reset" in one) {
      position = one.reset;
      continue;
    }
    const { seq } = one;
    const what = `${roomId} ${seq}: ${one.type} ${one.text ?? ""}`;
    // A new life may hear again what the one before it had no time to write down.
    if (isFirst && position !== null) position = Math.min(position, seq - 1);
    isFirst = false;
    if (position !== null && seq <= position) report(seq === position ? "doubled" : "reordered", `${what}, after ${position}`);
    else if (position !== null && seq > position + 1 && !wasAway({ stays, from: position, to: seq })) {
      report("skipped", `${what}, after ${position}`);
    }
    position = Math.max(position ?? 0, seq);
    if (!isSame(truth.get(seq), one)) report("invented", what);
    if (stays !== null && isOutside(stays, seq)) report("leaked", what);
  }
  const last = room?.events.at(-1)?.seq ?? 0;
  const isIn = stays === null || stays.some(({ to }) => to === Number.POSITIVE_INFINITY);
  if (position !== null && isIn && !device.isOver && position < last)
    report("lost", `${roomId}: heard up to ${position} of ${last}`);
}

/** A posting is read back as the message is now: its key is the same, unless it was deleted. */
function isSame(truth: Told | undefined, { type, text = "" }: Told): boolean {
  if (truth?.type !== type) return false;
  return type !== "posted" || text === "" || !truth.text || keyOf(text) === keyOf(truth.text);
}

interface Stay {
  readonly from: number;
  readonly to: number;
}

/** From each joining to the leaving that follows, both included. */
function staysOf({ events }: RoomTruth, userId: string): readonly Stay[] {
  const stays: Stay[] = [];
  let from: number | null = null;
  for (const { seq, type, userId: whose } of events) {
    if (whose !== userId) continue;
    if (type === "member_joined") from ??= seq;
    if (type === "member_left" && from !== null) {
      stays.push({ from, to: seq });
      from = null;
    }
  }
  return from === null ? stays : [...stays, { from, to: Number.POSITIVE_INFINITY }];
}

/** Whether the user left and came back in between: what was said meanwhile need not be told. */
function wasAway({ stays, from, to }: { stays: readonly Stay[] | null; from: number; to: number }): boolean {
  return stays?.some((stay) => stay.to >= from && stay.to < to) ?? false;
}

/** A client shows each room that its user is in, and none that they are not in and may not read (I5). */
function checkViews(device: DeviceRecord, rooms: Rooms, report: Report): void {
  const shown = new Set(device.views.map(({ roomId }) => roomId));
  for (const room of rooms.values()) {
    const isIn = staysOf(room, device.userId).some(({ to }) => to === Number.POSITIVE_INFINITY);
    if (isIn && !shown.has(room.roomId)) report("wrong_view", `${room.roomId} is not shown`);
    if (!isIn && room.isPrivate && shown.has(room.roomId)) report("leaked", `${room.roomId} is shown`);
  }
}

/** What a client shows is the end of what there is, message for message, and its counts are those of its user. */
function checkView(
  device: DeviceRecord,
  { view, room, report }: { view: View; room: RoomTruth | undefined; report: Report },
): void {
  const { roomId, messages, unread, mentions } = view;
  const truth = room?.messages ?? [];
  // Somebody who shows nothing at all shows too little.
  const expected = truth.filter(({ id }) => id >= (messages[0]?.id ?? 0));
  const shown = messages.map(lineOf);
  const there = expected.map(lineOf);
  for (const [at, line] of there.entries()) {
    if (line === shown[at]) continue;
    report("wrong_view", `${roomId}: shows ${shown[at] ?? "nothing"} for ${line}`);
    break;
  }
  if (shown.length > there.length) report("wrong_view", `${roomId}: shows ${shown.length} messages of ${there.length}`);
  if (room === undefined) return;
  const counts = unreadIn(room, { userId: device.userId, readTo: view.readTo });
  if (counts.unread !== unread || counts.mentions !== mentions) {
    report("wrong_unread", `${roomId}: ${unread} unread, ${mentions} mentions instead of ${counts.unread}, ${counts.mentions}`);
  }
}

function lineOf({ id, text, isDeleted, reactions }: Held): string {
  return `${id} ${isDeleted ? "(deleted)" : text} ${reactions.join(",")}`;
}

/** Counted as simply as can be, from the whole room. */
export function unreadIn(
  { events, messages }: RoomTruth,
  reader: { readonly userId: string; readonly readTo: number },
): { readonly unread: number; readonly mentions: number } {
  const joinings = events.filter(({ type, userId }) => type === "member_joined" && userId === reader.userId);
  const joined = joinings.at(-1)?.seq ?? 0;
  const unread = messages.filter(({ id, seq, authorId, isDeleted }) => {
    if (isDeleted || authorId === reader.userId) return false;
    return reader.readTo > 0 ? id > reader.readTo : seq > joined;
  });
  const mentions = unread.filter(({ calls }) => calls.includes("room") || calls.includes(reader.userId));
  return { unread: unread.length, mentions: mentions.length };
}
