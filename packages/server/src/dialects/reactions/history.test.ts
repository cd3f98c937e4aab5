import assert from "node:assert/strict";
import { test } from "node:test";
import type { Message } from "../../ports/model.ts";
import { untouched } from "../../ports/model.ts";
import { testFrame, textOf } from "../testing/talk.ts";
import { History } from "./history.ts";

const messageAt = (seq: number, text = String(seq)): Message => ({
  id: seq,
  roomId: "lounge",
  seq,
  author: { id: "a", kind: "address", name: "a" },
  text,
  file: null,
  at: 0,
  ...untouched,
});

/** The last thousand of what it is given. */
function historyOf(messages: readonly Message[]) {
  let recent = messages.slice(-1_000);
  const history = new History(
    () => recent,
    (message) => testFrame(message.text),
  );
  const texts = (): string[] => history.pieces().flat().map(textOf);
  const become = (next: readonly Message[]): void => {
    recent = next.slice(-1_000);
  };
  return { history, texts, become };
}

const messages = Array.from({ length: 3_000 }, (_, index) => messageAt(index + 1));

test("the pieces together are the newest messages in order, whatever gaps their seqs have", () => {
  const some = messages.filter(({ seq }) => seq % 7 !== 0 && (seq < 600 || seq > 1_200));
  const { texts, become } = historyOf([]);
  assert.deepEqual(texts(), []);
  for (const end of [1, 255, 256, 257, 999, some.length]) {
    become(some.slice(0, end));
    assert.deepEqual(
      texts(),
      some
        .slice(0, end)
        .slice(-1_000)
        .map(({ text }) => text),
    );
  }
});

test("while nothing happens everybody gets the very same pieces; a message changes the first and the last of them only", () => {
  const { history, become } = historyOf(messages.slice(0, 2_000));
  const before = history.pieces();
  assert.ok(before.length > 3);
  for (const [index, piece] of history.pieces().entries()) assert.equal(piece, before[index]);
  become(messages.slice(0, 2_001));
  const after = history.pieces();
  assert.equal(after.length, before.length);
  for (const [index, piece] of after.entries()) {
    assert.equal(piece === before[index], index > 0 && index < after.length - 1, `piece ${index}`);
  }
});

test("a reaction changes the piece of its message and no other", () => {
  const { history, texts, become } = historyOf(messages.slice(0, 2_000));
  const before = history.pieces();
  const changed = messages.slice(0, 2_000).map((message) => (message.seq === 1_600 ? messageAt(1_600, "changed") : message));
  become(changed);
  const differ = history.pieces().filter((piece, index) => piece !== before[index]);
  assert.equal(differ.length, 1);
  assert.ok(texts().includes("changed"));
});
