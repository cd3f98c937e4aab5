/** For tests: random operations that keep order. */
import type { Arbitrary } from "fast-check";
import fc from "fast-check";
import type { Person } from "../ports/model.ts";
import type { Operation } from "./operation.ts";
import { operation } from "./operation.ts";

/** What the operations are about; what it is should meet what others do. */
export interface Parts {
  readonly userId: Arbitrary<string>;
  readonly roomId: Arbitrary<string>;
  readonly messageId: Arbitrary<number>;
  readonly doer: Arbitrary<Person>;
  readonly at: Arbitrary<number>;
  readonly text: Arbitrary<string>;
  readonly limit: Arbitrary<number>;
  readonly nameKey: Arbitrary<string>;
}

type Weighted = { readonly weight: number; readonly arbitrary: Arbitrary<Operation> };

const recordId = fc.integer({ min: 0, max: 20 });

export function moderationWrites({ userId, roomId, messageId, doer, at, text, limit }: Parts): Weighted[] {
  /** Of `beginning`: the first account, and so an administrator; and others. */
  const admin = fc.oneof({ weight: 4, arbitrary: doer.map((given): Person => ({ ...given, id: "u1" })) }, doer);
  const reason = fc.option(text);
  const about = fc.oneof(
    { weight: 3, arbitrary: fc.record({ messageId }) },
    fc.record({ userId: fc.oneof(userId, fc.constant("nobody")) }),
  );
  const note = { reportId: recordId, by: admin, at, note: reason };
  const report = fc.record({ about, by: doer, at, text, maxOpen: fc.constantFrom(1, 2, 50) });
  return [
    {
      weight: 3,
      arbitrary: operation("banFromRoom", fc.tuple(fc.record({ roomId, userId, by: admin, at, reason })), (store, args) =>
        store.banFromRoom(...args),
      ),
    },
    {
      weight: 3,
      arbitrary: operation("unbanFromRoom", fc.tuple(fc.record({ roomId, userId, by: admin, at })), (store, args) =>
        store.unbanFromRoom(...args),
      ),
    },
    {
      weight: 2,
      arbitrary: operation(
        "banFromServer",
        fc.tuple(fc.record({ userId, by: admin, at, reason, until: fc.option(at, { freq: 8 }) })),
        (store, args) => store.banFromServer(...args),
      ),
    },
    {
      weight: 3,
      arbitrary: operation("unbanFromServer", fc.tuple(fc.record({ userId, by: admin, at })), (store, args) =>
        store.unbanFromServer(...args),
      ),
    },
    {
      weight: 1,
      arbitrary: operation(
        "setAdmin",
        fc.tuple(fc.record({ userId, isAdmin: fc.boolean(), by: fc.option(admin, { freq: 4 }), at })),
        (store, args) => store.setAdmin(...args),
      ),
    },
    {
      weight: 2,
      arbitrary: operation("deleteAsAdmin", fc.tuple(fc.record({ messageId, by: admin, at })), (store, args) =>
        store.deleteAsAdmin(...args),
      ),
    },
    { weight: 4, arbitrary: operation("createReport", fc.tuple(report), (store, args) => store.createReport(...args)) },
    {
      weight: 3,
      arbitrary: operation("resolveReport", fc.tuple(fc.record(note)), (store, args) => store.resolveReport(...args)),
    },
    {
      weight: 1,
      arbitrary: operation("purgeModeration", fc.tuple(at, limit), (store, args) => store.purgeModeration(...args)),
    },
  ];
}

export function moderationReads({ userId, roomId, at, limit, nameKey }: Parts): Arbitrary<Operation>[] {
  const inRoom = fc.option(roomId);
  const reports = fc.record({ roomId: inRoom, isResolved: fc.boolean(), afterId: recordId, limit });
  const prefix = fc.oneof(nameKey, fc.constantFrom("", "n", "\u{1f600}"));
  return [
    operation("readable", fc.tuple(roomId, userId), (store, args) => store.readable(...args)),
    operation("isSilenced", fc.tuple(roomId, userId, at), (store, args) => store.isSilenced(...args)),
    operation("roomBans", fc.tuple(roomId, recordId, limit), (store, args) => store.roomBans(...args)),
    operation("serverBans", fc.tuple(at, recordId, limit), (store, args) => store.serverBans(...args)),
    operation("isAdmin", fc.tuple(userId), (store, args) => store.isAdmin(...args)),
    operation("accounts", fc.tuple(fc.record({ prefix, afterKey: prefix, at, limit })), (store, args) => store.accounts(...args)),
    operation("reports", fc.tuple(reports), (store, args) => store.reports(...args)),
    operation("audit", fc.tuple(inRoom, fc.integer({ min: 0, max: 60 }), limit), (store, args) => store.audit(...args)),
  ];
}
