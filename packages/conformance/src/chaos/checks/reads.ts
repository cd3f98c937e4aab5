/** What is read, on any node, has everything that was acknowledged before it was asked for, as it was by then, in order, each once. */
import type { History, Post, RoomHistory, Stay } from "../history.ts";
import { possible } from "../possible.ts";
import { type Caught, type Item, keyOf, type Read, type Violation, type ViolationKind } from "../records.ts";
import { editsOf, versionOf } from "./versions.ts";

type Report = (kind: ViolationKind, detail: string, key?: string) => void;

export function checkReads(history: History): readonly Violation[] {
  const ofReads = history.reads.flatMap((read) => {
    const found: Violation[] = [];
    const report = reporter(found, read, read.what);
    checkOrder(read, report);
    checkComplete(history, read, report);
    for (const item of read.items) checkItem(history, { read, item }, report);
    return found;
  });
  return [...ofReads, ...history.caught.flatMap((caught) => checkCaught(history, caught)), ...checkPolls(history)];
}

function reporter(found: Violation[], { client: who, endMs: atMs, node }: Read | Caught, what: string): Report {
  return (kind, detail, key) =>
    found.push({ kind, who, atMs, detail: `${what} on node ${node}: ${detail}`, ...(key === undefined ? {} : { key }) });
}

function checkOrder({ items, after }: Read, report: Report): void {
  const seen = new Set<number>();
  let before = after;
  for (const { messageId, text } of items) {
    if (seen.has(messageId)) report("doubled", `${messageId} ${text}`);
    else if (messageId <= before) report("reordered", `${messageId} ${text} after ${before}`);
    seen.add(messageId);
    before = Math.max(before, messageId);
  }
}

/** What is between its ends is there, and what was acknowledged before it was asked for, too. */
function checkComplete(history: History, read: Read, report: Report): void {
  const there = new Set(read.items.map(({ messageId }) => messageId));
  const greatest = read.items.reduce((most, { messageId }) => Math.max(most, messageId), 0);
  for (const [room, post] of postsIn(history, read)) {
    const { messageId, seq } = post.message;
    if (there.has(messageId) || history.mayBeDeleted(post) || !isTheirs(room, read, seq)) continue;
    const op = history.postOps.get(post.key ?? "");
    const isKnown = op !== undefined && op.outcome === "acknowledged" && op.endMs < read.startMs;
    const detail = `without ${messageId} ${post.key}`;
    if (isKnown) report("stale_read", `${detail}, acknowledged ${(read.startMs - op.endMs).toFixed(0)} ms before`, op.deed.text);
    else if (messageId < greatest) report(read.isPoll ? "missed_by_poller" : "gap", `${detail}, with ${greatest}`);
  }
}

function postsIn({ rooms }: History, { roomId, after, upTo }: Read): readonly (readonly [RoomHistory, Post])[] {
  const asked = roomId === null ? [...rooms.values()] : [rooms.get(roomId)];
  return asked.flatMap((room) => {
    if (room === undefined) return [];
    const posts = room.posts.filter(
      ({ message: { messageId } }) => messageId > after && (upTo === undefined || messageId <= upTo),
    );
    return posts.map((post) => [room, post] as const);
  });
}

/** Who asks for all of their rooms asks for those they are members of. */
function isTheirs(room: RoomHistory, { userId, roomId }: Read, seq: number): boolean {
  return wasThroughout(roomId === null ? room.membershipOf(userId) : room.staysOf(userId), seq);
}

/** Whoever comes and goes may read or not at any one time: only of those who stay it is known. */
function wasThroughout([stay, ...others]: readonly Stay[], seq: number): boolean {
  return others.length === 0 && stay !== undefined && stay.to === Number.POSITIVE_INFINITY && stay.from <= seq;
}

function checkItem(history: History, { read, item }: { readonly read: Read; readonly item: Item }, report: Report): void {
  const place = history.rooms.get(item.roomId);
  const post = place?.byId.get(item.messageId);
  if (place === undefined || post?.key == null) return;
  const op = history.postOps.get(post.key);
  if (op === undefined) return;
  const when = { fromMs: read.startMs, toMs: read.endMs };
  const changes = history.changes.get(item.messageId) ?? [];
  const deleted = changes.find(
    ({ deed, outcome, endMs }) => deed.what === "delete" && outcome === "acknowledged" && endMs < read.startMs,
  );
  if (item.isDeleted) return;
  if (deleted !== undefined) report("stale_read", `${item.text}, whose deletion was acknowledged`, post.key);
  if (keyOf(item.text) !== post.key) report("changed", `${item.messageId} is ${item.text}, and not ${post.key}`, post.key);
  const version = versionOf(history, op, item.text);
  const edits = possible(editsOf(history, op), when);
  const isIt = version === op ? edits.isInitial : edits.writes.some((edit) => edit === version);
  if (version !== null && !isIt) report("stale_read", `${item.text} was edited before`, post.key);
  checkReactions(changes, { item, when }, report);
}

