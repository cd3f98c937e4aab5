import assert from "node:assert/strict";
import { describe, mock, test } from "node:test";
import { realClock } from "../base/real-clock.ts";
import { useRooms, useUnread } from "../react.ts";
import { scene } from "../testing/scene.ts";

describe("useUnread", () => {
  test("says what is unread in a room, or in all that are not muted", async () => {
    const { ann, world, reads, screen: page } = await scene();
    using screen = page(() => {
      const [all, den] = [useUnread(), useUnread("den")];
      return `${all.unread} ${all.mentions}, den ${den.unread} ${den.mentions}, nowhere ${useUnread("nowhere").unread}`;
    });
    await reads(screen, "0 0, den 0 0, nowhere 0");
    world.post({ roomId: "den", userId: "ben", text: "one" });
    world.post({ roomId: "den", userId: "ben", text: "@room two" });
    world.post({ roomId: "hall", userId: "ben", text: "three" });
    await reads(screen, "3 1, den 2 1, nowhere 0");
    world.mute("den", "ann", "forever");
    await reads(screen, "1 0, den 2 1, nowhere 0");
    world.mute("den", "ann", undefined);
    await reads(screen, "3 1, den 2 1, nowhere 0");
    ann.chat.room("hall").markRead(3);
    await reads(screen, "2 1, den 2 1, nowhere 0");
    assert.deepEqual(screen.complaints, []);
  });

  test("a component that shows it renders for another count, not for texts, reactions, one's own messages or other rooms", async () => {
    const { ann, world, reads, calm, screen: page } = await scene();
    let renders = 0;
    const objects = new Set<object>();
    using screen = page(() => {
      renders += 1;
      const unread = useUnread("den");
      objects.add(unread);
      return String(unread.unread);
    });
    const { id } = world.post({ roomId: "den", userId: "ben", text: "one" });
    await reads(screen, "1");
    await calm();
    const before = [renders, objects.size];
    const heard = ann.life.events.length;
    world.edit("ben", id, "eins");
    world.react({ userId: "ben", id, emoji: "👍", isOn: true });
    world.pin("ben", id, true);
    world.post({ roomId: "hall", userId: "ben", text: "elsewhere" });
    ann.send("den", "mine");
    await calm();
    assert.equal(ann.life.events.length, heard + 5);
    assert.deepEqual([renders, objects.size], before);
    world.post({ roomId: "den", userId: "ben", text: "two" });
    await reads(screen, "2");
    assert.ok(renders > (before[0] ?? 0));
  });

  test("the list of rooms does not render for texts and reactions either", async () => {
    const { world, reads, calm, screen: page } = await scene();
    let renders = 0;
    using screen = page(() => {
      renders += 1;
      return useRooms()
        .map(({ room, unread }) => `${room.id} ${unread}`)
        .join();
    });
    const { id } = world.post({ roomId: "den", userId: "ben", text: "one" });
    await reads(screen, "den 1,hall 0");
    await calm();
    const before = renders;
    world.edit("ben", id, "eins");
    world.react({ userId: "ben", id, emoji: "👍", isOn: true });
    await calm();
    assert.equal(renders, before);
  });

  test("a mute that ends counts again at its end, which is waited for only while somebody looks", async () => {
    mock.timers.enable({ apis: ["setTimeout", "Date"], now: 1_000 });
    const waits = new Set<object>();
    const { after } = realClock;
    const { mock: counting } = mock.method(realClock, "after", (ms: number, call: () => void) => {
      const wait = {};
      waits.add(wait);
      const cancel = after(ms, () => waits.delete(wait) && call());
      return () => waits.delete(wait) && cancel();
    });
    try {
      const { world, reads, calm, screen: page } = await scene();
      world.post({ roomId: "den", userId: "ben", text: "one" });
      // Later than a timer can wait at once.
      const untilMs = 2 ** 31 + 5_000;
      world.mute("den", "ann", untilMs);
      await calm();
      using screen = page(() => String(useUnread().unread));
      await reads(screen, "0");
      await calm();
      mock.timers.tick(untilMs - Date.now() - 1);
      await calm();
      assert.equal(screen.text, "0");
      mock.timers.tick(1);
      await reads(screen, "1");
      assert.equal(waits.size, 0);
      world.mute("den", "ann", untilMs + 1_000);
      await reads(screen, "0");
      assert.equal(waits.size, 1);
      screen.unmount();
      await calm();
      assert.equal(waits.size, 0);
    } finally {
      counting.restore();
      mock.timers.reset();
    }
  });
});
