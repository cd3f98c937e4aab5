import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { ChatEvent } from "./events.ts";
import { calm, Device, type Life } from "./testing/device.ts";
import { PaperNet, turn } from "./testing/paper-net.ts";
import { refusal, World } from "./testing/world.ts";

const roomIds = ["den", "hall", "yard"];
const userIds = ["ann", "ben"];

/** Two devices of Ann's and one of Ben's, whose windows are small. */
class Party {
  readonly world = new World({ eventsPerRoom: 8, page: 4 });
  readonly net = new PaperNet(this.world);
  readonly devices: readonly Device[];
  #count = 0;
  #refusals = 0;

  constructor() {
    for (const id of roomIds) this.world.makeRoom(id, userIds);
    const bounds = { messagesKept: 10, messagesStored: 5, eventsHeld: 3, roomsPerCall: 2 };
    this.devices = ["ann", "ann", "ben"].map((user, at) => new Device(this.net, `${user}${at}`, user, { bounds }));
    this.world.refuses = () => {
      this.#refusals = Math.max(0, this.#refusals - 1);
      return this.#refusals > 0 ? refusal("rate_limited", 300) : undefined;
    };
  }

  async act({ deed, by, at, n }: Act): Promise<void> {
    const device = this.devices[by % this.devices.length];
    const roomId = roomIds[at % roomIds.length] ?? "den";
    assert.ok(device);
    const { chat, userId } = device;
    const room = chat.room(roomId);
    const quietly = (work: Promise<unknown>): void => void work.catch(() => undefined);
    const messages = this.world.messagesOf(roomId);
    const id = messages[messages.length - 1 - (n % Math.max(1, Math.min(messages.length, 12)))]?.id ?? 1;
    const emoji = ["👍", "🎉", "🐌"][n % 3] ?? "👍";
    switch (deed) {
      case "send":
        this.#count += 1;
        // Some texts are said again and again: no send may be taken for another for long.
        return device.send(roomId, n % 4 === 0 ? "ok" : `text ${this.#count}`);
      case "elsewhere":
        if (!this.world.isMember(roomId, "ben")) return;
        for (let times = 0; times <= n % 12; times++)
          this.world.post({ roomId, userId: "ben", text: `elsewhere ${times} ${times % 3 ? "" : "@room"}` });
        return;
      case "edit":
        return quietly(room.edit(id, `edited ${n}`));
      case "delete":
        return quietly(room.delete(id));
      case "pin":
        return quietly(room.pin(id, n % 2 === 0));
      case "react":
        return quietly(room.react(id, emoji, at % 3 > 0));
      case "reactElsewhere":
        return quietly(Promise.try(() => this.world.react({ userId, id, emoji, isOn: at % 3 > 0 })));
      case "deliver":
        for (const line of this.net.lines) if (n % 2 === 0 || line.name === device.name) line.deliver(1 + (at % 3));
        return;
      case "settle":
        return this.net.settle();
      case "turn":
        return turn();
      case "time":
        return device.life.clock.advance(n * 100);
      case "cut":
        if (at % 2 === 0) for (const line of this.net.linesOf(device.name)) line.lastWords();
        return this.net.cut(device.name);
      case "down":
        this.net.isUp = n % 3 > 0;
        return;
      case "restart":
        this.net.cut();
        this.world.restart();
        return;
      case "reload":
        return device.reload();
      case "busy":
        this.#refusals = n;
        return;
      case "look":
        quietly([room.loadOlder, room.loadNewer, room.loadLatest, () => room.loadAround(id)][n % 4]?.call(room) ?? turn());
        return;
      case "watch":
        room.subscribe(() => undefined);
        return;
      case "mark":
        return room.markRead(n % 3 === 0 ? id : undefined);
      case "markElsewhere":
        if (this.world.isMember(roomId, userId)) this.world.mark(roomId, userId, id);
        return;
      case "block":
        return this.world.block("ann", n % 2 === 0 ? ["ben"] : []);
      case "remove":
        return this.world.remove(roomId, userId);
      case "join":
        return this.world.join(roomId, userId);
    }
  }

  /** At any moment a window is a run of what the server has, and shows nothing twice. */
  checkWindows(): void {
    for (const { chat, name } of this.devices) {
      for (const roomId of roomIds) {
        const { messages } = chat.room(roomId).get();
        const keys = messages.map(({ key }) => key);
        assert.equal(new Set(keys).size, keys.length, `${name} in ${roomId}: ${keys}`);
      }
    }
  }

