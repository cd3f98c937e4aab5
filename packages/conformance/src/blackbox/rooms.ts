/** Black-box suite of the `rooms` protocol's socket: protocols/rooms.md, and PROTOCOLS.md where the document is silent. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { newAccount } from "../accounts.ts";
import { post } from "../clients/http.ts";
import { connectOpenchamp } from "../clients/openchamp.ts";
import { connectRooms, createDm, RoomsClient, type RoomsMessage, retrieve, roomsError } from "../clients/rooms.ts";
import { type Deployment, mountsOf, uniqueText } from "../deployment.ts";
import { lounge, pair } from "./direct-room.ts";
import { roomsHttpSuite } from "./rooms-http.ts";
import { loneSurrogate, nested, ways, wrongShapes } from "./samples.ts";

export function roomsSuite(deployment: Deployment): void {
  describe("rooms: the socket", { concurrency: 4 }, () => {
    connecting(deployment);
    refusedTokens(deployment);
    messages(deployment);
    textsAndOrder(deployment);
    idsOverRooms(deployment);
    refusedSends(deployment);
  });
  roomsHttpSuite(deployment);
}

const joinRooms = (deployment: Deployment, token: string) =>
  connectRooms(mountsOf(deployment).rooms, token, { address: deployment.address() });

async function openRooms(deployment: Deployment): Promise<RoomsClient> {
  const client = new RoomsClient(mountsOf(deployment).rooms, { address: deployment.address() });
  await client.opened;
  return client;
}

function connecting(deployment: Deployment): void {
  it('`{auth_token}` is answered `{"status":"CONNECTED"}`, and nothing is delivered before it', async () => {
    const { alice, room } = await pair(deployment);
    await using sender = await joinRooms(deployment, alice.token);
    await using waiting = await openRooms(deployment);
    const [early, late] = [uniqueText("before CONNECTED"), uniqueText("after CONNECTED")];
    sender.say(room, early);
    await sender.message(early);
    await waiting.useToken(alice.token);
    sender.say(room, late);
    await waiting.message(late);
    assert.deepEqual(waiting.frames[0], { status: "CONNECTED" });
    assert.ok(!JSON.stringify(waiting.frames).includes(early), "live messages only");
  });

  it("what is committed after `CONNECTED` is never missed", async () => {
    const { alice, bob, room } = await pair(deployment);
    await using sender = await joinRooms(deployment, alice.token);
    for (let n = 0; n < 10; n++) {
      await using reader = await joinRooms(deployment, bob.token);
      const text = uniqueText("at once");
      sender.say(room, text);
      await reader.message(text);
    }
  });

  it("a frame before authentication that is not `{auth_token}` is ignored and may be tried again", async () => {
    const alice = await newAccount(deployment, "alice");
    await using client = await openRooms(deployment);
    const ignored = [
      { room: lounge, messages: "x" },
      { token: alice.token },
      { auth_token: 7 },
      { auth_token: null },
      ...wrongShapes,
    ];
    for (const frame of ignored) client.send(frame);
    for (const text of ["", "{", "hello", "\u0000", nested(10_000)]) client.sendText(text);
    await client.useToken(alice.token);
    assert.deepEqual(client.frames, [{ status: "CONNECTED" }]);
  });

  it("who does not authenticate is closed after 10 s (4504), half-typed attempts or not", async () => {
    await using silent = await openRooms(deployment);
    await using chatty = await openRooms(deployment);
    const started = performance.now();
    chatty.send({ hello: 1 });
    const closings = await Promise.all([silent.closing(15_000), chatty.closing(15_000)]);
    assert.deepEqual(
      closings.map(({ code }) => code),
      [4504, 4504],
    );
    assert.ok(performance.now() - started > 9_000);
  });
}

function refusedTokens(deployment: Deployment): void {
  it("a bad token gets the body of an authenticated endpoint's 401 as one frame, then the socket is closed", async () => {
    for (const token of ["", "x".repeat(43), "💥", "a".repeat(10_000)]) {
      await using client = await openRooms(deployment);
      client.send({ auth_token: token });
      const refusal = await client.refusal();
      const overHttp = await post(deployment, "/chat/retrieve", { token: "x".repeat(43), json: { after: 0 } });
      assert.deepEqual(refusal, roomsError.parse(JSON.parse(overHttp.text)));
      assert.equal(refusal.error_code, "AUTH_TOKEN_INVALID");
      assert.equal((await client.closing()).code, 4502);
      assert.equal(client.frames.length, 1);
    }
  });

  it("a revoked token is invalid, and its live connection is closed as ended (4501)", async () => {
    const alice = await newAccount(deployment, "alice");
    await using live = await joinRooms(deployment, alice.token);
    assert.ok((await post(deployment, "/auth/logout", { token: alice.token })).status < 300);
    assert.equal((await live.closing()).code, 4501);
    await using client = await openRooms(deployment);
    client.send({ auth_token: alice.token });
    assert.equal((await client.refusal()).error_code, "AUTH_TOKEN_INVALID");
  });
}

function messages(deployment: Deployment): void {
  it("a message reaches all occupants on every connection, the sender included, with exactly the documented keys", async () => {
    const { alice, bob, room, seed } = await pair(deployment);
    await using sender = await joinRooms(deployment, alice.token);
    await using senderToo = await joinRooms(deployment, alice.token);
    await using recipient = await joinRooms(deployment, bob.token);
    const text = uniqueText("hello");
    sender.send({ room, messages: text });
    const echo = await sender.message(text);
    assert.deepEqual(echo, { id: echo.id, message: text, poster: alice.id, room, timestamp: echo.timestamp });
    assert.ok(echo.id > seed.id, "ids grow");
    assert.ok(Math.abs(echo.timestamp - Date.now() / 1000) < 120, "unix seconds");
    assert.deepEqual(await senderToo.message(text), echo);
    assert.deepEqual(await recipient.message(text), echo);
  });

  it("the upstream's key `message` works like the document's `messages`", async () => {
    const { alice, room } = await pair(deployment);
    await using sender = await joinRooms(deployment, alice.token);
    const text = uniqueText("other key");
    sender.send({ room, message: text });
    await sender.message(text);
  });

  it("accounts are members of the lounge, a room with id `lounge`", async () => {
    const [alice, bob] = [await newAccount(deployment, "alice"), await newAccount(deployment, "bob")];
    await using sender = await joinRooms(deployment, alice.token);
    await using reader = await joinRooms(deployment, bob.token);
    const text = uniqueText("to the lounge");
    sender.say(lounge, text);
    assert.deepEqual(await reader.message(text), await sender.message(text));
  });

  it("who joins a direct room while connected receives its messages at once", async () => {
    const [alice, bob] = [await newAccount(deployment, "alice"), await newAccount(deployment, "bob")];
    await using reader = await joinRooms(deployment, bob.token);
    await using sender = await connectOpenchamp(mountsOf(deployment).openchamp, {
      address: deployment.address(),
      token: alice.token,
    });
    assert.equal((await createDm(deployment, alice.token, bob.id)).status, 200);
    const text = uniqueText("new room");
    sender.whisper(bob.name, text);
    await reader.message(text);
  });
}

function textsAndOrder(deployment: Deployment): void {
  it("texts come back exactly, live and retrieved; a lone surrogate becomes U+FFFD", async () => {
    const { alice, bob, room, seed } = await pair(deployment);
    await using sender = await joinRooms(deployment, alice.token);
    await using reader = await joinRooms(deployment, bob.token);
    const live: RoomsMessage[] = [];
    for (const sample of ways) {
      const text = `  ${uniqueText("exact")} ${sample} `;
      sender.say(room, text);
      live.push(await reader.message(text));
    }
    const text = uniqueText("surrogate");
    sender.sendText(`{"room":"${room}","messages":"${text} ${loneSurrogate}."}`);
    live.push(await reader.message(`${text} \ufffd.`));
    const kept = await retrieve(deployment, bob.token, seed.id);
    assert.deepEqual(
      kept.filter((message) => message.room === room),
      live,
    );
  });

  it("4,000 characters are accepted, 4,001 are refused in silence (bounds: messageChars)", async () => {
    const { alice, room } = await pair(deployment);
    await using sender = await joinRooms(deployment, alice.token);
    const [most, fence] = [uniqueText("most").padEnd(3_000, "x") + "😀".repeat(1_000), uniqueText("fence")];
    sender.say(room, `${most}x`);
    sender.say(room, most);
    sender.say(room, fence);
    await sender.message(fence);
    const texts = sender.frames.flatMap((frame) =>
      "message" in frame && frame.message.room === room ? [frame.message.message] : [],
    );
    assert.deepEqual(texts, [most, fence]);
  });

  it("several writers: every occupant sees the same order, and ids grow with it (I2)", async () => {
    const { alice, bob, room } = await pair(deployment);
    await using a = await joinRooms(deployment, alice.token);
    await using b = await joinRooms(deployment, bob.token);
    for (let n = 0; n < 100; n++) {
      a.say(room, `a${n}`);
      b.say(room, `b${n}`);
    }
    const ofRoom = (client: RoomsClient) =>
      client.frames.flatMap((frame) => ("message" in frame && frame.message.room === room ? [frame.message] : []));
    for (const client of [a, b]) await client.until("200 messages", () => ofRoom(client).length >= 200);
    assert.deepEqual(ofRoom(a), ofRoom(b));
    const ids = ofRoom(a).map((message) => message.id);
    assert.deepEqual(
      ids,
      [...ids].sort((x, y) => x - y),
    );
    for (const who of ["a", "b"]) {
      const own = ofRoom(a).flatMap(({ message }) => (message.startsWith(who) ? [message] : []));
      assert.deepEqual(
        own,
        Array.from({ length: 100 }, (_, n) => `${who}${n}`),
      );
    }
  });
}

function idsOverRooms(deployment: Deployment): void {
  it("ids grow in the order of delivery over all rooms: the greatest one seen is a safe `after` (I9)", async () => {
    const { alice, bob, room } = await pair(deployment);
    await using a = await joinRooms(deployment, alice.token);
    await using b = await joinRooms(deployment, bob.token);
    const stem = uniqueText("two rooms");
    for (let n = 0; n < 100; n++) {
      a.say(n % 2 === 0 ? room : lounge, `${stem} a${n}`);
      b.say(n % 2 === 0 ? lounge : room, `${stem} b${n}`);
    }
    const received = (client: RoomsClient) =>
      client.frames.flatMap((frame) => ("message" in frame && frame.message.message.startsWith(stem) ? [frame.message] : []));
    for (const client of [a, b]) {
      await client.until("200 messages", () => received(client).length >= 200);
      const descent = received(client).findIndex(({ id }, at, all) => id <= (all[at - 1]?.id ?? 0));
      const around = received(client).slice(Math.max(descent - 1, 0), descent + 1);
      assert.equal(descent, -1, `delivered in this order: ${around.map(({ id, room: of }) => `${id} in ${of}`).join(", then ")}`);
    }
  });
}

function refusedSends(deployment: Deployment): void {
  it("a send to a foreign room, an unknown room, or of a bad shape is answered by nothing and seen by nobody", async () => {
    const { alice, bob, room } = await pair(deployment);
    const mallory = await newAccount(deployment, "mallory");
    await using outsider = await joinRooms(deployment, mallory.token);
    await using member = await joinRooms(deployment, bob.token);
    await using other = await joinRooms(deployment, alice.token);
    const text = uniqueText("refused");
    const refused = [
      { room, messages: text },
      { room: "no-such-room", messages: text },
      { room: "", messages: text },
      { room: 7, messages: text },
      { room: null, messages: text },
      { messages: text },
      { room: lounge, messages: "" },
      { room: lounge, messages: 7 },
      { room: lounge, messages: [text] },
      { room: lounge },
      ...wrongShapes,
    ];
    for (const frame of refused) outsider.send(frame);
    for (const bad of ["", "{", "hello", nested(10_000)]) outsider.sendText(bad);
    const fence = uniqueText("fence");
    outsider.say(lounge, fence);
    await outsider.message(fence);
    await member.message(fence);
    await other.message(fence);
    for (const client of [outsider, member, other]) assert.ok(!JSON.stringify(client.frames).includes(text), "I5");
    assert.ok(outsider.frames.every((frame) => "status" in frame || ("message" in frame && frame.message.room === lounge)));
  });
}
