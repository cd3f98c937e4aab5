/** For tests: random operations on what users keep for themselves. */

import type { Arbitrary } from "fast-check";
import fc from "fast-check";
import { forever } from "../ports/personal.ts";
import type { Operation } from "./operation.ts";
import { operation } from "./operation.ts";

interface Words {
  readonly userId: Arbitrary<string>;
  readonly roomId: Arbitrary<string>;
  readonly messageId: Arbitrary<number>;
  readonly limit: Arbitrary<number>;
}

export function personalWrites({ userId, roomId, messageId }: Words): Arbitrary<Operation> {
  const mark = fc.record({
    userId,
    roomId,
    messageId: fc.oneof(messageId, fc.constantFrom(-1, 0, Number.MAX_SAFE_INTEGER)),
  });
  const until = fc.option(fc.constantFrom(1, 2, forever), { freq: 3 });
  const blocking = fc.record({ userId, otherId: userId, maxBlocks: fc.constantFrom(1, 2, 50) });
  return fc.oneof(
    { weight: 5, arbitrary: operation("markRead", fc.tuple(mark), (store, args) => store.markRead(...args)) },
    operation("setMute", fc.tuple(fc.record({ userId, roomId, until })), (store, args) => store.setMute(...args)),
    { weight: 2, arbitrary: operation("block", fc.tuple(blocking), (store, args) => store.block(...args)) },
    operation("unblock", fc.tuple(userId, userId), (store, args) => store.unblock(...args)),
  );
}

export function personalReads({ userId, roomId, limit }: Words): Arbitrary<Operation> {
  const bounds = { maxCounted: fc.constantFrom(0, 1, 3, 1_000), maxScanned: fc.constantFrom(0, 2, 5, 1_000, 1_000) };
  const rooms = fc.record({ userId, roomIds: fc.array(roomId, { maxLength: 8 }), ...bounds });
  const page = fc.record({ userId, afterRoomId: fc.oneof(fc.constant(""), roomId), limit, ...bounds });
  return fc.oneof(
    { weight: 4, arbitrary: operation("unreadOf", fc.tuple(rooms), (store, args) => store.unreadOf(...args)) },
    {
      weight: 3,
      arbitrary: operation("countedStandingsOf", fc.tuple(page), (store, args) => store.countedStandingsOf(...args)),
    },
    operation("closureOf", fc.tuple(roomId), (store, args) => store.closureOf(...args)),
    operation("blocksOf", fc.tuple(userId), (store, args) => store.blocksOf(...args)),
  );
}
