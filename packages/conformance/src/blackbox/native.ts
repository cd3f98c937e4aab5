/** Black-box suite of the native protocol at zo's mount: packages/client/src/contract and the README of dialects/zo, with the real zo client. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { RoomEvent } from "@parlance/client/contract";
import { type Account, newAccount } from "../accounts.ts";
import { NativeClient } from "../clients/native.ts";
import { type Deployment, mountsOf, uniqueName, uniqueText } from "../deployment.ts";
import { lounge } from "./direct-room.ts";
import { everyone } from "./everyone.ts";

export function nativeSuite(deployment: Deployment): void {
  describe("native", { concurrency: 4 }, () => {
    sending(deployment);
    resuming(deployment);
    membership(deployment);
  });
  describe("native: one world", () => acrossProtocols(deployment));
}

const as = (deployment: Deployment, { token }: Account): NativeClient => new NativeClient(mountsOf(deployment).zo, { token });

async function pair(deployment: Deployment): Promise<readonly [Account, Account]> {
  return [await newAccount(deployment, "alice"), await newAccount(deployment, "bob")];
}

async function group(by: NativeClient, ...members: readonly Account[]): Promise<string> {
  const { room } = await by.call.rooms.create({ kind: "private", name: "Kitchen" });
  for (const { id } of members) await by.call.rooms.invite({ roomId: room.id, userId: id });
  return room.id;
}

/** What another node did may be read from the store a little later, and then it is told as in catching up: each message as it is by then. */
function withoutLaterChanges(event: RoomEvent): object {
  if (!("message" in event)) return event;
  const { id, roomId, seq, at, author } = event.message;
  return { ...event, message: { id, roomId, seq, at, author } };
}

function sending(deployment: Deployment): void {
  it("a send that was cut off and is repeated with its key is one message (I3)", async () => {
    const [alice] = await pair(deployment);
    const text = uniqueText("once");
    const clientKey = uniqueName("key");
    let roomId: string;
    {
      await using first = as(deployment, alice);
      roomId = await group(first);
      // Whether it arrived nobody is told: the connection goes first.
      void first.said(roomId, text, { clientKey }).catch(() => undefined);
    }
    await using second = as(deployment, alice);
    const kept = await second.said(roomId, text, { clientKey });
    assert.deepEqual(await second.said(roomId, text, { clientKey }), kept);
    const { messages } = await second.call.messages.page({ roomId });
    assert.deepEqual(messages, [kept]);
  });

  it("what is done to a message is answered, told to all, and done again changes nothing", async () => {
    const [alice, bob] = await pair(deployment);
    await using author = as(deployment, alice);
    await using reader = as(deployment, bob);
    const roomId = await group(author, bob);
    for (const client of [author, reader]) await client.call.sync.start();
    const { id: messageId } = await author.said(roomId, "teh");
    assert.equal((await author.call.messages.edit({ messageId, text: "the" })).message.text, "the");
    for (const isOn of [true, true, false, false]) await reader.call.messages.react({ messageId, emoji: "👍", isOn });
    for (const isPinned of [true, true]) await author.call.messages.pin({ messageId, isPinned });
    assert.equal((await reader.call.messages.pins({ roomId })).messages[0]?.text, "the");
    assert.ok((await author.call.messages.delete({ messageId })).message.deletedAt);
    const types = ["posted", "edited", "reaction_added", "reaction_removed", "pinned", "deleted"];
    for (const client of [author, reader]) {
      await client.tells("deleted", ({ type }) => type === "deleted");
      assert.deepEqual(
        client.of(roomId).map(({ type }) => type),
        types,
      );
    }
    const alike = deployment.nodes.count === 1 ? (event: RoomEvent) => event : withoutLaterChanges;
    assert.deepEqual(author.of(roomId).map(alike), reader.of(roomId).map(alike));
    assert.deepEqual(author.of(roomId).at(-1), reader.of(roomId).at(-1));
  });
}

