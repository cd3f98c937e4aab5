import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Bus } from "../bus/port.ts";

/** A bus as two processes have it. */
export interface BusPair {
  readonly here: Bus;
  readonly there: Bus;
  close(): Promise<void>;
}

/** What a topic told a listener, in order. */
class Heard {
  readonly lines: string[] = [];
  #wake: (() => void) | undefined;

  readonly listener = (data: string): void => {
    this.lines.push(data);
    this.#wake?.();
  };

  /** Resolves when `line` came. */
  async has(line: string): Promise<readonly string[]> {
    while (!this.lines.includes(line)) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    return this.lines;
  }
}

/** The obligations of bus/port.ts, held against any bus. */
export function busSuite(name: string, open: () => Promise<BusPair>): void {
  async function listening(bus: Bus, topic: string): Promise<Heard & { unsubscribe(): void }> {
    const heard = new Heard();
    const { ready, unsubscribe } = bus.subscribe(topic, heard.listener);
    await ready;
    return Object.assign(heard, { unsubscribe });
  }
  function busTest(title: string, body: (pair: BusPair) => Promise<void>): void {
    test(title, async () => {
      const pair = await open();
      try {
        await body(pair);
      } finally {
        await pair.close();
      }
    });
  }

  describe(`bus: ${name}`, () => {
    busTest(
      "each listener of a topic hears each message once, in its publisher's order, the publisher's own too",
      async (pair) => {
        const all = [await listening(pair.here, "t"), await listening(pair.here, "t"), await listening(pair.there, "t")];
        const lines = Array.from({ length: 500 }, (_, n) => String(n));
        for (const line of lines) pair.here.publish("t", line);
        for (const heard of all) assert.deepEqual(await heard.has("499"), lines);
      },
    );

    busTest("nobody hears another topic", async ({ here, there }) => {
      const heard = await listening(there, "a");
      for (const topic of ["b", "A", "a*", "a:b", ""]) here.publish(topic, topic);
      here.publish("a", "end");
      assert.deepEqual(await heard.has("end"), ["end"]);
    });

    busTest("any text arrives as it went", async ({ here, there }) => {
      const heard = await listening(there, "t");
      const texts = ["", "\0\r\n", "👩‍👩‍👧 é \u2028", "x".repeat(1_000_000)];
      for (const text of [...texts, "end"]) here.publish("t", text);
      assert.deepEqual(await heard.has("end"), [...texts, "end"]);
    });

    busTest("publish returns before anybody is called", async ({ here }) => {
      const heard = await listening(here, "t");
      here.publish("t", "x");
      assert.deepEqual(heard.lines, []);
      await heard.has("x");
    });

    busTest(
      "after unsubscribe a listener is not called, not even by what is under way; the others are",
      async ({ here, there }) => {
        const gone = await listening(there, "t");
        const stays = await listening(there, "t");
        here.publish("t", "x");
        gone.unsubscribe();
        gone.unsubscribe();
        await stays.has("x");
        assert.deepEqual(gone.lines, []);
      },
    );

    busTest("a listener that unsubscribes another within a call silences it at once", async ({ here }) => {
      let second: Heard & { unsubscribe(): void };
      const first = here.subscribe("t", () => second.unsubscribe());
      second = await listening(here, "t");
      await first.ready;
      const last = await listening(here, "t");
      here.publish("t", "x");
      await last.has("x");
      assert.deepEqual(second.lines, []);
    });

    busTest("the same function may listen twice, and each subscription is its own", async ({ here, there }) => {
      const heard = new Heard();
      const subscriptions = [there.subscribe("t", heard.listener), there.subscribe("t", heard.listener)];
      await Promise.all(subscriptions.map(({ ready }) => ready));
      const other = await listening(there, "t");
      here.publish("t", "both");
      await other.has("both");
      subscriptions[0]?.unsubscribe();
      here.publish("t", "one");
      await other.has("one");
      assert.deepEqual(heard.lines, ["both", "both", "one"]);
    });

    busTest("a topic that everybody left can be subscribed to again", async ({ here, there }) => {
      const first = await listening(there, "t");
      first.unsubscribe();
      const second = await listening(there, "t");
      here.publish("t", "x");
      await second.has("x");
      assert.deepEqual(first.lines, []);
    });
  });
}