function checkReactions(
  changes: readonly (History["ops"][number] & { readonly deed: History["ops"][number]["deed"] })[],
  { item, when }: { readonly item: Item; readonly when: { readonly fromMs: number; readonly toMs: number } },
  report: Report,
): void {
  if (item.reactions === undefined) return;
  const registers = Map.groupBy(changes, ({ deed, userId }) => (deed.what === "react" ? `${deed.emoji} ${userId}` : ""));
  for (const [name, writes] of registers) {
    if (name === "") continue;
    const isOn = item.reactions.includes(name);
    const may = possible(writes, when);
    const isIt = (may.isInitial && !isOn) || may.writes.some(({ deed }) => deed.what === "react" && deed.isOn === isOn);
    if (!isIt) report("stale_read", `${item.text} ${isOn ? "still has" : "does not have"} ${name}`, keyOf(item.text));
  }
}

/** What is asked for after a seq comes whole, in order, up to at least what was acknowledged before. */
function checkCaught(history: History, caught: Caught): readonly Violation[] {
  const room = history.rooms.get(caught.roomId);
  if (caught.events === null || room === undefined) return [];
  const found: Violation[] = [];
  const report = reporter(found, caught, "catchUp");
  let before = Math.max(caught.after, room.truth.afterSeq);
  const isWhole = !room.truth.isPrivate || wasThroughout(room.staysOf(caught.userId), caught.after + 1);
  for (const { seq } of caught.events) {
    if (seq <= room.truth.afterSeq) continue;
    if (seq <= before) report(seq === before ? "doubled" : "reordered", `${caught.roomId} ${seq} after ${before}`);
    else if (seq > before + 1 && isWhole) report("gap", `${caught.roomId}: ${before}, then ${seq}`);
    before = Math.max(before, seq);
  }
  if (!isWhole) return found;
  for (const { key, message } of room.posts) {
    const op = history.postOps.get(key ?? "");
    if (message.seq <= before || op?.outcome !== "acknowledged" || op.endMs >= caught.startMs) continue;
    const agoMs = (caught.startMs - op.endMs).toFixed(0);
    report("stale_read", `${caught.roomId} up to ${before}, without ${key} (${message.seq}), acknowledged ${agoMs} ms before`);
    break;
  }
  return found;
}

/**
 * Who asks for what is after the greatest id they saw, over and over, has seen everything up to it (I9): pollers, and clients of `rooms`, who
 * see most of it live.
 */
function checkPolls(history: History): readonly Violation[] {
  const live = new Map<string, number[]>();
  for (const { client, told } of history.streams) {
    if (client.protocol !== "rooms") continue;
    const ids = live.get(client.client) ?? [];
    live.set(client.client, ids);
    for (const line of told) if (line.kind === "told" && line.messageId !== undefined) ids.push(line.messageId);
  }
  const asked = history.reads.filter(({ isPoll, client, roomId }) => isPoll || (live.has(client) && roomId === null));
  const polls = Map.groupBy(asked, ({ client }) => client);
  return [...polls].flatMap(([who, reads]): readonly Violation[] => {
    const [first] = reads;
    if (first === undefined) return [];
    const seen = new Set(reads.flatMap(({ items }) => items.map(({ messageId }) => messageId)).concat(live.get(who) ?? []));
    const greatest = Math.max(0, ...seen);
    const missed = postsIn(history, { ...first, upTo: greatest }).filter(
      ([room, post]) =>
        !seen.has(post.message.messageId) && !history.mayBeDeleted(post) && isTheirs(room, first, post.message.seq),
    );
    if (missed.length === 0) return [];
    const names = missed.slice(0, 5).map(([, { key, message }]) => `${message.messageId} ${key}`);
    return [{ kind: "missed_by_poller", who, detail: `${names.join(", ")} (${missed.length}), although it saw ${greatest}` }];
  });
}
