import assert from "node:assert/strict";
import { randomInt } from "node:crypto";
import { test } from "node:test";
import { withoutPostgres } from "@parlance/conformance/services/postgres.ts";
import fc from "fast-check";
import type { RoomEvent } from "../ports/model.ts";
import type { Store } from "../ports/store.ts";
import { StoreError } from "../ports/store.ts";
import { createMemoryStore } from "./memory/memory-store.ts";
import type { Operation } from "./operation.ts";
import { anyRead, anyWrite, beginning } from "./operations.ts";
import { StoreInDatabase } from "./postgres/testing/store-in-database.ts";
import { StoreInFolder } from "./sqlite/testing/store-in-folder.ts";

const usualRuns = 20;
const asked = process.env["PARLANCE_FC_RUNS"];
const runs = Number(asked ?? usualRuns);
/** Each statement goes to another process: there are fewer of them, other ones each time. */
const postgresRuns = Number(asked ?? 8);
const seed = Number(process.env["PARLANCE_FC_SEED"] ?? randomInt(2 ** 31));

const outcomes = [
  "created",
  "name_taken",
  "email_taken",
  "saved",
  "room",
  "no_user",
  "posted",
  "repeated",
  "no_room",
  "added",
  "removed",
  "no_message",
  "no_file",
  "file_taken",
  "too_many",
  "archived",
  "done",
  "unchanged",
  "forbidden",
  "last_owner",
  "banned",
  "reported",
  "nothing",
  "no_report",
  "mistake",
  "gone",
  "no_file",
  "refused",
  "deleted",
  "idle",
  "step",
];

/** What a call came to, in a form that can be compared. */
async function cameTo(operation: Operation, store: Store): Promise<unknown> {
  try {
    return { value: await operation.run(store) };
  } catch (error) {
    return { error: error instanceof StoreError ? error.code : "mistake" };
  }
}

function outcomeOf(result: unknown): string {
  return /"(?:kind|error)":"(\w+)"/.exec(JSON.stringify(result))?.[1] ?? "other";
}

/** All events a store told, in order: where one batch ended and the next began is the store's own affair. */
function listenTo(store: Store): RoomEvent[] {
  const told: RoomEvent[] = [];
  store.onCommit((batch) => {
    assert.equal(new Set(batch.map(({ room }) => room.id)).size, 1, "a batch is of one room");
    told.push(...batch);
  });
  return told;
}

interface Step {
  /** Sent together. */
  readonly writes: readonly Operation[];
  /** Asked when all of them are done. */
  readonly reads: readonly Operation[];
}

const steps = fc.array(
  fc.record<Step>({
    writes: fc.array(anyWrite, { minLength: 1, maxLength: 20, size: "max" }),
    reads: fc.array(anyRead, { maxLength: 20, size: "max" }),
  }),
  { minLength: 1, maxLength: 10, size: "max" },
);

const begun = (script: readonly Step[]): readonly Step[] => [{ writes: beginning, reads: [] }, ...script];

/** A store that is there for one script. */
interface Made extends AsyncDisposable {
  readonly store: Store;
  reopen(): Promise<Store>;
}

async function compare(make: () => Promise<Made>, numRuns = runs): Promise<void> {
  const property = fc.asyncProperty(steps, async (script) => {
    const model = createMemoryStore();
    await using made = await make();
    const toldByModel = listenTo(model);
    const told = listenTo(made.store);
    for (const { writes, reads } of begun(script)) {
      for (const operations of [writes, reads]) {
        const expected = await Promise.all(operations.map((operation) => cameTo(operation, model)));
        const actual = await Promise.all(operations.map((operation) => cameTo(operation, made.store)));
        assert.deepStrictEqual(actual, expected);
      }
      assert.deepStrictEqual(told, toldByModel);
    }
    const reopened = await made.reopen();
    for (const roomId of new Set(told.map(({ room }) => room.id))) {
      assert.deepStrictEqual(await reopened.eventsAfter(roomId, 0, 1_000), await model.eventsAfter(roomId, 0, 1_000));
    }
  });
  await fc.assert(property, { numRuns, seed });
}

test("I6: whatever is asked of them, SQLite answers and tells what the memory model does", async (t) => {
  t.diagnostic(`PARLANCE_FC_SEED=${seed} PARLANCE_FC_RUNS=${runs}`);
  await compare(() => StoreInFolder.make({ storeBatch: 7, indexing: { kept: 2, step: 1 } }));
});

test("I6: and so does PostgreSQL", { skip: withoutPostgres() }, async (t) => {
  t.diagnostic(`PARLANCE_FC_SEED=${seed} PARLANCE_FC_RUNS=${postgresRuns}`);
  await compare(() => StoreInDatabase.make({ storeBatch: 7 }), postgresRuns);
});

test("what is asked at random meets every outcome there is", async () => {
  const seen = new Set<string>();
  const property = fc.asyncProperty(steps, async (script) => {
    const model = createMemoryStore();
    for (const { writes, reads } of begun(script)) {
      for (const operations of [writes, reads]) {
        for (const result of await Promise.all(operations.map((operation) => cameTo(operation, model))))
          seen.add(outcomeOf(result));
      }
    }
  });
  // Always the same questions: whether all outcomes are met is not left to chance.
  await fc.assert(property, { numRuns: 10 * usualRuns, seed: 1 });
  assert.deepEqual(
    outcomes.filter((outcome) => !seen.has(outcome)),
    [],
  );
});
