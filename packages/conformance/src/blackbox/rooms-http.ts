/** Black-box suite of the `rooms` protocol's HTTP endpoints: protocols/rooms.md, and PROTOCOLS.md where the document is silent. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { newAccount } from "../accounts.ts";
import { type HttpAnswer, post } from "../clients/http.ts";
import { connectRooms, createDm, okJson, retrieve, retrieveAnswer, roomInfo, roomsError } from "../clients/rooms.ts";
import { type Deployment, mountsOf, uniqueText } from "../deployment.ts";
import { lounge, pair } from "./direct-room.ts";
import { nested } from "./samples.ts";

const endpoints = ["/chat/create_dm", "/chat/room_info", "/chat/retrieve", "/chat/rooms"] as const;

export function roomsHttpSuite(deployment: Deployment): void {
  describe("rooms: HTTP", { concurrency: 4 }, () => {
    authenticationOverHttp(deployment);
    malformed(deployment);
    directRooms(deployment);
    roomInfos(deployment);
    retrieving(deployment);
    retrievingWhileWriting(deployment);
  });
}

function refusal(answer: HttpAnswer, status: number, code: string): void {
  assert.equal(answer.status, status, answer.text);
  assert.equal(roomsError.parse(JSON.parse(answer.text)).error_code, code);
}

function authenticationOverHttp(deployment: Deployment): void {
  it("without a token 401 `AUTH_TOKEN_MISSING`, with a bad one `AUTH_TOKEN_INVALID`, on every endpoint", async () => {
    for (const path of endpoints) {
      refusal(await post(deployment, path, { json: {} }), 401, "AUTH_TOKEN_MISSING");
      refusal(await post(deployment, path, { json: {}, token: "x".repeat(43) }), 401, "AUTH_TOKEN_INVALID");
    }
  });
}

function malformed(deployment: Deployment): void {
  it("a malformed body: 400 `BAD_REQUEST`", async () => {
    const { token } = await newAccount(deployment, "alice");
    const bodies: readonly (readonly [string, string])[] = [
      ...["/chat/create_dm", "/chat/room_info", "/chat/retrieve"].flatMap((path) =>
        ["", "{", "[]", "null", "7", '"x"', "{}", '{"other":7,"room_id":7,"after":"7"}', nested(10_000)].map(
          (body) => [path, body] as const,
        ),
      ),
      ["/chat/retrieve", '{"after":-1}'],
      ["/chat/retrieve", '{"after":1.5}'],
      ["/chat/retrieve", '{"after":null}'],
      ["/chat/retrieve", '{"after":9007199254740993}'],
      ["/chat/create_dm", '{"other":{"toString":"x"}}'],
      ["/chat/room_info", '{"room_id":["lounge"]}'],
    ];
    for (const [path, body] of bodies) {
      const answer = await post(deployment, path, { token, body });
      assert.equal(answer.status, 400, `${path} ${body.slice(0, 60)}: ${answer.status} ${answer.text.slice(0, 200)}`);
      refusal(answer, 400, "BAD_REQUEST");
    }
  });

  it("a body over the bound is refused with 413 (bounds: httpBodyBytes)", async () => {
    const { token } = await newAccount(deployment, "alice");
    const answer = await post(deployment, "/chat/room_info", {
      token,
      json: { room_id: lounge, padding: "x".repeat(64 * 1024) },
    });
    assert.equal(answer.status, 413);
  });
}

function directRooms(deployment: Deployment): void {
  it("`create_dm`: 200 with no body, however often; one room per pair, from either side", async () => {
    const { alice, bob, room } = await pair(deployment);
    const before = await retrieve(deployment, alice.token, 0);
    for (const [from, to] of [[alice, bob] as const, [bob, alice] as const, [alice, bob] as const]) {
      const answer = await createDm(deployment, from.token, to.id);
      assert.equal(answer.status, 200);
      assert.equal(answer.text, "");
    }
    const listed = await post(deployment, "/chat/rooms", { token: alice.token, json: {} });
    assert.equal(listed.status, 200);
    assert.equal(listed.text.split(JSON.stringify(room)).length - 1, 1, `the pair's room once: ${listed.text}`);
    assert.ok(listed.text.includes(JSON.stringify(lounge)));
    assert.deepEqual(await retrieve(deployment, alice.token, 0), before, "opening a room is no message");
  });

  it("`create_dm` with somebody who does not exist: 404 `NOT_FOUND`", async () => {
    const { token } = await newAccount(deployment, "alice");
    for (const other of ["no-such-user", "", "__proto__", "user_0123456789abcdef", "\u0000", "x".repeat(1_000)]) {
      refusal(await createDm(deployment, token, other), 404, "NOT_FOUND");
    }
  });

  it("strangers' rooms are not listed (I5)", async () => {
    const { room } = await pair(deployment);
    const mallory = await newAccount(deployment, "mallory");
    const listed = await post(deployment, "/chat/rooms", { token: mallory.token, json: {} });
    assert.equal(listed.status, 200);
    assert.ok(!listed.text.includes(room));
  });
}

function roomInfos(deployment: Deployment): void {
  it("`room_info` of a direct room: `room_name` null and the two occupants' ids; of the lounge: its name", async () => {
    const { alice, bob, room } = await pair(deployment);
    const info = okJson(await post(deployment, "/chat/room_info", { token: bob.token, json: { room_id: room } }), roomInfo);
    assert.deepEqual(
      { ...info, occupants: [...info.occupants].sort() },
      { room_name: null, occupants: [alice.id, bob.id].sort() },
    );
    const all = okJson(await post(deployment, "/chat/room_info", { token: bob.token, json: { room_id: lounge } }), roomInfo);
    assert.equal(all.room_name, "lounge");
    assert.ok(all.occupants.includes(alice.id) && all.occupants.includes(bob.id));
  });

  it("`room_info` of a room that is not there and of one that is not the caller's: 404 `NOT_FOUND`, byte for byte the same (I5)", async () => {
    const { room } = await pair(deployment);
    const { token } = await newAccount(deployment, "mallory");
    const answers = [];
    for (const room_id of [room, "no-such-room", "", "__proto__"]) {
      const answer = await post(deployment, "/chat/room_info", { token, json: { room_id } });
      refusal(answer, 404, "NOT_FOUND");
      answers.push(answer.text);
    }
    assert.equal(new Set(answers).size, 1);
  });
}

function retrieving(deployment: Deployment): void {
  it("`retrieve`: the messages of all the caller's rooms with an id greater than `after`, oldest first, in the documented keys", async () => {
    const { alice, bob, room, seed } = await pair(deployment);
    await using sender = await connectRooms(mountsOf(deployment).rooms, alice.token, { address: deployment.address() });
    const texts = [uniqueText("one"), uniqueText("two"), uniqueText("three")];
    const live = [];
    for (const [at, text] of texts.entries()) {
      sender.say(at === 1 ? lounge : room, text);
      live.push(await sender.message(text));
    }
    const answer = await post(deployment, "/chat/retrieve", { token: bob.token, json: { after: seed.id } });
    assert.match(String(answer.headers["content-type"]), /^application\/json\b/);
    const body = okJson(answer, retrieveAnswer);
    assert.deepEqual(body.occupants, body.messages, "the document's key and the upstream's hold the same");
    assert.deepEqual(
      body.messages.filter((message) => texts.includes(message.message)),
      live,
    );
    assert.ok(body.messages.every((message) => message.id > seed.id));
    const ids = body.messages.map((message) => message.id);
    assert.deepEqual(
      ids,
      [...new Set(ids)].sort((a, b) => a - b),
    );
    const last = live.at(-1);
    assert.ok(last);
    const later = await retrieve(deployment, bob.token, last.id);
    assert.ok(!later.some((message) => message.id <= last.id || texts.includes(message.message)));
  });

  it("`retrieve` never shows a room the caller is not in (I5)", async () => {
    const { seed, room } = await pair(deployment);
    const { token } = await newAccount(deployment, "mallory");
    const all = await retrieve(deployment, token, 0);
    assert.ok(!all.some((message) => message.room === room || message.message === seed.message));
    assert.deepEqual(await retrieve(deployment, token, Number.MAX_SAFE_INTEGER), []);
  });
}

function retrievingWhileWriting(deployment: Deployment): void {
  it("a reader that asks for everything after the greatest id it saw misses nothing while others write (I9)", async () => {
    const { alice, bob, room, seed } = await pair(deployment);
    await using a = await connectRooms(mountsOf(deployment).rooms, alice.token, { address: deployment.address() });
    await using b = await connectRooms(mountsOf(deployment).rooms, bob.token, { address: deployment.address() });
    const count = 100;
    const seen: string[] = [];
    let after = seed.id;
    for (let n = 0; n < count; n++) {
      a.say(room, `a${n}`);
      b.say(room, `b${n}`);
      if (n % 5 !== 0) continue;
      for (const message of await retrieve(deployment, bob.token, after)) {
        after = message.id;
        if (message.room === room) seen.push(message.message);
      }
    }
    await a.message(`a${count - 1}`);
    await b.until("the last", (frames) =>
      frames.some((frame) => "message" in frame && frame.message.message === `b${count - 1}`),
    );
    for (const message of await retrieve(deployment, bob.token, after)) if (message.room === room) seen.push(message.message);
    assert.equal(seen.length, 2 * count);
    assert.equal(new Set(seen).size, 2 * count);
  });
}
