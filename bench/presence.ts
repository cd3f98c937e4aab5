/**
 * What one signal costs: a user who goes away or comes back, by how many are online and how many watch; a user who begins or ends writing in a
 * room of many members. One process, the real core and the real `zo`, from the frame that comes in to the frames handed to the connections of
 * those who look; sockets aside. CPU of the process, medians of rounds.
 * Usage: node bench/presence.ts [--online=10000] [--rounds=15]
 */
import assert from "node:assert/strict";
import { systemClock } from "../packages/server/src/app/system-clock.ts";
import { createLocalBus } from "../packages/server/src/bus/local/local-bus.ts";
import { createChat } from "../packages/server/src/core/chat.ts";
import { createMemoryBlobs } from "../packages/server/src/core/testing/memory-blobs.ts";
import { noTelemetry } from "../packages/server/src/core/testing/silence.ts";
import { newToken } from "../packages/server/src/core/tokens.ts";
import type { Conversation, Link } from "../packages/server/src/dialects/contract.ts";
import { zoDialect } from "../packages/server/src/dialects/zo/dialect.ts";
import { boundsWith } from "../packages/server/src/ports/bounds.ts";
import { loungeId, type User } from "../packages/server/src/ports/model.ts";
import type { Store } from "../packages/server/src/ports/store.ts";
import { createMemoryStore } from "../packages/server/src/store/memory/memory-store.ts";
import { textFrame } from "../packages/server/src/transport/frames.ts";
import { log } from "./experiments/cores/quiet.ts";
import { median, option, tell } from "./lib/figures.ts";

const most = option("online", 10_000);
const rounds = option("rounds", 15);
const warmUp = 10;

/** A connection without a socket, which counts what it is told. */
interface Client {
  readonly user: User;
  readonly talk: Conversation;
  told: number;
}

const say = async ({ talk }: Client, frame: object): Promise<void> => {
  await talk.receive(JSON.stringify(frame), () => undefined);
};
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

async function openWorld() {
  const store = createMemoryStore();
  const chat = await createChat({
    store,
    bus: createLocalBus(),
    blobs: createMemoryBlobs(),
    images: null,
    fileTypes: ["*"],
    clock: systemClock,
    bounds: boundsWith({ membersPerRoom: 2 * most }),
    limitsOn: false,
    log,
    telemetry: noTelemetry,
    publicUrl: () => "http://bench.test",
    loungeAutoJoin: true,
  });
  const dialect = zoDialect({ chat, clock: systemClock, frame: textFrame, log, telemetry: noTelemetry });
  const connect = async (name: string): Promise<Client> => {
    const { user, token } = await newAccount(store, name);
    const admission = await dialect.admit({ token, headers: {}, query: "" });
    assert.ok(admission.isAdmitted);
    const client = { user, told: 0 };
    return Object.assign(client, { talk: admission.open(linkTo(client)) });
  };
  return { store, chat, connect };
}

async function newAccount(store: Store, name: string): Promise<{ user: User; token: string }> {
  const given = { id: name, name, nameKey: name, email: null, emailKey: null, passwordHash: "", at: 0, joins: [loungeId] };
  const outcome = await store.createAccount(given);
  assert.ok(outcome.kind === "created");
  const { token, hash } = newToken();
  await store.createToken({ hash, sessionId: name, userId: name, createdAt: 0, expiresAt: Date.now() + 86_400_000 });
  return { user: outcome.user, token };
}

function linkTo(client: { told: number }): Link {
  const nothing = (): void => undefined;
  const send = (): void => {
    client.told += 1;
  };
  return {
    id: "bench",
    address: "192.0.2.1",
    send,
    sendAll: (frames) => frames.forEach(send),
    replay: (frames) => frames.forEach(send),
    close: nothing,
    deadline: nothing,
    trust: nothing,
  };
}

/** Microseconds of CPU for each call of `act`, which must be told to `listeners` one by one. */
async function measure(act: (n: number) => Promise<void>, listeners: readonly Client[]): Promise<number> {
  const each: number[] = [];
  const perRound = Math.max(20, Math.ceil(40_000 / (listeners.length + 20)));
  for (let round = 0; round < rounds + warmUp; round += 1) {
    for (const one of listeners) one.told = 0;
    const before = process.cpuUsage();
    for (let n = 0; n < perRound; n += 1) await act(n);
    // What waits in the connection's lane is part of it.
    await turn();
    const { user, system } = process.cpuUsage(before);
    for (const one of listeners) assert.equal(one.told, perRound, "told of each change once");
    if (round >= warmUp) each.push((user + system) / perRound);
  }
  return median(each);
}

const { store, chat, connect } = await openWorld();
const clients: Client[] = [];
const grow = async (to: number): Promise<void> => {
  while (clients.length < to) clients.push(await connect(`u${clients.length}`));
};
const someone = await connect("someone");
const goAndCome = (n: number) => say(someone, { type: "presence.set", payload: { away: n % 2 === 0 } });
const watch = async (watchers: readonly Client[]): Promise<void> => {
  for (const one of watchers) await say(one, { type: "presence.watch", id: 1, payload: { userIds: [someone.user.id] } });
  await turn();
};

tell("presence change, nobody else online", { us: await measure(goAndCome, []) });
await grow(most / 10);
await watch(clients.slice(0, 10));
for (const online of [most / 10, most]) {
  await grow(online);
  tell(`presence change, ${online} online, 10 watch`, { us: await measure(goAndCome, clients.slice(0, 10)) });
}
await watch(clients.slice(10));
tell(`presence change, ${most} online, ${most} watch`, { us: await measure(goAndCome, clients) });

const by = someone.user;
const room = await chat.rooms.create(by, { kind: "private", name: "Hall" });
for (const { user } of clients) {
  const deed = { roomId: room.id, by, at: 0, userId: user.id, maxMembers: 2 * most };
  assert.equal((await store.invite(deed)).kind, "done");
}
for (const one of clients.slice(0, 20)) await say(one, { type: "typing.look", id: 2, payload: { roomIds: [room.id] } });
await turn();
const write = (n: number) => say(someone, { type: "typing.set", payload: { roomId: room.id, isTyping: n % 2 === 0 } });
tell(`typing signal, ${most} members, 20 look`, { us: await measure(write, clients.slice(0, 20)) });
process.exit(0);
