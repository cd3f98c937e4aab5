import assert from "node:assert/strict";
import { randomInt } from "node:crypto";
import { describe, test } from "node:test";
import { withoutPostgres } from "@parlance/conformance/services/postgres.ts";
import fc from "fast-check";
import type { RoomEvent } from "../../ports/model.ts";
import { loungeId } from "../../ports/model.ts";
import type { Store } from "../../ports/store.ts";
import { CuttingProxy } from "./testing/cutting-proxy.ts";
import { loungePost } from "./testing/lounge-post.ts";
import { newStoreDatabase, StoreInDatabase, testServer } from "./testing/store-in-database.ts";

async function proxied(): Promise<{ proxy: CuttingProxy; url: string; direct: string }> {
  const direct = await newStoreDatabase();
  const proxy = await CuttingProxy.open((await testServer()).port);
  return { proxy, url: proxy.url(direct), direct };
}

function listenTo(store: Store): RoomEvent[] {
  const told: RoomEvent[] = [];
  store.onCommit((events) => told.push(...events));
  return told;
}

/** A store behind a proxy, of which it is known what was posted. */
class Trial implements AsyncDisposable {
  readonly proxy: CuttingProxy;
  readonly #made: StoreInDatabase;
  readonly #told: RoomEvent[];
  #posted = 0;

  private constructor(proxy: CuttingProxy, made: StoreInDatabase) {
    this.proxy = proxy;
    this.#made = made;
    this.#told = listenTo(made.store);
  }

  static async begin(): Promise<Trial> {
    const { proxy, url } = await proxied();
    return new Trial(proxy, await StoreInDatabase.make({ url }));
  }

  /** Two posts, and between them a write of another kind. */
  async batch(): Promise<void> {
    const { store } = this.#made;
    const post = () => store.post(loungePost(`${this.#posted++}`));
    const [first, , second] = await Promise.all([post(), store.deleteSession("none"), post()]);
    const seqs = [first, second].map((outcome) => outcome.kind === "posted" && outcome.message.seq);
    assert.deepEqual(seqs, [this.#posted - 1, this.#posted]);
  }

  /** All is there once, in order, and was told once. */
  async isWhole(): Promise<void> {
    const events = await this.#made.store.eventsAfter(loungeId, 0, 100_000);
    const texts = events.map((event) => event.type === "posted" && event.message.text);
    assert.deepEqual(
      texts,
      upTo(this.#posted).map((n) => `${n - 1}`),
    );
    assert.deepEqual(seqsOf(this.#told), upTo(this.#posted));
    assert.deepEqual(this.#told, events);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#made.dispose();
    await this.proxy[Symbol.asyncDispose]();
  }
}

const seqsOf = (events: readonly RoomEvent[]) => events.map(({ seq }) => seq);
const upTo = (count: number) => Array.from({ length: count }, (_, n) => n + 1);

describe("postgres: connections that are lost", { skip: withoutPostgres() }, () => {
  test("a connection cut at any message of a batch, in either direction, doubles nothing and loses nothing", async () => {
    await using trial = await Trial.begin();
    const { proxy } = trial;
    const batch = () => trial.batch();
    await batch();
    // Twice: the first is of a connection that prepares its statements still.
    for (const from of ["client", "server"] as const) {
      proxy.cutAt();
      await batch();
      const length = proxy.counts[from];
      assert.ok(length > 20, `${length} messages`);
      for (let message = 1; message <= length; message += 1) {
        const before = proxy.cuts;
        proxy.cutAt({ from, message });
        await batch();
        assert.equal(proxy.cuts, before + 1, `message ${message} of ${from} was cut`);
      }
    }
    await trial.isWhole();
  });

  test("nor does one that is cut again while it is found out what became of the batch", async (t) => {
    const seed = Number(process.env["PARLANCE_FC_SEED"] ?? randomInt(2 ** 31));
    t.diagnostic(`PARLANCE_FC_SEED=${seed}`);
    await using trial = await Trial.begin();
    const from = fc.constantFrom("client" as const, "server" as const);
    const cut = fc.record({ from, message: fc.integer({ min: 1, max: 200 }) });
    // The end of a batch is where its COMMIT is.
    const property = fc.asyncProperty(fc.array(cut, { minLength: 1, maxLength: 4 }), async (cuts) => {
      trial.proxy.cutAt(...cuts);
      await trial.batch();
    });
    await fc.assert(property, { numRuns: 60, seed, endOnFailure: true });
    assert.ok(trial.proxy.cuts > 60, `${trial.proxy.cuts} cuts`);
    trial.proxy.cutAt();
    await trial.isWhole();
  });
});
