import assert from "node:assert/strict";
import { test } from "node:test";
import type { Message, RoomEvent, ShownMessage } from "@parlance/client";
import { asking, emptyThread, restarted, shownThread, type Thread, withEvent, withPage } from "./thread.ts";

const ann = { id: "ann", kind: "account", name: "ann" } as const;
const message = (id: number, more: Partial<Message> = {}): Message => ({
  id,
  roomId: "r",
  seq: id,
  author: ann,
  text: `text ${id}`,
  at: id,
  thread: 1,
  ...more,
});
const root = (): Message => {
  const { thread: _none, ...rest } = message(1);
  return rest;
};
let seq = 100;
const event = (shape: { readonly type: RoomEvent["type"] } & Record<string, unknown>): RoomEvent => {
  seq += 1;
  return { roomId: "r", seq, at: seq, by: ann, ...shape } as unknown as RoomEvent;
};
const posted = (id: number, more: Partial<Message> = {}): RoomEvent => event({ type: "posted", message: message(id, more) });
const ids = ({ replies }: Thread): readonly number[] => replies.map(({ id }) => id);

const opened = (...replies: readonly Message[]): Thread => withPage(emptyThread(1), { root: root(), messages: replies });

test("replies are in their order, and each is there once, whichever way it came", () => {
  let thread = asking(emptyThread(1));
  thread = withEvent(thread, posted(5));
  thread = withPage(thread, { root: root(), messages: [message(2), message(3)], next: 3 });
  assert.deepEqual(ids(thread), [2, 3], "what is not reached yet comes with its page");
  thread = withEvent(asking(thread), posted(6));
  thread = withPage(thread, { messages: [message(4), message(5)] });
  assert.deepEqual(ids(thread), [2, 3, 4, 5, 6]);
  thread = withEvent(withEvent(thread, posted(7)), posted(7));
  assert.deepEqual(ids(thread), [2, 3, 4, 5, 6, 7]);
});

test("what is said elsewhere in the room is no reply", () => {
  const thread = opened(message(2));
  const { thread: _none, ...plain } = message(9);
  assert.equal(withEvent(thread, event({ type: "posted", message: plain })), thread);
  assert.equal(withEvent(thread, posted(9, { thread: 8 })), thread);
});

test("what happens while a page is under way is not lost with its answer, which may be older or newer", () => {
  let thread = asking(opened(message(2)));
  thread = withEvent(thread, event({ type: "edited", message: message(2, { text: "new" }) }));
  thread = withEvent(thread, event({ type: "reaction_added", messageId: 2, emoji: "👍", userId: "ben" }));
  thread = withEvent(thread, event({ type: "deleted", messageId: 3 }));
  for (const page of [
    { messages: [message(2), message(3)] },
    {
      messages: [
        message(2, { text: "new", reactions: [{ emoji: "👍", userIds: ["ben"] }] }),
        message(3, { text: "", deletedAt: 7 }),
      ],
    },
  ]) {
    const { replies } = withPage(thread, page);
    assert.equal(replies[0]?.text, "new");
    assert.deepEqual(replies[0]?.reactions, [{ emoji: "👍", userIds: ["ben"] }]);
    assert.equal(replies[1]?.text, "");
    assert.ok(replies[1]?.deletedAt);
  }
});

test("events change the message that began it, too", () => {
  let thread = opened();
  thread = withEvent(thread, event({ type: "pinned", messageId: 1 }));
  assert.ok(thread.root?.pinnedAt);
  thread = withEvent(thread, event({ type: "unpinned", messageId: 1 }));
  assert.equal(thread.root?.pinnedAt, undefined);
  thread = withEvent(thread, event({ type: "deleted", messageId: 1 }));
  assert.equal(thread.root?.text, "");
});

test("begun anew, nothing stays that is not there any more", () => {
  assert.deepEqual(ids(restarted(opened(message(2), message(3)), { root: root(), messages: [message(3), message(4)] })), [3, 4]);
});

test("one's own are shown from the sending on, once, under the same key", () => {
  const thread = opened(message(2));
  const unsent = { state: "queued", key: "k", roomId: "r", author: ann, text: "mine", at: 3, thread: 1 } as const;
  const other: ShownMessage = { ...unsent, key: "elsewhere", thread: 8 };
  const sending = shownThread(thread, [unsent, other]);
  assert.deepEqual(
    sending.replies.map(({ key }) => key),
    ["2", "k"],
  );
  const answered: ShownMessage = { ...message(3), state: "sent", key: "k" };
  assert.deepEqual(
    shownThread(thread, [answered]).replies.map(({ key }) => key),
    ["2", "k"],
  );
  assert.deepEqual(
    shownThread(withEvent(thread, posted(3)), [answered]).replies.map(({ key }) => key),
    ["2", "k"],
  );
});

test("a message that did not change is drawn from the same object", () => {
  const thread = opened(message(2), message(3));
  const [before] = shownThread(thread, []).replies;
  const [after] = shownThread(withEvent(thread, posted(4)), []).replies;
  assert.equal(before, after);
});
