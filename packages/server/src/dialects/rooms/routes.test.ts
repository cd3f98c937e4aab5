import assert from "node:assert/strict";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import type { Signed } from "../../core/api.ts";
import { createHttp } from "../../http/http.ts";
import { breakStore, openWorld, signUp, type World, type WorldOptions } from "../testing/world.ts";
import { roomsRoutes } from "./routes.ts";
import { listRoomsAnswer, retrieveAnswer, roomInfoAnswer } from "./schema.ts";

interface Answer {
  readonly status: number;
  readonly text: string;
}

interface Served extends AsyncDisposable {
  readonly world: World;
  /** A string is sent as it is, anything else as JSON. */
  post(path: string, body: unknown, who?: Signed | string): Promise<Answer>;
}

async function serve(options: WorldOptions = {}): Promise<Served> {
  const world = await openWorld({ limitsOn: false, ...options });
  const app = createHttp({
    chat: world.chat,
    clock: world.clock,
    dialectRoutes: roomsRoutes(world.chat),
    mounts: [],
    metrics: async () => ({ contentType: "text/plain", body: "" }),
    ready: async () => undefined,
    publicUrl: () => "http://chat.example",
    isUpgrade: () => false,
    allowedOrigins: ["*"],
    web: null,
    addressOf: () => "192.0.2.7",
    log: world.log,
    version: "test",
  });
  await app.listen({ host: "127.0.0.1", port: 0 });
  const { port } = app.server.address() as AddressInfo;
  return {
    world,
    async post(path, body, who) {
      const token = typeof who === "object" ? who.token : who;
      const response = await fetch(`http://127.0.0.1:${port}${path}`, {
        method: "POST",
        body: typeof body === "string" ? body : JSON.stringify(body),
        headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
      });
      return { status: response.status, text: await response.text() };
    },
    async [Symbol.asyncDispose]() {
      await app.close();
      await world[Symbol.asyncDispose]();
    },
  };
}

const refusal = (status: number, error_code: string) => ({ status, error_code });
const refusalIn = ({ status, text }: Answer) => {
  const body = JSON.parse(text) as { error: unknown; error_code: string };
  assert.equal(typeof body.error, "string");
  assert.deepEqual(Object.keys(body), ["error", "error_code"]);
  return refusal(status, body.error_code);
};
const notFound = refusal(404, "NOT_FOUND");
const badRequest = refusal(400, "BAD_REQUEST");

const everyRoute = ["/chat/create_dm", "/chat/room_info", "/chat/retrieve", "/chat/rooms"];

test("401 with the reason: no token, a token that is none, a token that has expired", async () => {
  await using served = await serve();
  const alice = await signUp(served.world, "Alice");
  served.world.clock.advance(served.world.chat.bounds.tokenLifetimeMs);
  for (const path of everyRoute) {
    assert.deepEqual(refusalIn(await served.post(path, {})), refusal(401, "AUTH_TOKEN_MISSING"));
    assert.deepEqual(refusalIn(await served.post(path, {}, "nonsense")), refusal(401, "AUTH_TOKEN_INVALID"));
    assert.deepEqual(refusalIn(await served.post(path, {}, alice)), refusal(401, "AUTH_TOKEN_EXPIRED"));
  }
});

test("a malformed body is 400 BAD_REQUEST", async () => {
  await using served = await serve();
  const alice = await signUp(served.world, "Alice");
  const bodies: [path: string, bodies: unknown[]][] = [
    ["/chat/create_dm", [{}, { other: 7 }, { other: null }]],
    ["/chat/room_info", [{}, { room_id: 7 }, { room_id: ["lounge"] }]],
    [
      "/chat/retrieve",
      [{}, { after: -1 }, { after: 1.5 }, { after: 2 ** 53 }, { after: "0" }, { after: null }, '{"after":1e400}'],
    ],
  ];
  for (const [path, malformed] of bodies) {
    for (const body of [...malformed, "", "not JSON", "[]", "null", '"x"']) {
      assert.deepEqual(refusalIn(await served.post(path, body, alice)), badRequest, `${path} ${JSON.stringify(body)}`);
    }
  }
});

test("create_dm: 200 without a body, one room per pair however often and at once it is asked for, from either side", async () => {
  await using served = await serve();
  const [alice, bob] = [await signUp(served.world, "Alice"), await signUp(served.world, "Bob")];
  const asked = Array.from({ length: 20 }, (_, index) =>
    index % 2 === 0
      ? served.post("/chat/create_dm", { other: bob.user.id }, alice)
      : served.post("/chat/create_dm", { other: alice.user.id }, bob),
  );
  for (const answer of await Promise.all(asked)) assert.deepEqual(answer, { status: 200, text: "" });
  const direct = (await served.world.chat.rooms.of(alice.user.id)).filter(({ kind }) => kind === "direct");
  assert.equal(direct.length, 1);
});

test("create_dm: 404 NOT_FOUND for a user who is not there; with oneself it is a room of one, and with a guest it is one like any other", async () => {
  await using served = await serve();
  const alice = await signUp(served.world, "Alice");
  const guest = await served.world.chat.guests.enter({ clientId: "c1", name: "guest" });
  for (const other of ["nobody", "", "\u0000"]) {
    assert.deepEqual(refusalIn(await served.post("/chat/create_dm", { other }, alice)), notFound, other);
  }
  for (const other of [alice.user.id, guest.id])
    assert.deepEqual(await served.post("/chat/create_dm", { other }, alice), { status: 200, text: "" });
  const { text } = await served.post("/chat/rooms", {}, alice);
  const { rooms } = listRoomsAnswer.parse(JSON.parse(text));
  const pairs = rooms.flatMap(({ occupants }) => (occupants === undefined ? [] : [occupants.toSorted()]));
  assert.deepEqual(new Set(pairs.map(String)), new Set([String([alice.user.id]), String([alice.user.id, guest.id].toSorted())]));
});

