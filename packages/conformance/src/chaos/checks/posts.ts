/** What became of what was sent: kept once, as it was sent, where it was sent to, and shown only if it is kept. */
import type { History, PostOp } from "../history.ts";
import { isKey, keyOf, roundOf, type Violation } from "../records.ts";
import { versionOf } from "./versions.ts";

export function checkPosts(history: History): readonly Violation[] {
  return [...history.postOps].flatMap(([key, op]) => checkPost(history, key, op)).concat(checkKept(history), checkShown(history));
}

function checkPost(history: History, key: string, op: PostOp): readonly Violation[] {
  const kept = history.kept.get(key);
  const about = { who: op.client, key, atMs: op.startMs };
  if (kept === undefined) {
    if (op.outcome !== "acknowledged") return [];
    return [{ kind: "lost", ...about, detail: `${op.deed.text} was acknowledged at ${op.endMs} ms, and is not there` }];
  }
  const { message } = kept.post;
  const found: Violation[] = [];
  if (op.outcome === "refused") found.push({ kind: "refused_but_kept", ...about, detail: `${op.deed.text}: ${op.why}` });
  if (op.roomId !== kept.room.truth.roomId)
    found.push({ kind: "changed", ...about, detail: `said in ${op.roomId}, and kept in ${kept.room.truth.roomId}` });
  if (op.userId !== "" && op.userId !== message.authorId)
    found.push({ kind: "changed", ...about, detail: `said by ${op.userId}, and kept as said by ${message.authorId}` });
  if (op.messageId !== undefined && op.messageId !== message.messageId)
    found.push({ kind: "changed", ...about, detail: `acknowledged as ${op.messageId}, and kept as ${message.messageId}` });
  return found;
}

/** Each is there once, and somebody sent it. */
function checkKept({ rooms, postOps, round }: History): readonly Violation[] {
  const found: Violation[] = [];
  const seen = new Map<string, number>();
  for (const { posts, truth } of rooms.values()) {
    for (const { key, message } of posts) {
      if (key === null || (isKey(key) && roundOf(key) !== round)) continue;
      const detail = `${truth.roomId} ${message.messageId}: ${message.text}`;
      const earlier = seen.get(key);
      if (earlier !== undefined) found.push({ kind: "doubled", who: "the history", key, detail: `${detail}, and ${earlier}` });
      else if (!postOps.has(key)) found.push({ kind: "phantom", who: "the history", key, detail });
      seen.set(key, message.messageId);
    }
  }
  return found;
}

interface Shown {
  readonly who: string;
  readonly atMs: number;
  readonly text: string;
}

/** What anybody saw was sent by somebody, with these words, and is kept. */
function checkShown(history: History): readonly Violation[] {
  const { streams, reads, caught } = history;
  const found: Violation[] = [];
  const look = ({ who, atMs, text }: Shown): void => {
    const key = keyOf(text);
    if (text === "" || (isKey(key) && roundOf(key) !== history.round)) return;
    const op = history.postOps.get(key);
    const about = { who, atMs, key, detail: text };
    if (op === undefined) found.push({ kind: "phantom", ...about });
    else if (versionOf(history, op, text) === null) found.push({ kind: "changed", ...about });
    else if (history.kept.has(key)) return;
    else if (op.outcome === "refused") found.push({ kind: "phantom", ...about, detail: `${text}, which was refused: ${op.why}` });
    // One that was acknowledged has been reported already.
    else if (op.outcome === "unknown") found.push({ kind: "lost", ...about, detail: `${text} was shown, and is not there` });
  };
  for (const { told } of streams)
    for (const line of told)
      if (line.kind === "told" && line.text !== undefined) look({ who: line.client, atMs: line.atMs, text: line.text });
  for (const { client: who, endMs: atMs, items } of reads) for (const { text } of items) look({ who, atMs, text });
  for (const { client: who, endMs: atMs, events } of caught)
    for (const { text } of events ?? []) if (text !== undefined) look({ who, atMs, text });
  return once(found);
}

/** A history shows the same message a hundred times: one of each kind by each client is enough. */
function once(found: readonly Violation[]): readonly Violation[] {
  return [...new Map(found.map((one) => [`${one.kind} ${one.who} ${one.key}`, one])).values()];
}
