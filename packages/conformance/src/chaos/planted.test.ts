/** That the whole of it, clients, network, records and checks, finds what it is for: each fault is planted on the wire, and named. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { seededRandom } from "@parlance/server/core/testing/random.ts";
import { Cluster } from "../cluster/cluster.ts";
import { calm, type Tamper } from "../resume/lossy-proxy.ts";
import { pause } from "./clients/setting.ts";
import { Journal } from "./journal.ts";
import { runRound } from "./round.ts";
import { makeWorld, type World } from "./world.ts";

const loadMs = 1_500;
const pauseMs = 60;
const restMs = 8_000;
const toldMs = 700;

let cluster: Cluster;
let world: World;
let round = 0;

before(async () => {
  cluster = await Cluster.start({ nodes: 1, redis: false, store: "sqlite" });
  world = await makeWorld(cluster.deployments);
});
after(() => cluster[Symbol.asyncDispose]());

/** `who: kind` of everything that is found when this is done to what passes by. */
async function found(tamper: Tamper): Promise<readonly string[]> {
  round += 1;
  await using journal = new Journal(null);
  const act = async (): Promise<readonly never[]> => {
    await pause(loadMs);
    return [];
  };
  const rest = { world, nodes: cluster.deployments, journal, random: seededRandom(round), pauseMs, restMs, toldMs };
  const { violations } = await runRound({ round, ...rest, weather: calm, tamper, act });
  return [...new Set(violations.map(({ who, kind }) => `${who}: ${kind}`))].sort();
}

/** Does it once, to the n-th frame of this round that fits. */
function toOne(fits: (frame: string, request: string) => boolean, act: (frame: string) => readonly string[], nth = 5): Tamper {
  let seen = 0;
  return (frame, from, request) => {
    if (from === "client" || !frame.includes(`r${round}.`) || !fits(frame, request)) return [frame];
    seen += 1;
    return seen === nth ? act(frame) : [frame];
  };
}

const isReaction = (frame: string): boolean => frame.startsWith('{"type":"message","data"');
const isRoster = (frame: string, request: string): boolean => request === "/chat" && frame.startsWith('{"type":"message"');
const isRooms = (frame: string, request: string): boolean => request === "/chat/connect" && frame.startsWith('{"message"');
const isChamp = (frame: string): boolean => frame.startsWith('{"type":"global_chat"');
const isEvent = (frame: string): boolean => frame.startsWith('{"type":"sync.onEvent"');
const isPosted = (frame: string): boolean => isEvent(frame) && frame.includes('"posted"');

/** To a client without the SDK, which would mend it. */
const toNative2 = (frame: string, request: string): boolean => isPosted(frame) && request.includes(world.cast.native2.token);

function has(list: readonly string[], kind: string, who = ""): void {
  assert.ok(
    list.some((one) => one.startsWith(who) && one.endsWith(`: ${kind}`)),
    `${kind} by ${who || "anybody"} is not among ${list.join("; ") || "nothing"}`,
  );
}

