/** Private messages across protocols, and I5: nobody else sees them, on any protocol, at any time, in any error text. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type Account, newAccount } from "../accounts.ts";
import { OpenchampClient } from "../clients/openchamp.ts";
import { createDm, RoomsClient, retrieve } from "../clients/rooms.ts";
import { type Deployment, uniqueText } from "../deployment.ts";
import { pair } from "./direct-room.ts";
import { everyone, join, type Participant } from "./everyone.ts";

export function privacySuite(deployment: Deployment): void {
  describe("private messages", { concurrency: 4 }, () => {
    acrossProtocols(deployment);
    oneRoom(deployment);
    outsiders(deployment);
  });
}

function openchamp(one: Participant): OpenchampClient {
  assert.ok(one.connection instanceof OpenchampClient);
  return one.connection;
}

function rooms(one: Participant): RoomsClient {
  assert.ok(one.connection instanceof RoomsClient);
  return one.connection;
}

function acrossProtocols(deployment: Deployment): void {
  it("from openchamp to every connection of the recipient that can show it, and to the sender's rooms clients", async () => {
    const { alice, bob, room } = await pair(deployment);
    await using sender = await join(deployment, "openchamp", alice);
    await using senderRooms = await join(deployment, "rooms", alice);
    await using bobChamp = await join(deployment, "openchamp", bob);
    await using bobRooms = await join(deployment, "rooms", bob);
    await using bobRoster = await join(deployment, "roster", bob);
    const text = uniqueText("from openchamp");
    openchamp(sender).whisper(bob.name, text);
    assert.deepEqual(await bobChamp.sees(text), { text, author: alice.name, id: null, room: "private" });
    const inRooms = await bobRooms.sees(text);
    assert.deepEqual(inRooms, { text, author: alice.id, id: inRooms.id, room });
    assert.deepEqual(await senderRooms.sees(text), inRooms);
    await openchamp(sender).fence();
    assert.ok(!sender.everything().includes(text), "the sender gets no frame in openchamp");
    const fence = uniqueText("fence");
    sender.say(fence);
    await bobRoster.sees(fence);
    assert.ok(!bobRoster.everything().includes(text), "roster cannot show a private message");
  });

  it("from rooms to the recipient's openchamp clients as `private_chat`, once", async () => {
    const { alice, bob, room } = await pair(deployment);
    await using sender = await join(deployment, "rooms", alice);
    await using recipient = await join(deployment, "openchamp", bob);
    const text = uniqueText("from rooms");
    rooms(sender).say(room, text);
    assert.deepEqual(await recipient.sees(text), { text, author: alice.name, id: null, room: "private" });
    const fence = uniqueText("fence");
    sender.say(fence);
    await recipient.sees(fence);
    assert.equal(recipient.seen().filter((seen) => seen.text === text).length, 1);
  });

  it("is kept whether or not the recipient is online", async () => {
    const { alice, bob, seed } = await pair(deployment);
    await using sender = await join(deployment, "openchamp", alice);
    const text = uniqueText("while away");
    openchamp(sender).whisper(bob.name, text);
    await openchamp(sender).fence();
    const kept = await retrieve(deployment, bob.token, seed.id);
    assert.equal(kept.filter((message) => message.message === text && message.poster === alice.id).length, 1);
  });
}

function oneRoom(deployment: Deployment): void {
  it("there is one direct room per pair: `private_chat` from either side and `create_dm` all land in it", async () => {
    const { alice, bob, room } = await pair(deployment);
    assert.equal((await createDm(deployment, bob.token, alice.id)).status, 200);
    await using a = await join(deployment, "openchamp", alice);
    await using b = await join(deployment, "openchamp", bob);
    const [there, back] = [uniqueText("there"), uniqueText("back")];
    openchamp(a).whisper(bob.name, there);
    await b.sees(there);
    openchamp(b).whisper(alice.name, back);
    await a.sees(back);
    const kept = await retrieve(deployment, alice.token, 0);
    for (const text of [there, back]) assert.equal(kept.find((message) => message.message === text)?.room, room);
  });
}

function outsiders(deployment: Deployment): void {
  it("outsiders of every protocol see nothing of it: live, replayed, retrieved (I5)", async () => {
    const { alice, bob, room } = await pair(deployment);
    const mallory: Account = await newAccount(deployment, "mallory");
    await using world = await everyone(deployment);
    await using a = await join(deployment, "openchamp", alice);
    await using b = await join(deployment, "rooms", bob);
    await using m = await join(deployment, "rooms", mallory);
    const secret = uniqueText("secret");
    for (let n = 0; n < 10; n++) {
      openchamp(a).whisper(bob.name, `${secret} openchamp ${n}`);
      rooms(b).say(room, `${secret} rooms ${n}`);
      rooms(m).say(room, `${secret} intruder ${n}`);
    }
    await b.sees(`${secret} openchamp 9`);
    await b.sees(`${secret} rooms 9`);
    const fence = uniqueText("fence");
    a.say(fence);
    for (const one of [...world.all, m]) {
      await one.sees(fence);
      assert.ok(!one.everything().includes(secret), `${one.protocol} saw it live`);
    }
    await using late = await everyone(deployment);
    const lateFence = uniqueText("late fence");
    a.say(lateFence);
    for (const one of late.all) {
      await one.sees(lateFence);
      assert.ok(!one.everything().includes(secret), `${one.protocol} saw it replayed`);
    }
    assert.ok(!JSON.stringify(await retrieve(deployment, mallory.token, 0)).includes(secret));
    assert.ok(!b.everything().includes(`${secret} intruder`), "and nobody gets in");
  });
}
