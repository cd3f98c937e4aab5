/** What is stored, read with suspicion: another version's, another user's, half a text, or anybody's writing. */
import type { Message, Person } from "../contract.ts";
import type { About } from "../room/about.ts";
import { type Counts, noCounts } from "../room/counts.ts";
import type { Page } from "../room/window.ts";
import type { Draft } from "../sync/draft.ts";
import type { StoredRoom } from "../sync/rooms.ts";

const version = 1;

/** Where the rooms were. */
export interface StoredState {
  readonly me: Person;
  readonly rooms: readonly (StoredRoom & { readonly hasWindow: boolean })[];
}

export function write(userId: string, value: object): string {
  return JSON.stringify({ version, userId, value });
}

type Unknown = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Unknown => typeof value === "object" && value !== null;
const isSeq = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;
const isText = (value: unknown): value is string => typeof value === "string";

function read(text: string | undefined, userId: string): Unknown | undefined {
  if (text === undefined) return undefined;
  try {
    const stored: unknown = JSON.parse(text);
    if (!isObject(stored) || stored["version"] !== version || stored["userId"] !== userId) return undefined;
    return isObject(stored["value"]) ? stored["value"] : undefined;
  } catch {
    return undefined;
  }
}

const isPerson = (value: unknown): value is Person =>
  isObject(value) && isText(value["id"]) && isText(value["name"]) && isText(value["kind"]);

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

export function readState(text: string | undefined, userId: string): StoredState | undefined {
  const value = read(text, userId);
  if (value === undefined || !isPerson(value["me"]) || value["me"].id !== userId) return undefined;
  return { me: value["me"], rooms: listOf(value["rooms"]).filter(isStoredRoom) };
}

function isStoredRoom(value: unknown): value is StoredState["rooms"][number] {
  if (!isObject(value) || !isSeq(value["position"]) || !isObject(value["about"]) || !isCounts(value["counts"])) return false;
  const { room, latestAt = 0 } = value["about"] as Partial<About>;
  return isObject(room) && isText(room.id) && isText(room.kind) && isSeq(latestAt);
}

function isCounts(value: unknown): value is Counts {
  return isObject(value) && Object.keys(noCounts).every((name) => isSeq(value[name]));
}

export function readDrafts(text: string | undefined, userId: string): readonly Draft[] {
  return listOf(read(text, userId)?.["drafts"]).filter(isDraft);
}

function isDraft(value: unknown): value is Draft {
  return (
    isObject(value) &&
    ["key", "roomId", "text"].every((name) => isText(value[name])) &&
    isSeq(value["at"]) &&
    ["replyTo", "thread"].every((name) => value[name] === undefined || isSeq(value[name])) &&
    (value["failed"] === undefined || isText(value["failed"])) &&
    (value["file"] === undefined || (isObject(value["file"]) && isText(value["file"]["id"])))
  );
}

export function readPage(text: string | undefined, userId: string): Page | undefined {
  const value = read(text, userId);
  if (value === undefined || !isSeq(value["seq"]) || !Array.isArray(value["messages"])) return undefined;
  const messages: readonly unknown[] = value["messages"];
  if (!messages.every(isMessage)) return undefined;
  return { messages, seq: value["seq"], hasOlder: value["hasOlder"] === true, hasNewer: false };
}

function isMessage(value: unknown): value is Message {
  if (!isObject(value) || !isPerson(value["author"]) || !isText(value["text"]) || !isText(value["roomId"])) return false;
  const { id, seq, at, reactions } = value as Partial<Message>;
  return (
    isSeq(id) && isSeq(seq) && isSeq(at) && (reactions === undefined || (Array.isArray(reactions) && reactions.every(isReaction)))
  );
}

function isReaction(value: unknown): boolean {
  return isObject(value) && isText(value["emoji"]) && Array.isArray(value["userIds"]) && value["userIds"].every(isText);
}
