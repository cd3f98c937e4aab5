/**
 * The native protocol: how long a message takes from its sender to every member of a room, and how long a client that was away takes to be
 * up to date. "On the wire": to each member's socket. "On a screen": from `send` of one SDK client to the `message` event of another, who
 * came after all members and is served last. One message at a time; members are accounts with a connection that called `sync.start`.
 * Usage: node bench/members.ts [--members=10,1000,10000] [--missed=1,10,100,500,5000] [--repeats=200]
 */
import { type Client, createClient } from "@parlance/zo/client";
import type { NativeRoutes } from "../packages/client/src/contract.ts";
import { type Chat, createChat } from "../packages/client/src/index.ts";
import { fitting, openFilesAllowed } from "./lib/descriptors.ts";
import { median, option, quantile, tell, word } from "./lib/figures.ts";
import { latenciesOf } from "./lib/histogram.ts";
import { Load, stamp } from "./lib/load.ts";
import { inFreshFolder, startParlance } from "./lib/parlance.ts";
import { openSeed, type Seeded, seedAccounts } from "./lib/seed.ts";
import { upgradeRequest } from "./lib/upgrade-request.ts";

const roomId = "room";
const at = Date.UTC(2026, 0, 2);
const numbers = (name: string, fallback: string): number[] => (word(name) ?? fallback).split(",").map(Number);
const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** A private room with so many members and messages; answers the members. */
async function seed(folder: string, size: { readonly members: number; readonly messages: number }): Promise<readonly Seeded[]> {
  const store = await openSeed(folder);
  const users = await seedAccounts(store, size.members);
  const person = ({ id, name }: Seeded) => ({ id, name, kind: "account" as const });
  const [owner] = users;
  if (owner === undefined) throw new Error("a room needs a member");
  const by = person(owner);
  await store.createRoom({ id: roomId, kind: "private", name: "bench", topic: null, by, at, maxPerDay: 1 });
  const maxMembers = size.members;
  await Promise.all(users.slice(1).map(({ id: userId }) => store.invite({ roomId, by, at, userId, maxMembers })));
  const post = { roomId, author: by, file: null, at, membersOnly: true, nameKey: null, clientKey: null };
  await Promise.all(
    Array.from({ length: size.messages }, (_, n) => store.post({ ...post, text: `${n} lorem ipsum dolor sit amet` })),
  );
  await store.close();
  return users;
}

/** From one member to all, the sender too. */
async function toEverybody(wanted: number): Promise<void> {
  const count = fitting(wanted, openFilesAllowed(), say);
  await inFreshFolder(async (data) => {
    const users = await seed(data, { members: count, messages: 0 });
    await using parlance = await startParlance({ data });
    await using load = Load.start();
    const request = users.map(({ token }) => upgradeRequest("/zo", [`Authorization: Bearer ${token}`]));
    await load.group({ name: "all", count, port: parlance.port, request, prefix: '{"type":"sync.onEvent"' });
    await load.open("all", {
      steps: [{ say: JSON.stringify({ type: "sync.start", id: 1, payload: {} }) }, { hear: '{"type":"zo.result"' }],
    });
    const everyone = { group: "all", from: 0, to: count };
    await load.flow({
      name: "messages",
      members: [everyone],
      senders: [{ group: "all", from: count - 1, to: count }],
      texts: JSON.stringify({ type: "messages.send", id: 2, payload: { roomId, text: `${stamp} lorem ipsum dolor sit` } }),
      audience: { room: count },
      sampled: count,
    });
    const messages = Math.max(100, Math.min(2_000, Math.floor(500_000 / count)));
    await load.run("messages", { window: 1, count: Math.ceil(messages / 10) });
    const { sent, deliveries, extra, latency } = await load.run("messages", { window: 1, count: messages });
    if (deliveries !== sent * count || extra !== 0) throw new Error(`${deliveries} deliveries of ${sent} messages to ${count}`);
    const { p50Ms, p99Ms, maxMs } = latenciesOf(latency);
    const who = `${count.toLocaleString("en")} members`;
    tell(`${who}, on the wire`, { messages, "p50 ms": p50Ms, "p99 ms": p99Ms, "max ms": maxMs });
    const times = await toScreen(`ws://127.0.0.1:${parlance.port}/zo`, [users[0], users.at(-1)], Math.min(messages, 500));
    tell(`${who}, on a screen`, { messages: times.length, "p50 ms": median(times), "p99 ms": quantile(times, 0.99) });
  });
}

/** From one SDK client to another, beside the members' own connections. */
async function toScreen(url: string, [from, to]: readonly (Seeded | undefined)[], messages: number): Promise<readonly number[]> {
  const chatOf = (user: Seeded | undefined): Chat => createChat({ url, credentials: { token: user?.token ?? "" } });
  const [sender, receiver] = [chatOf(from), chatOf(to)];
  await Promise.all([sender, receiver].map(online));
  const times: number[] = [];
  for (let n = 0; n < messages; n += 1) {
    const text = `on a screen ${n}`;
    const since = performance.now();
    const shown = new Promise<void>((resolve) => {
      const stop = receiver.on("message", (message) => {
        if (message.text !== text) return;
        stop();
        resolve();
      });
    });
    sender.room(roomId).send(text);
    await shown;
    times.push(performance.now() - since);
  }
  await Promise.all([sender.close(), receiver.close()]);
  return times;
}

const online = ({ connection }: Chat): Promise<void> =>
  new Promise((resolve) => {
    const stop = connection.subscribe(({ state }) => {
      if (state !== "online") return;
      stop();
      resolve();
    });
    if (connection.get().state === "online") resolve();
  });

const opened = (client: Client<NativeRoutes>): Promise<void> =>
  new Promise((resolve) => {
    if (client.connectionState === "open") resolve();
    else client.onOpen(() => resolve());
  });

/** From the beginning of the connection to the answer that brings the client up to date. */
async function catchUps(missed: readonly number[]): Promise<void> {
  const messages = Math.max(...missed);
  await inFreshFolder(async (data) => {
    const [user] = await seed(data, { members: 2, messages });
    await using parlance = await startParlance({ data });
    for (const count of missed) {
      const times: number[] = [];
      let kind = "";
      for (let n = 0; n < option("repeats", 200); n += 1) {
        const since = performance.now();
        const client = createClient<NativeRoutes>(`ws://127.0.0.1:${parlance.port}/zo`, { headers: { token: user?.token } });
        await opened(client);
        const { rooms } = await client.call.sync.start({});
        const seq = (rooms.find(({ room }) => room.id === roomId)?.seq ?? 0) - count;
        const answer = await client.call.sync.catchUp({ positions: [{ roomId, seq }] });
        times.push(performance.now() - since);
        kind = answer.rooms[0]?.kind ?? "nothing";
        client.close();
      }
      const what = `back after ${count.toLocaleString("en")} missed (${kind})`;
      tell(what, { "p50 ms": median(times), "p99 ms": quantile(times, 0.99) });
    }
  });
}

for (const members of numbers("members", "10,1000,10000")) await toEverybody(members);
await catchUps(numbers("missed", "1,10,100,500,5000"));