describe("what is planted on the wire is found, and named", { timeout: 120_000 }, () => {
  it("nothing, when nothing is planted", async () => {
    assert.deepEqual(await found((frame) => [frame]), []);
  });

  it("gap: a message that is swallowed", async () => {
    has(await found(toOne(isReaction, () => [])), "gap", "reactions");
    has(await found(toOne(toNative2, () => [], 10)), "gap", "native2");
  });

  it("doubled: a message that comes twice", async () => {
    has(await found(toOne(isRoster, (frame) => [frame, frame])), "doubled", "roster");
    has(await found(toOne(toNative2, (frame) => [frame, frame], 10)), "doubled", "native2");
  });

  it("reordered, ids_out_of_order: two messages that change places", async () => {
    let held: string | null = null;
    let seen = 0;
    const swapped: Tamper = (frame, from, request) => {
      if (from === "client" || !isRooms(frame, request) || !frame.includes('"lounge"')) return [frame];
      seen += 1;
      // Of one of the two who speak it.
      if (seen === 9) held = frame;
      if (seen === 9) return [];
      if (held === null || seen < 12) return [frame];
      const late = held;
      held = null;
      return [frame, late];
    };
    const list = await found(swapped);
    assert.ok(
      list.some((one) => one.startsWith("rooms") && /reordered|gap|ids_out_of_order|doubled/.test(one)),
      list.join(),
    );
  });

  it("phantom, changed: a message that nobody sent, or that says something else", async () => {
    const forged = (frame: string): readonly string[] => [frame, frame.replace(/r(\d+)\.[\w-]+-\d+ /, "r$1.nobody-7 ")];
    has(await found(toOne(isChamp, forged)), "phantom", "champ");
    const changed = (frame: string): readonly string[] => [frame.replace(/(r\d+\.[\w-]+-\d+ )[^"]*/, "$1something else")];
    has(await found(toOne(isReaction, changed)), "changed", "reactions");
  });

  it("leaked: an event of a private room that is sent to who is not in it", async () => {
    let secret: string | null = null;
    const own = new Set<string>();
    const { closed } = world.rooms;
    const leaked: Tamper = (frame, from, request) => {
      if (from === "client" || !isPosted(frame)) return [frame];
      if (frame.includes(closed)) {
        secret ??= frame;
        own.add(request);
        return [frame];
      }
      const isOutsider = secret !== null && request.includes(world.cast.native2.token);
      return isOutsider && secret !== null ? [frame, secret] : [frame];
    };
    has(await found(leaked), "leaked", "native2");
  });

  it("lost: an acknowledgement of what was never kept", async () => {
    const lies = new Map<string, string[]>();
    let count = 0;
    const swallowed: Tamper = (frame, from, request) => {
      const lie = lies.get(request) ?? [];
      lies.set(request, lie);
      if (from === "server") return [frame, ...lie.splice(0)];
      if (!frame.startsWith('{"type":"messages.send"')) return [frame];
      count += 1;
      if (count !== 3) return [frame];
      const { id, payload } = JSON.parse(frame);
      const author = { id: "somebody", kind: "account", name: "ann" };
      const message = { id: 1e9, seq: 1e9, at: 1, author, roomId: payload.roomId, text: payload.text };
      lie.push(JSON.stringify({ type: "zo.result", id, payload: { message } }));
      return [];
    };
    has(await found(swallowed), "lost");
  });

  it("doubled: a send that has its effect twice", async () => {
    let count = 0;
    const twice: Tamper = (frame, from) => {
      if (from === "server" || !frame.startsWith('{"type":"send_message"')) return [frame];
      count += 1;
      return count === 3 ? [frame, frame] : [frame];
    };
    has(await found(twice), "doubled", "the history");
  });

  it("refused_but_kept: a send that is done, and refused in words", async () => {
    let isPlanted = false;
    const denied: Tamper = (frame, from) => {
      if (
        from === "client" ||
        isPlanted ||
        !frame.includes('"zo.result"') ||
        !frame.includes('"seq"') ||
        !frame.includes('"text":"r')
      )
        return [frame];
      const { id, payload } = JSON.parse(frame);
      if (payload?.message === undefined || payload.message.editedAt !== undefined) return [frame];
      isPlanted = true;
      const data = { reason: "forbidden" };
      return [JSON.stringify({ type: "zo.error", id, payload: { code: "forbidden", message: "no", data } })];
    };
    has(await found(denied), "refused_but_kept");
  });

  it("stale_read: a page without the newest message", async () => {
    const stale: Tamper = (frame, from) => {
      if (from === "client" || !frame.includes('"hasOlder"')) return [frame];
      const answer = JSON.parse(frame);
      const { messages } = answer.payload;
      if (!Array.isArray(messages)) return [frame];
      return [
        JSON.stringify({
          ...answer,
          payload: { ...answer.payload, messages: messages.slice(0, Math.max(1, messages.length - 3)) },
        }),
      ];
    };
    has(await found(stale), "stale_read");
  });

  it("undone: a reaction that is acknowledged and not done", async () => {
    const lies = new Map<string, string[]>();
    const forgotten: Tamper = (frame, from, request) => {
      const lie = lies.get(request) ?? [];
      lies.set(request, lie);
      if (from === "server") return [frame, ...lie.splice(0)];
      if (!frame.startsWith('{"type":"messages.react"')) return [frame];
      lie.push(JSON.stringify({ type: "zo.result", id: JSON.parse(frame).id }));
      return [];
    };
    has(await found(forgotten), "undone");
  });

  it("undelivered: a client that is told nothing more of a room", async () => {
    let seen = 0;
    const forgotten: Tamper = (frame, from, request) => {
      const isIt = isEvent(frame) && frame.includes(world.rooms.open) && request.includes(world.cast.native2.token);
      if (from === "client" || !isIt) return [frame];
      seen += 1;
      return seen > 3 ? [] : [frame];
    };
    has(await found(forgotten), "undelivered", "native2");
  });

  it("broken_frame: a frame that is not as documented", async () => {
    has(await found(toOne(isRoster, (frame) => [frame.replace('"sender"', '"author"')])), "broken_frame", "roster");
  });
});
