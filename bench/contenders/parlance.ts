/**
 * Parlance, the real server. One room is the lounge, spoken in `openchamp`, whose frames are the smallest and all of one size; many rooms are
 * direct rooms of two accounts with half of the connections each, spoken in `rooms`; private messages are `openchamp`'s.
 */
import { rmSync } from "node:fs";
import { z } from "zod";
import { newId } from "../../packages/server/src/core/ids.ts";
import { freshFolder, startParlance } from "../lib/parlance.ts";
import { openSeed, type Pair, type Seeded, seedAccounts, seedDirects } from "../lib/seed.ts";
import { upgradeRequest } from "../lib/upgrade-request.ts";
import { type Contender, connectionsOf, type Plan, type Stage } from "./contender.ts";

/** Names and ids of the same length make frames of the same length. */
const userName = (n: number): string => `user${String(n).padStart(5, "0")}`;

type Speech = Pick<Stage, "connection" | "steps" | "textBytesFor" | "say" | "textIn">;

const chat = z.object({ type: z.enum(["global_chat", "private_chat"]), payload: z.object({ message: z.string() }) });
const roomMessage = z.object({ message: z.object({ message: z.string() }) });

/** The size of a frame without its text. */
const sizeOf = (frame: unknown): number => JSON.stringify(frame).length;

function openchamp(port: number, users: readonly Seeded[], isPrivate: boolean): Speech {
  const type = isPrivate ? "private_chat" : "global_chat";
  const login = users.map(({ token }) => JSON.stringify({ type: "token_auth", payload: { token } }));
  return {
    connection: { port, request: upgradeRequest("/openchamp/ws") },
    steps: [{ say: login }, { hear: '"auth_success"' }],
    textBytesFor: (payloadBytes) => payloadBytes - sizeOf({ type, payload: { username: userName(0), message: "" } }),
    say: (text, _from, to) => JSON.stringify({ type, payload: isPrivate ? { target: userName(to), message: text } : text }),
    textIn: (payload) => chat.parse(JSON.parse(payload.toString())).payload.message,
  };
}

interface Rooms {
  readonly port: number;
  readonly users: readonly Seeded[];
  readonly rooms: readonly string[];
  readonly members: number;
}

function rooms({ port, users, rooms, members }: Rooms): Speech {
  // The first half of a room's connections is its first user's, the other half the second's.
  const userOf = (n: number): Seeded | undefined => users[Math.floor((n * 2) / members)];
  const login = Array.from({ length: rooms.length * members }, (_, n) => JSON.stringify({ auth_token: userOf(n)?.token }));
  // An id has as many digits as it happens to have: six after some laps.
  const ids = { id: 100_000, message: "", poster: users[0]?.id, room: rooms[0], timestamp: 1_000_000_000 };
  return {
    connection: { port, request: upgradeRequest("/chat/connect") },
    steps: [{ say: login }, { hear: "CONNECTED" }],
    textBytesFor: (payloadBytes) => payloadBytes - sizeOf({ message: ids }),
    say: (text, from) => JSON.stringify({ room: rooms[Math.floor(from / members)], messages: text }),
    textIn: (payload) => roomMessage.parse(JSON.parse(payload.toString())).message.message,
  };
}

/** Who shares a direct room: of a plan of rooms, users two by two; of a private one, those who write to each other. */
function pairsOf(plan: Plan, users: readonly Seeded[]): Pair[] {
  const pair = (from: number, to: number): Pair[] => {
    const [one, other] = [users[from], users[to]];
    return one === undefined || other === undefined ? [] : [[one, other]];
  };
  if (plan.kind === "private") return plan.targets.flatMap((targets, from) => targets.flatMap((to) => pair(from, to)));
  return plan.rooms === 1 ? [] : Array.from({ length: plan.rooms }, (_, room) => pair(room * 2, room * 2 + 1)).flat();
}

async function seed(folder: string, plan: Plan): Promise<{ users: readonly Seeded[]; directs: readonly string[] }> {
  const store = await openSeed(folder);
  try {
    const count = plan.kind === "rooms" && plan.rooms > 1 ? plan.rooms * 2 : connectionsOf(plan);
    const users = await seedAccounts(store, count, userName);
    return { users, directs: await seedDirects(store, pairsOf(plan, users), newId) };
  } finally {
    await store.close();
  }
}

/** Seeds the folder, starts the server on it, and answers how to speak with it. */
async function start(plan: Plan): Promise<Stage> {
  await using made = new AsyncDisposableStack();
  const data = made.adopt(freshFolder(), (path) => rmSync(path, { recursive: true }));
  const { users, directs } = await seed(data, plan);
  const { server, port } = made.use(await startParlance({ data }));
  const kept = made.move();
  const speech =
    plan.kind === "rooms" && plan.rooms > 1
      ? rooms({ port, users, rooms: directs, members: plan.members })
      : openchamp(port, users, plan.kind === "private");
  return {
    ...speech,
    server,
    kind: "text",
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

export const parlance: Contender = {
  name: "parlance",
  label: "Parlance",
  guarantees: { durable: "yes, fsync", ordered: "across reconnects", validated: "yes", authenticated: "yes" },
  missing: () => undefined,
  start,
};
