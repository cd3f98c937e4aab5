import assert from "node:assert/strict";
import { test } from "node:test";
import type { Message, RoomEvent } from "@parlance/server/ports/model.ts";
import { loungeId } from "@parlance/server/ports/model.ts";
import type { StoreContractOptions } from "./world.ts";
import { worldFor } from "./world.ts";

export function readingRules(options: StoreContractOptions): void {
  const world = worldFor(options);

  test("snapshot: the newest messages, oldest first, and the seq of the room's last event", async () => {
    const { store } = world();
    const [a, b] = [await world().account(), await world().account()];
    const room = await world().direct(a, b);
    assert.deepEqual(await store.snapshot(room.id, 10), { room, seq: 2, messages: [] });
    const posts: Message[] = [];
    for (let n = 0; n < 5; n += 1) posts.push(await world().post(a, { roomId: room.id }));
    await store.toggleReaction(world().newToggle(posts[4] ?? assert.fail(), b));
    const last = await store.findMessage(posts[4]?.id ?? 0);
    assert.deepEqual(await store.snapshot(room.id, 3), { room, seq: 8, messages: [posts[2], posts[3], last] });
    assert.deepEqual((await store.snapshot(room.id, 5))?.messages.length, 5);
    assert.deepEqual((await store.snapshot(room.id, 6))?.messages.length, 5);
    assert.deepEqual(await store.snapshot(room.id, 0), { room, seq: 8, messages: [] });
    assert.equal(await store.snapshot("unknown", 3), null);
  });

  test("I2: eventsAfter answers every event in seq order, contiguous from 1, messages in their present state", async () => {
    const { store } = world();
    const [a, b] = [await world().account(), await world().account()];
    const room = await world().direct(a, b);
    const message = await world().post(a, { roomId: room.id });
    await store.toggleReaction(world().newToggle(message, b));
    await world().post(b, { roomId: room.id });
    const events = await store.eventsAfter(room.id, 0, 100);
    assert.deepEqual(
      events.map(({ seq, type }) => [seq, type]),
      [
        [1, "member_joined"],
        [2, "member_joined"],
        [3, "posted"],
        [4, "reaction_added"],
        [5, "posted"],
      ],
    );
    const present = await store.findMessage(message.id);
    const told = world()
      .eventsOf(room.id)
      .map((event) => ("message" in event && event.message.id === message.id ? { ...event, message: present } : event));
    assert.deepEqual(events, told);
    const paged: RoomEvent[] = [];
    for (
      let page = await store.eventsAfter(room.id, 0, 2);
      page.length > 0;
      page = await store.eventsAfter(room.id, paged.at(-1)?.seq ?? 0, 2)
    )
      paged.push(...page);
    assert.deepEqual(paged, events);
    assert.deepEqual(await store.eventsAfter(room.id, 5, 10), []);
    assert.deepEqual(await store.eventsAfter(room.id, 0, 0), []);
    assert.deepEqual(await store.eventsAfter("unknown", 0, 10), []);
  });

  test("messagesAfter: all rooms of the user and no other (I5), in id order, after the given id, at most the limit", async () => {
    const { store } = world();
    const ann = await world().account({ joins: [loungeId] });
    const others = [await world().account(), await world().account(), await world().account()];
    const rooms = [loungeId, ...(await Promise.all(others.map((other) => world().direct(ann, other)))).map(({ id }) => id)];
    const foreign = await world().direct(others[0] ?? assert.fail(), others[1] ?? assert.fail());
    const mine: Message[] = [];
    for (let n = 0; n < 60; n += 1) {
      // Uneven on purpose: one busy room, some quiet ones.
      const roomId = rooms[n % 7 === 0 ? n % rooms.length : 0] ?? loungeId;
      mine.push(await world().post(ann, { roomId }));
      if (n % 5 === 0) await world().post(others[0] ?? assert.fail(), { roomId: foreign.id });
      if (n % 9 === 0) await store.toggleReaction(world().newToggle(mine[n] ?? assert.fail(), ann));
    }
    const present = await Promise.all(mine.map(({ id }) => store.findMessage(id)));
    assert.deepEqual(await store.messagesAfter(ann.id, 0, 1_000), present);
    for (const limit of [1, 7, 60]) {
      const paged: Message[] = [];
      for (
        let page = await store.messagesAfter(ann.id, 0, limit);
        page.length > 0;
        page = await store.messagesAfter(ann.id, paged.at(-1)?.id ?? 0, limit)
      ) {
        assert.ok(page.length <= limit);
        paged.push(...page);
      }
      assert.deepEqual(paged, present);
    }
    for (const message of mine) {
      const expected = present.filter((other) => (other?.id ?? 0) > message.id);
      assert.deepEqual(await store.messagesAfter(ann.id, message.id, 1_000), expected);
    }
    assert.deepEqual(await store.messagesAfter("nobody", 0, 10), []);
    assert.deepEqual(await store.messagesAfter(ann.id, 0, 0), []);
  });

  test("I9: a reader who remembers the greatest id it saw misses nothing while many write at once", async () => {
    const { store } = world();
    const reader = await world().account({ joins: [loungeId] });
    const writers = await Promise.all(Array.from({ length: 8 }, () => world().account()));
    const rooms = [loungeId, ...(await Promise.all(writers.map((writer) => world().direct(reader, writer)))).map(({ id }) => id)];
    const [start] = (await store.messagesAfter(reader.id, 0, 1_000)).slice(-1);
    let isWriting = true;
    const written: number[] = [];
    const writing = Promise.all(
      writers.map(async (writer, index) => {
        for (let n = 0; n < 40; n += 1) {
          const roomId = (n % 2 === 0 ? loungeId : rooms[index + 1]) ?? loungeId;
          written.push((await world().post(writer, { roomId })).id);
        }
      }),
    ).finally(() => {
      isWriting = false;
    });
    const seen: number[] = [];
    for (let isLast = false; !isLast; ) {
      isLast = !isWriting;
      const page = await store.messagesAfter(reader.id, seen.at(-1) ?? start?.id ?? 0, isLast ? 1_000 : 13);
      seen.push(...page.map(({ id }) => id));
    }
    await writing;
    assert.deepEqual(
      seen,
      written.toSorted((a, b) => a - b),
    );
  });

  test("a read issued after a write resolved sees that write", async () => {
    const { store } = world();
    const ann = await world().account();
    const room = await world().direct(ann, ann);
    for (let n = 0; n < 20; n += 1) {
      const { id } = await world().post(ann, { roomId: room.id });
      assert.equal((await store.snapshot(room.id, 1))?.messages[0]?.id, id);
    }
  });
}
