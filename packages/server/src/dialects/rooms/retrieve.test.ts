import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { ChatError } from "../../core/errors.ts";
import type { Message } from "../../ports/model.ts";
import { untouched } from "../../ports/model.ts";
import { retrieve } from "./retrieve.ts";
import { retrieveAnswer } from "./schema.ts";

const message = (id: number, text = `text ${id}`): Message => ({
  id,
  roomId: "lounge",
  seq: id,
  author: { id: "u1", kind: "account", name: "ann" },
  text,
  file: null,
  at: 1_767_225_600_999,
  ...untouched,
});

/** A history that counts what is read of it and may grow while it is read. */
class History {
  readonly messages: Message[];
  readonly pageSize: number;
  pagesRead = 0;
  readings = 0;
  ended = 0;
  onPage: () => void = () => undefined;

  constructor(messages: Message[], pageSize: number) {
    this.messages = messages;
    this.pageSize = pageSize;
  }

  get chat(): Parameters<typeof retrieve>[0] {
    const unused = (): never => {
      throw new Error("not used");
    };
    return {
      messages: { after: (_userId, afterId) => this.#after(afterId) },
      files: {
        save: unused,
        upload: unused,
        open: unused,
        openPreview: unused,
        linkOf: unused,
        previewLinkOf: unused,
        lineOf: unused,
      },
    };
  }

  async *#after(afterId: number): AsyncGenerator<readonly Message[]> {
    this.readings += 1;
    try {
      for (let last = afterId; ; ) {
        const page = this.messages.filter(({ id }) => id > last).slice(0, this.pageSize);
        if (page.length === 0) return;
        this.pagesRead += 1;
        yield page;
        last = page.at(-1)?.id ?? last;
        this.onPage();
      }
    } finally {
      this.ended += 1;
    }
  }
}

async function parsed(history: History, after = 0) {
  let text = "";
  for await (const piece of await retrieve(history.chat, { userId: "u1", after })) text += piece;
  return retrieveAnswer.strict().parse(JSON.parse(text));
}

test("the answer has the documented keys, `messages` beside them, and the messages oldest first", async () => {
  const history = new History([message(3), message(5)], 10);
  const shown = [3, 5].map((id) => ({ id, message: `text ${id}`, poster: "u1", room: "lounge", timestamp: 1_767_225_600 }));
  assert.deepEqual(await parsed(history), { room_name: null, occupants: shown, messages: shown });
  assert.deepEqual(await parsed(history, 3), { room_name: null, occupants: shown.slice(1), messages: shown.slice(1) });
  assert.deepEqual(await parsed(history, 5), { room_name: null, occupants: [], messages: [] });
});

test("any history comes whole in both arrays, however its pages fall", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.string({ unit: "binary", maxLength: 50 }), { maxLength: 30 }),
      fc.integer({ min: 1, max: 7 }),
      fc.integer({ min: 0, max: 31 }),
      async (texts, pageSize, after) => {
        const history = new History(
          texts.map((text, index) => message(index + 1, text)),
          pageSize,
        );
        const { occupants, messages } = await parsed(history, after);
        assert.deepEqual(messages, occupants);
        assert.deepEqual(
          messages.map(({ message: text }) => text),
          texts.slice(after),
        );
      },
    ),
    { numRuns: 100 },
  );
});

test("both arrays are equal while others post, during the first reading and during the second", async () => {
  for (const postingIn of [1, 2]) {
    const history = new History([message(1), message(2), message(3)], 2);
    history.onPage = () => {
      if (history.readings === postingIn && history.messages.length < 12)
        history.messages.push(message(history.messages.length + 1));
    };
    const { occupants, messages } = await parsed(history);
    assert.ok(history.messages.length > 3);
    assert.deepEqual(messages, occupants);
  }
});

test("it is read as fast as it is taken: a reader who stops has read one page and ends the reading", async () => {
  const large = "x".repeat(4_000);
  const history = new History(
    Array.from({ length: 1_000 }, (_, index) => message(index + 1, large)),
    100,
  );
  const answer = await retrieve(history.chat, { userId: "u1", after: 0 });
  assert.equal(history.pagesRead, 1);
  let pieces = 0;
  for await (const piece of answer) {
    assert.ok(piece.length < 64 * 1024 + 5_000, `${piece.length} characters at once`);
    pieces += 1;
    if (pieces === 3) break;
  }
  assert.equal(history.pagesRead, 1);
  assert.deepEqual([history.readings, history.ended], [1, 1]);
});

test("a store that cannot answer is told before there is an answer", async () => {
  const history = new History([message(1)], 1);
  const { messages, files } = history.chat;
  const failing = {
    files,
    messages: {
      ...messages,
      after: () => ({ [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(new ChatError("unavailable")) }) }),
    },
  };
  await assert.rejects(retrieve(failing, { userId: "u1", after: 0 }), { code: "unavailable" });
});
