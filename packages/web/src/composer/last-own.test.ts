import assert from "node:assert/strict";
import { test } from "node:test";
import type { SentMessage, ShownMessage } from "@parlance/client";
import { lastOwn } from "./last-own.ts";

const said = (id: number, authorId: string, more: Partial<SentMessage> = {}): SentMessage => ({
  id,
  key: String(id),
  state: "sent",
  roomId: "lounge",
  seq: id,
  at: id,
  text: String(id),
  author: { id: authorId, kind: "account", name: authorId },
  ...more,
});
const ann = { userId: "ann", thread: undefined };

test("the last of one's own is found, not one that was deleted or was not sent; in a thread, of the thread", () => {
  const pending = { ...said(9, "ann"), id: undefined, state: "queued" } as unknown as ShownMessage;
  const messages = [
    said(1, "ann"),
    said(2, "ann"),
    said(3, "ben"),
    said(4, "ann", { deletedAt: 5 }),
    said(6, "ann", { thread: 2 }),
    pending,
  ];
  assert.equal(lastOwn(messages.slice(0, 4), ann)?.id, 2);
  assert.equal(lastOwn(messages, ann)?.id, 6);
  assert.equal(lastOwn(messages, { userId: "ann", thread: 2 })?.id, 6);
  assert.equal(lastOwn(messages, { userId: "ann", thread: 3 }), undefined);
  assert.equal(lastOwn(messages, { ...ann, userId: "cyd" }), undefined);
});