test("room_info: name and occupants; a room without a name has null", async () => {
  await using served = await serve();
  const [alice, bob] = [await signUp(served.world, "Alice"), await signUp(served.world, "Bob")];
  const room = await served.world.chat.rooms.openDirect(alice.user, bob.user.id);
  const ask = async (room_id: string): Promise<unknown> => {
    const { status, text } = await served.post("/chat/room_info", { room_id }, alice);
    assert.equal(status, 200);
    return roomInfoAnswer.strict().parse(JSON.parse(text));
  };
  assert.deepEqual(await ask(room.id), { room_name: null, occupants: [alice.user.id, bob.user.id] });
  assert.deepEqual(await ask("lounge"), { room_name: "lounge", occupants: [alice.user.id, bob.user.id] });
});

test("I5: room_info answers the same bytes for a room that is not there and one that is not the caller's", async () => {
  await using served = await serve({ loungeAutoJoin: false });
  const [alice, bob, eve] = [
    await signUp(served.world, "Alice"),
    await signUp(served.world, "Bob"),
    await signUp(served.world, "Eve"),
  ];
  const room = await served.world.chat.rooms.openDirect(alice.user, bob.user.id);
  const answers = await Promise.all(
    [room.id, "lounge", "not there", ""].map((room_id) => served.post("/chat/room_info", { room_id }, eve)),
  );
  assert.deepEqual(refusalIn(answers[0] ?? { status: 0, text: "{}" }), notFound);
  for (const answer of answers) assert.deepEqual(answer, answers[0]);
});

test("retrieve: the messages of all the caller's rooms after an id, oldest first, and of no other room (I5)", async () => {
  await using served = await serve();
  const { messages, rooms } = served.world.chat;
  const [alice, bob, eve] = [
    await signUp(served.world, "Alice"),
    await signUp(served.world, "Bob"),
    await signUp(served.world, "Eve"),
  ];
  const room = await rooms.openDirect(alice.user, bob.user.id);
  const one = await messages.post({ roomId: "lounge", author: alice.user, text: "one" });
  await messages.post({ roomId: room.id, author: bob.user, text: "two" });
  await messages.post({ roomId: "lounge", author: eve.user, text: "three" });
  const retrieve = async (after: number, who: Signed) => {
    const { status, text } = await served.post("/chat/retrieve", { after }, who);
    assert.equal(status, 200);
    assert.match(text, /^\{"room_name":null,"occupants":\[/);
    const { occupants, messages: shown } = retrieveAnswer.strict().parse(JSON.parse(text));
    assert.deepEqual(shown, occupants);
    return occupants;
  };
  const all = await retrieve(0, alice);
  assert.deepEqual(
    all.map(({ message, poster, room: in_ }) => [message, poster, in_]),
    [
      ["one", alice.user.id, "lounge"],
      ["two", bob.user.id, room.id],
      ["three", eve.user.id, "lounge"],
    ],
  );
  assert.deepEqual(all[0], { id: one.id, message: "one", poster: alice.user.id, room: "lounge", timestamp: 1_750_000_000 });
  assert.deepEqual(await retrieve(one.id, alice), all.slice(1));
  assert.deepEqual(await retrieve(Number.MAX_SAFE_INTEGER, alice), []);
  assert.deepEqual(await retrieve(0, eve), [all[0], all[2]]);
});

test("retrieve: a history of many pages comes whole", async () => {
  await using served = await serve({ bounds: { pageSize: 7 } });
  const alice = await signUp(served.world, "Alice");
  const text = `${"😀".repeat(500)}"\\\u0000`;
  for (let i = 0; i < 200; i += 1) {
    await served.world.chat.messages.post({ roomId: "lounge", author: alice.user, text: `${i} ${text}` });
  }
  const answer = retrieveAnswer.parse(JSON.parse((await served.post("/chat/retrieve", { after: 0 }, alice)).text));
  assert.deepEqual(
    answer.messages.map(({ message }) => message),
    Array.from({ length: 200 }, (_, index) => `${index} ${text}`),
  );
  assert.deepEqual(answer.occupants, answer.messages);
});

test("rooms: the caller's rooms, the occupants of direct ones", async () => {
  await using served = await serve();
  const [alice, bob] = [await signUp(served.world, "Alice"), await signUp(served.world, "Bob")];
  const room = await served.world.chat.rooms.openDirect(alice.user, bob.user.id);
  await served.world.chat.rooms.openDirect(bob.user, bob.user.id);
  for (const body of ["", {}, "not JSON"]) {
    const { rooms } = listRoomsAnswer.strict().parse(JSON.parse((await served.post("/chat/rooms", body, alice)).text));
    assert.deepEqual(
      rooms.sort((a, b) => a.kind.localeCompare(b.kind)),
      [
        { room_id: room.id, room_name: null, kind: "direct", occupants: [alice.user.id, bob.user.id] },
        { room_id: "lounge", room_name: "lounge", kind: "public" },
      ],
    );
  }
});

test("503 when the store cannot answer, and nothing of why", async () => {
  await using served = await serve();
  const alice = await signUp(served.world, "Alice");
  breakStore(served.world, "openDirect", "isMember", "messagesAfter", "roomsOf");
  const bodies = [{ other: "x" }, { room_id: "lounge" }, { after: 0 }, {}];
  for (const [index, path] of everyRoute.entries()) {
    const answer = await served.post(path, bodies[index], alice);
    assert.deepEqual(refusalIn(answer), refusal(503, "UNAVAILABLE"));
    assert.doesNotMatch(answer.text, /secret/);
  }
});
