import assert from "node:assert/strict";
import { test } from "node:test";
import { queryObjects } from "node:v8";
import { z } from "zod";
import { create, Hub } from "../index.ts";
import { openPaper } from "../testing/paper-socket.ts";

const turn = () => new Promise((resolve) => setImmediate(resolve));
const zo = create();
const routes = { feed: zo.subscription({ input: z.void(), event: z.unknown() }) };

/** A hub whose one subscription gives what `events` says, and a connection that has it open. */
async function streaming(events: () => AsyncIterable<unknown>) {
  const reports: unknown[] = [];
  const hub = new Hub<object>(zo.router(routes, { feed: events }), { onError: (error) => reports.push(error) });
  const { socket, peer } = await openPaper(hub);
  const close = async (): Promise<void> => {
    peer.closed();
    await hub.close();
  };
  return { socket, peer, reports, close };
}

test("a stream that goes on for long keeps nothing of the events that it has sent", async () => {
  const { socket, peer, close } = await streaming(async function* () {
    for (;;) yield 1;
  });
  /** The promises that live when so many events more were sent. */
  const promisesAfter = async (events: number): Promise<number> => {
    peer.message(JSON.stringify({ type: socket.log.length > 0 ? "zo.credit" : "feed", id: 1, credit: events }));
    const sent = socket.log.length + events;
    for (let round = 0; round < 1_000 && socket.log.length < sent; round++) await turn();
    assert.equal(socket.log.length, sent);
    return queryObjects(Promise, { format: "count" });
  };
  const first = await promisesAfter(10);
  const later = await promisesAfter(1_000);
  assert.ok(later < first + 100, `${first} promises, and after 1,000 events ${later}`);
  await close();
});

test("S4: a stream ends at once when it is stopped, whatever its handler waits for or does while it is left", async () => {
  const failure = new Error("while it is left");
  const stuck: AsyncIterable<unknown> = {
    [Symbol.asyncIterator]: () => ({
      next: () => new Promise<IteratorResult<unknown>>(() => undefined),
      return: () => {
        throw failure;
      },
    }),
  };
  const { socket, peer, reports, close } = await streaming(() => stuck);
  peer.message('{"type":"feed","id":1,"credit":1}');
  await turn();
  peer.message('{"type":"zo.stop","id":1}');
  await turn();
  assert.deepEqual([socket.log, reports], [[], [failure]]);
  await close();
});

test("S4: a handler that stops its own stream while it is asked for an event ends it", async () => {
  const left = Promise.withResolvers<void>();
  let stop = (): void => undefined;
  const { peer, socket, close } = await streaming(() => ({
    [Symbol.asyncIterator]: () => ({
      next: () => {
        stop();
        return new Promise<IteratorResult<unknown>>(() => undefined);
      },
      return: async () => {
        left.resolve();
        return { done: true, value: undefined };
      },
    }),
  }));
  stop = () => peer.message('{"type":"zo.stop","id":1}');
  peer.message('{"type":"feed","id":1,"credit":1}');
  await left.promise;
  assert.deepEqual(socket.log, []);
  await close();
});
