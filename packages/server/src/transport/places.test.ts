import assert from "node:assert/strict";
import { test } from "node:test";
import { Places } from "./places.ts";

/** Takes places for people named by a letter and their address, and keeps who is in. */
class Room {
  readonly places: Places;
  readonly inside: string[] = [];
  readonly #leave = new Map<string, () => void>();

  constructor(bounds: { largeFramesAtOnce: number; largeFramesPerAddress: number }, limitsOn = true) {
    this.places = new Places(bounds, limitsOn);
  }

  take(...people: string[]): void {
    for (const id of people) {
      const address = id.startsWith("v6") ? `2001:db8:1:2::${id.slice(2)}` : `10.0.0.${id.charCodeAt(0)}`;
      this.#leave.set(
        id,
        this.places.take({ id, address }, () => this.inside.push(id)),
      );
    }
  }

  leave(id: string): void {
    this.#leave.get(id)?.();
    if (this.inside.includes(id)) this.inside.splice(this.inside.indexOf(id), 1);
  }
}

test("as many as there are places are let in at once, the others in turn (bounds: largeFramesAtOnce)", () => {
  const room = new Room({ largeFramesAtOnce: 2, largeFramesPerAddress: 2 });
  room.take("a", "b", "c", "d");
  assert.deepEqual(room.inside, ["a", "b"]);
  room.leave("b");
  assert.deepEqual(room.inside, ["a", "c"]);
  room.leave("a");
  assert.deepEqual(room.inside, ["c", "d"]);
});

test("one address gets no more than its share, and nobody waits behind it (bounds: largeFramesPerAddress)", () => {
  const room = new Room({ largeFramesAtOnce: 4, largeFramesPerAddress: 2 });
  room.take("a1", "a2", "a3", "b1");
  assert.deepEqual(room.inside, ["a1", "a2", "b1"]);
  room.leave("b1");
  assert.deepEqual(room.inside, ["a1", "a2"]);
  room.leave("a1");
  assert.deepEqual(room.inside, ["a2", "a3"]);
});

test("an IPv6 customer's /64 counts as one address", () => {
  const room = new Room({ largeFramesAtOnce: 4, largeFramesPerAddress: 2 });
  room.take("v61", "v62", "v63");
  assert.deepEqual(room.inside, ["v61", "v62"]);
});

test("without limits the share of an address is lifted, the number of places is not", () => {
  const room = new Room({ largeFramesAtOnce: 3, largeFramesPerAddress: 1 }, false);
  room.take("a1", "a2", "a3", "a4");
  assert.deepEqual(room.inside, ["a1", "a2", "a3"]);
});

test("who stops waiting is passed over; leaving twice gives nothing back twice", () => {
  const room = new Room({ largeFramesAtOnce: 1, largeFramesPerAddress: 1 });
  room.take("a", "b", "c", "d");
  room.leave("b");
  room.leave("b");
  room.leave("a");
  room.leave("a");
  assert.deepEqual(room.inside, ["c"]);
});
