import assert from "node:assert/strict";
import { test } from "node:test";
import type { PendingMessage, SentMessage } from "@parlance/client";
import { mayDo } from "../../../server/src/ports/rights.ts";
import { type MessageRights, messageRights, type Standpoint } from "./message-rights.ts";

const [ann, ben] = ["ann", "ben"].map((id) => ({ id, name: id, kind: "account" as const }));
const by = (author = ann): SentMessage => {
  assert.ok(author);
  return { state: "sent", key: "1", id: 1, roomId: "r", seq: 1, author, text: "hello", at: 1 };
};
const stand = (given: Partial<Standpoint> = {}): Standpoint => ({
  myId: "ann",
  room: { id: "r", kind: "public" },
  role: "member",
  isLive: true,
  blocked: new Set(),
  ...given,
});
const may = (rights: MessageRights): string =>
  Object.entries(rights)
    .filter(([, is]) => is)
    .map(([name]) => name.slice(3).toLowerCase())
    .join(" ");

test("one's own message can be edited and deleted, another's be reported", () => {
  assert.equal(may(messageRights(by(ann), stand())), "reply react edit delete");
  assert.equal(may(messageRights(by(ben), stand())), "reply react report");
});

test("pinning and deleting what others said go by the server's own rules", () => {
  for (const kind of ["public", "private", "direct"] as const) {
    for (const role of ["owner", "moderator", "member", undefined] as const) {
      const { mayPin, mayDelete } = messageRights(by(ben), stand({ role, room: { id: "r", kind } }));
      assert.equal(mayPin, mayDo({ kind }, role ?? null, "pin"), `${kind} ${role} pin`);
      assert.equal(mayDelete, mayDo({ kind }, role ?? null, "delete_others"), `${kind} ${role} delete`);
    }
  }
});

test("an archived room, one that is only looked at, and one with somebody blocked are left as they are", () => {
  const archived = stand({ room: { id: "r", kind: "public", archivedAt: 1 } });
  assert.equal(may(messageRights(by(ben), archived)), "report");
  assert.equal(may(messageRights(by(ann), archived)), "delete");
  assert.equal(may(messageRights(by(ben), stand({ isLive: false, role: undefined }))), "report");
  assert.ok(ann && ben);
  const direct = stand({ room: { id: "r", kind: "direct", pair: [ann, ben] }, blocked: new Set(["ben"]) });
  assert.equal(may(messageRights(by(ben), direct)), "report");
});

test("to what is unsent or deleted nothing is done", () => {
  assert.ok(ann);
  const pending: PendingMessage = { state: "queued", key: "k", roomId: "r", author: ann, text: "hello", at: 1 };
  assert.equal(may(messageRights(pending, stand({ role: "owner" }))), "");
  assert.equal(may(messageRights({ ...by(ann), deletedAt: 2 }, stand({ role: "owner" }))), "");
});
