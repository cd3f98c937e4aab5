/** That the whole of it, clients, network and checker, finds what it is for: each fault is planted on the wire, and found. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { calm, type Tamper } from "./lossy-proxy.ts";
import type { ResumeFault } from "./records.ts";
import { runResume } from "./run.ts";

const run = { seed: 7, steps: 120, weather: calm, isSteady: true, restMs: 3_000 };

async function faultsWith(tamper: Tamper): Promise<ReadonlySet<ResumeFault>> {
  const { findings } = await runResume({ ...run, tamper });
  return new Set(findings.map(({ fault }) => fault));
}

const isEvent = (frame: string): boolean => frame.startsWith('{"type":"sync.onEvent"');

test("without a planted fault there is none", async () => {
  const { findings } = await runResume(run);
  assert.deepEqual(findings, []);
});

test("a send that has its effect twice is found", async () => {
  const twice: Tamper = (frame, from) => {
    if (from === "server" || !frame.startsWith('{"type":"messages.send"')) return [frame];
    const { id, payload, ...rest } = JSON.parse(frame);
    const { clientKey: _, ...unkeyed } = payload;
    return [frame, JSON.stringify({ ...rest, id: id + 1e9, payload: unkeyed })];
  };
  assert.ok((await faultsWith(twice)).has("doubled"));
});

test("a send that is acknowledged and not kept is found", async () => {
  /** Answers to sends that never arrived, by connection. */
  const lies = new Map<string, string[]>();
  const swallowed: Tamper = (frame, from, request) => {
    const lie = lies.get(request) ?? [];
    lies.set(request, lie);
    if (from === "server") return [frame, ...lie.splice(0)];
    if (!frame.startsWith('{"type":"messages.send"') || !frame.includes("ann-3 ")) return [frame];
    const { id, payload } = JSON.parse(frame);
    const author = { id: "somebody", kind: "account", name: "ann" };
    const message = { id: 1e9, seq: 1e9, at: 1, author, roomId: payload.roomId, text: payload.text };
    lie.push(JSON.stringify({ type: "zo.result", id, payload: { message } }));
    return [];
  };
  assert.ok((await faultsWith(swallowed)).has("lost"));
});

test("an event that never comes is found", async () => {
  let roomCutOff: string | null = null;
  const forgotten: Tamper = (frame, from) => {
    if (from === "client") return [frame];
    if (roomCutOff === null && isEvent(frame) && frame.includes("ben-2 ")) roomCutOff = JSON.parse(frame).payload.roomId;
    // And nothing more of that room, not even answers: by their seqs a client would notice the gap, and ask.
    return roomCutOff !== null && frame.includes(roomCutOff) ? [] : [frame];
  };
  const found = await faultsWith(forgotten);
  assert.ok(found.has("lost"), [...found].join());
});

test("a message that says something else than was sent is found", async () => {
  const changed: Tamper = (frame, from) => [
    from === "server" && isEvent(frame) ? frame.replace(/"ann-(\d+) /, '"ann-9$1 ') : frame,
  ];
  const found = await faultsWith(changed);
  assert.ok(found.has("invented") && found.has("wrong_view"), [...found].join());
});

test("an event of a private room that is sent to somebody who is not in it is found", async () => {
  const heard: string[] = [];
  const told: Tamper = (frame, from) => {
    if (from === "client" || !isEvent(frame)) return [frame];
    heard.push(frame);
    return [frame, ...heard.slice(-20)];
  };
  assert.ok((await faultsWith(told)).has("leaked"));
});

test("a wrong count of unread messages is found", async () => {
  const miscounted: Tamper = (frame, from) => [
    from === "server" ? frame.replaceAll(/"unread":(\d+)/g, (_, count: string) => `"unread":${Number(count) + 1}`) : frame,
  ];
  assert.ok((await faultsWith(miscounted)).has("wrong_unread"));
});