  /** In the end all is everywhere as the server has it. */
  async checkEnd(): Promise<void> {
    this.net.isUp = true;
    this.#refusals = 0;
    for (const userId of userIds) for (const roomId of roomIds) this.world.join(roomId, userId);
    await calm(this.net, this.devices);
    for (const { chat } of this.devices) {
      for (const roomId of roomIds) {
        void chat.room(roomId).loadLatest();
        chat.room(roomId).subscribe(() => undefined);
      }
    }
    await calm(this.net, this.devices);
    for (const { chat, name, userId } of this.devices) {
      for (const roomId of roomIds) {
        const truth = this.world.messagesOf(roomId);
        const { messages, hasOlder, isLive } = chat.room(roomId).get();
        const shown = messages
          .filter(({ state }) => state !== "failed")
          .map(({ key: _key, state: _state, ...message }) => message);
        assert.ok(isLive);
        assert.deepEqual(shown, truth.slice(truth.length - shown.length), `${name} in ${roomId}`);
        assert.equal(hasOlder, shown.length < truth.length, `${name} in ${roomId}`);
        assert.ok(shown.length >= Math.min(truth.length, 2));
        const { readTo, unread, mentions } = chat.room(roomId).get();
        const { seq: _seq, ...counts } = this.world.counts(roomId, userId);
        assert.deepEqual(
          { unread, mentions, readTo },
          { unread: counts.unread, mentions: counts.mentions, readTo: counts.readTo },
          `${name} in ${roomId}`,
        );
      }
    }
    this.#checkSends();
    for (const { lives } of this.devices) for (const life of lives) checkEvents(life);
  }

  /** What was queued is there once; each room has a device's sends in their order. */
  #checkSends(): void {
    const sends = this.devices.flatMap(({ lives }) => lives.flatMap((life) => life.sends));
    const refused = this.devices.flatMap(({ chat }) =>
      roomIds.flatMap((roomId) =>
        chat
          .room(roomId)
          .get()
          .messages.flatMap(({ state, text }) => (state === "failed" ? [text] : [])),
      ),
    );
    const texts = sends.filter(({ text }) => text !== "ok");
    for (const { text, roomId, isQueued, sent, failed } of texts) {
      const times = this.world.sentTimes(roomId, text);
      assert.ok(times <= 1, `${text} is there ${times} times`);
      if (isQueued && failed === undefined && !refused.includes(text)) assert.equal(times, 1, `${text} is lost`);
      if (sent !== undefined) assert.equal(times, 1, `${text} was acknowledged`);
    }
    const oks = sends.filter(({ text }) => text === "ok");
    const kept = roomIds.reduce((sum, roomId) => sum + this.world.sentTimes(roomId, "ok"), 0);
    const due = oks.filter(({ isQueued, failed }) => isQueued && failed === undefined).length;
    assert.ok(kept <= oks.length && kept + refused.filter((text) => text === "ok").length >= due, `${kept} of ${due}`);
    for (const { lives } of this.devices) {
      for (const life of lives) {
        for (const roomId of roomIds) {
          const ids = life.sends.flatMap((send) => (send.roomId === roomId && send.sent ? [send.sent.id] : []));
          assert.deepEqual(
            ids,
            ids.toSorted((one, other) => one - other),
          );
        }
      }
    }
  }
}

/** Each event once, in order, without a gap that was not told. */
function checkEvents({ events }: Life): void {
  const positions = new Map<string, number>();
  for (const event of events) {
    const position = positions.get(event.roomId);
    if (event.type === "gone") positions.delete(event.roomId);
    else {
      if (event.type !== "reset" && position !== undefined) assert.equal(event.seq, position + 1, describe(events));
      positions.set(event.roomId, event.seq);
    }
  }
}

const describe = (events: readonly ChatEvent[]) =>
  events.map((event) => `${event.roomId} ${event.type} ${"seq" in event ? event.seq : ""}`).join("\n");

const often = ["send", "send", "deliver", "deliver", "settle", "turn", "time", "react", "reactElsewhere", "look"] as const;
const deeds = [
  ...often,
  "elsewhere",
  "edit",
  "delete",
  "pin",
  "cut",
  "down",
  "restart",
  "reload",
  "busy",
  "watch",
  "mark",
  "markElsewhere",
  "block",
  "remove",
  "join",
] as const;
const act = fc.record({ deed: fc.constantFrom(...deeds), by: fc.nat(8), at: fc.nat(8), n: fc.nat(30) });
type Act = typeof act extends fc.Arbitrary<infer One> ? One : never;

test("whatever happens, nothing is lost, doubled, reordered or shown otherwise than the server has it", async () => {
  const numRuns = Number(process.env["PARLANCE_RUNS"] ?? 150);
  await fc.assert(
    fc.asyncProperty(fc.array(act, { maxLength: 80, size: "max" }), async (acts) => {
      const party = new Party();
      try {
        for (const one of acts) {
          await party.act(one);
          party.checkWindows();
        }
        await party.checkEnd();
      } finally {
        for (const device of party.devices) device.kill();
      }
    }),
    { numRuns, endOnFailure: false },
  );
});

/** Found by the test above. */
test("counts asked for before a mark, and answered after it, are asked for again: somebody was blocked meanwhile", async () => {
  const acts: readonly Act[] = [
    { deed: "settle", by: 0, at: 0, n: 0 },
    { deed: "send", by: 2, at: 8, n: 0 },
    { deed: "remove", by: 0, at: 8, n: 0 },
    { deed: "mark", by: 4, at: 5, n: 0 },
    { deed: "block", by: 0, at: 0, n: 0 },
    { deed: "restart", by: 0, at: 0, n: 0 },
    { deed: "send", by: 0, at: 5, n: 0 },
  ];
  const party = new Party();
  try {
    for (const one of acts) await party.act(one);
    await party.checkEnd();
  } finally {
    for (const device of party.devices) device.kill();
  }
});