function resuming(deployment: Deployment): void {
  it("who was cut off catches up with exactly what the others were told meanwhile (I2)", async () => {
    const [alice, bob] = await pair(deployment);
    await using there = as(deployment, alice);
    const roomId = await group(there, bob);
    const other = (await there.call.rooms.create({ kind: "public", name: "Cellar" })).room.id;
    await there.call.sync.start();
    const position = async (client: NativeClient): Promise<number> => {
      const { rooms } = await client.call.sync.start();
      return rooms.find(({ room }) => room.id === roomId)?.seq ?? 0;
    };
    let seq: number;
    {
      await using cut = as(deployment, bob);
      seq = await position(cut);
    }
    const { id: messageId } = await there.said(roomId, "one");
    await there.said(other, "elsewhere");
    await there.call.messages.react({ messageId, emoji: "👍", isOn: true });
    await there.said(roomId, "two");
    await there.call.rooms.change({ roomId, topic: "Tea" });
    await there.tells("the change", ({ type }) => type === "room_changed");
    await using back = as(deployment, bob);
    assert.equal(await position(back), seq + 4);
    const { rooms, rest } = await back.call.sync.catchUp({ positions: [{ roomId, seq }] });
    // The message is told as it is now.
    const { message } = await there.call.messages.get({ messageId });
    const missed = there
      .of(roomId)
      .map((event) => (event.type === "posted" && event.message.id === messageId ? { ...event, message } : event));
    assert.deepEqual({ rooms, rest }, { rooms: [{ kind: "events", roomId, events: missed }], rest: [] });
    await there.said(roomId, "live");
    assert.equal((await back.tellsText("live")).seq, seq + 5, "and goes on where that ended");
  });

  it("a position ahead of the room, as after a backup was put back, starts anew", async () => {
    const [alice] = await pair(deployment);
    await using client = as(deployment, alice);
    const roomId = await group(client);
    const message = await client.said(roomId, "kept");
    const { rooms } = await client.call.sync.catchUp({ positions: [{ roomId, seq: 1_000 }] });
    assert.deepEqual(rooms, [{ kind: "fresh", roomId, seq: 2, messages: [message], hasOlder: false }]);
  });

  it("messages are paged back from the newest, and on from any, none missing, none twice", async () => {
    const [alice] = await pair(deployment);
    await using client = as(deployment, alice);
    const roomId = await group(client);
    const sent: number[] = [];
    for (let n = 0; n < 7; n++) sent.push((await client.said(roomId, `${n}`)).id);
    const back: number[] = [];
    for (let before: number | undefined, hasOlder = true; hasOlder; before = back[0]) {
      const page = await client.call.messages.page({ roomId, limit: 2, ...(before === undefined ? {} : { before }) });
      back.unshift(...page.messages.map(({ id }) => id));
      ({ hasOlder } = page);
    }
    assert.deepEqual(back, sent);
    const on: number[] = [];
    for (let hasNewer = true; hasNewer; ) {
      const page = await client.call.messages.page({ roomId, limit: 3, after: on.at(-1) ?? 0 });
      on.push(...page.messages.map(({ id }) => id));
      ({ hasNewer } = page);
    }
    assert.deepEqual(on, sent);
  });
}

function membership(deployment: Deployment): void {
  it("who leaves or is removed is told of it and of nothing after, and may not catch up; who was never in is told nothing (I5)", async () => {
    const [alice, bob] = await pair(deployment);
    const eve = await newAccount(deployment, "eve");
    await using owner = as(deployment, alice);
    await using member = as(deployment, bob);
    await using stranger = as(deployment, eve);
    for (const client of [member, stranger]) await client.call.sync.start();
    const roomId = await group(owner, bob);
    const [during, after] = [uniqueText("during"), uniqueText("after")];
    await owner.said(roomId, during);
    await owner.call.rooms.remove({ roomId, userId: bob.id });
    await owner.said(roomId, after);
    await member.tells("their leaving", ({ type }) => type === "member_left");
    for (const client of [member, stranger]) await client.fence();
    assert.deepEqual(
      member.of(roomId).map(({ type }) => type),
      ["member_joined", "posted", "member_left"],
    );
    assert.deepEqual(stranger.of(roomId), []);
    for (const client of [member, stranger]) {
      const { rooms } = await client.call.sync.catchUp({ positions: [{ roomId, seq: 0 }] });
      assert.deepEqual(rooms, [{ kind: "gone", roomId }]);
      for (const id of [roomId, "nowhere"]) {
        for (const ask of [() => client.call.messages.page({ roomId: id }), () => client.said(id, "let me in")]) {
          await assert.rejects(ask(), { code: "not_found", message: "Not found" });
        }
      }
    }
    assert.ok(!JSON.stringify([member.told, stranger.told]).includes(after));
  });
}

function acrossProtocols(deployment: Deployment): void {
  it("what is said in any protocol is told as an event, and what is said natively is shown in all", async () => {
    await using world = await everyone(deployment);
    await using client = new NativeClient(mountsOf(deployment).zo, { name: uniqueName("guest") });
    await client.call.sync.start();
    for (const speaker of world.all) {
      const text = uniqueText(`from ${speaker.protocol}`);
      speaker.say(text);
      const event = await client.tellsText(text);
      assert.equal(event.roomId, lounge);
    }
    const text = uniqueText("from native");
    await client.said(lounge, text);
    for (const reader of world.all) await reader.sees(text);
    const seqs = client.of(lounge).map(({ seq }) => seq);
    assert.deepEqual(
      seqs,
      seqs.map((_, n) => (seqs[0] ?? 0) + n),
      "contiguous",
    );
    assert.equal(client.others, 0, "and nothing comes twice");
  });
}
