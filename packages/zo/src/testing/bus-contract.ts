import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Bus } from "../bus/port.ts";

/** Two ends of one bus, as two processes have them; the same object twice where there is only one process. */
export interface BusEnds extends AsyncDisposable {
  readonly here: Bus;
  readonly there: Bus;
}

/** Collects what a subscription hears, and waits for it. */
class Ear {
  readonly heard: string[] = [];
  #wake: (() => void) | undefined;

  readonly listen = (data: string): void => {
    this.heard.push(data);
    this.#wake?.();
  };

  async until(data: string): Promise<readonly string[]> {
    while (!this.heard.includes(data)) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    return this.heard;
  }
}

/** The obligations of the port `Bus`, held against whatever `makeBus` makes. */
export function busContract(makeBus: () => Promise<BusEnds>): void {
  describe("bus", () => {
    test("what is published is heard at both ends, once, in order, by the topic's listeners only", async () => {
      await using ends = await makeBus();
      const [here, there, other] = [new Ear(), new Ear(), new Ear()];
      const subscriptions = [
        ends.here.subscribe("a", here.listen),
        ends.there.subscribe("a", there.listen),
        ends.there.subscribe("b", other.listen),
      ];
      await Promise.all(subscriptions.map(({ ready }) => ready));
      const sent = Array.from({ length: 100 }, (_, at) => `message ${at}`);
      for (const data of sent) ends.here.publish("a", data);
      ends.here.publish("a", "end");
      ends.here.publish("b", "end");
      assert.deepEqual(await here.until("end"), [...sent, "end"]);
      assert.deepEqual(await there.until("end"), [...sent, "end"]);
      assert.deepEqual(await other.until("end"), ["end"]);
    });

    test("any text and any topic is carried as it is", async () => {
      await using ends = await makeBus();
      for (const topic of ["a b", "*", "room:[x]?", "größe\u0000", "x".repeat(1_000)]) {
        const ear = new Ear();
        await ends.there.subscribe(topic, ear.listen).ready;
        const data = '\u0000 \n " 👩‍👩‍👧 '.repeat(1_000);
        ends.here.publish(topic, data);
        assert.deepEqual(await ear.until(data), [data]);
      }
    });

    test("after unsubscribing nothing is heard; another subscription of the same function still is", async () => {
      await using ends = await makeBus();
      const [gone, stays, last] = [new Ear(), new Ear(), new Ear()];
      const first = ends.there.subscribe("a", gone.listen);
      const second = ends.there.subscribe("a", stays.listen);
      const third = ends.there.subscribe("a", stays.listen);
      await Promise.all([first.ready, second.ready, third.ready]);
      first.unsubscribe();
      first.unsubscribe();
      second.unsubscribe();
      ends.here.publish("a", "x");
      assert.deepEqual(await stays.until("x"), ["x"]);
      assert.deepEqual(gone.heard, []);
      third.unsubscribe();
      await ends.there.subscribe("a", last.listen).ready;
      ends.here.publish("a", "y");
      assert.deepEqual(await last.until("y"), ["y"]);
      assert.deepEqual(stays.heard, ["x"]);
    });

    test("a listener that was unsubscribed does not hear what is under way, nor what another listener is being told", async () => {
      await using ends = await makeBus();
      const [gone, silenced, last] = [new Ear(), new Ear(), new Ear()];
      const early = ends.there.subscribe("a", gone.listen);
      const first = ends.there.subscribe("a", () => second.unsubscribe());
      const second = ends.there.subscribe("a", silenced.listen);
      const third = ends.there.subscribe("a", last.listen);
      await Promise.all([early, first, second, third].map(({ ready }) => ready));
      ends.here.publish("a", "x");
      early.unsubscribe();
      assert.deepEqual(await last.until("x"), ["x"]);
      assert.deepEqual([gone.heard, silenced.heard], [[], []]);
    });

    test("publish does not call listeners before it returned", async () => {
      await using ends = await makeBus();
      const ear = new Ear();
      await ends.here.subscribe("a", ear.listen).ready;
      ends.here.publish("a", "x");
      assert.deepEqual(ear.heard, []);
      assert.deepEqual(await ear.until("x"), ["x"]);
    });
  });
}
