import assert from "node:assert/strict";
import { test } from "node:test";
import type { Message } from "../ports/model.ts";
import { charsOf } from "../ports/sync.ts";
import { memoryChat, signUp } from "./testing/memory-chat.ts";

test("I8: answerChars: what a thread, a search or the pins of a room hold past it is to be asked for again, one message there is in any case", async () => {
  const one = charsOf({ text: "x".repeat(100), reactions: [] } as unknown as Message);
  for (const [answerChars, fits] of [
    [2 * one, 2],
    [2 * one - 1, 1],
    [1, 1],
  ] as const) {
    await using at = await memoryChat({ bounds: { answerChars } });
    const { messages, rooms, search } = at.chat;
    const { user: alice } = await signUp(at.chat, "alice");
    const { id: roomId } = await rooms.create(alice, { kind: "private", name: "Kitchen" });
    const say = (text: string, thread?: number) =>
      messages.post({ roomId, author: alice, text: text.padEnd(100, " x"), ...(thread && { thread }) });
    const root = await say("root");
    const said: number[] = [];
    for (const text of ["a", "b", "c"]) said.push((await say(`cake ${text}`, root.id)).id);
    for (const messageId of said.toReversed()) await messages.pin({ messageId, by: alice, isPinned: true });

    const { messages: pinned, rest } = await messages.pins(alice.id, roomId);
    assert.deepEqual([pinned.length, [...pinned.map(({ id }) => id), ...rest]], [fits, said]);
    const inThread: number[] = [];
    for (let next: number | null = 0; next !== null; ) {
      const page = await messages.thread(alice.id, root.id, next);
      assert.ok(page.messages.length <= fits);
      inThread.push(...page.messages.map(({ id }) => id));
      next = page.next;
    }
    assert.deepEqual(inThread, said);
    const found: number[] = [];
    for (let before: number | undefined; before !== 0; ) {
      const page = await search.find(alice.id, { text: "cake", before });
      assert.ok(page.messages.length <= fits);
      found.push(...page.messages.map(({ id }) => id));
      before = page.next ?? 0;
    }
    assert.deepEqual(found, said.toReversed());
  }
});
