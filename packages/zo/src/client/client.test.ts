import assert from "node:assert/strict";
import { test } from "node:test";
import { z } from "zod";
import { ZoError } from "../client.ts";
import { create } from "../index.ts";
import { connected, served } from "../testing/nodes.ts";
import { greet, ScriptedServer } from "../testing/scripted-server.ts";

const zo = create();
const routes = {
  note: zo.message.incoming({ payload: z.string() }),
  read: zo.procedure({ input: z.void(), output: z.array(z.string()) }),
  onNote: zo.message.outgoing({ payload: z.string() }),
};

function app() {
  const notes: string[] = [];
  return zo.router(routes, { note: ({ payload }) => void notes.push(payload), read: () => notes });
}
type App = ReturnType<typeof app>;

test("queueSize: what is beyond the bound is dropped, the oldest or the newest, and told", async () => {
  for (const [queueDrops, kept, lost] of [
    ["oldest", ["2", "3"], ["note"]],
    ["newest", ["1", "2"], ["note"]],
  ] as const) {
    await using node = await served(app());
    const dropped: (string | undefined)[] = [];
    using client = connected<App>(node.url, {
      queueSize: 2,
      queueDrops,
      onError: ({ code, route }) => dropped.push(code === "queue_full" ? route : code),
    });
    for (const text of ["1", "2", "3"]) client.send.note(text);
    await new Promise<void>((resolve) => client.onOpen(resolve));
    assert.deepEqual(await client.call.read(), kept);
    assert.deepEqual(dropped, lost);
  }
});

test("a call that the queue drops fails with queue_full; one that is given up in the queue is never sent", async () => {
  await using node = await served(app());
  using client = connected<App>(node.url, { queueSize: 1 });
  const dropped = client.call.read();
  client.send.note("x");
  await assert.rejects(dropped, { code: "queue_full" });
  const controller = new AbortController();
  using other = connected<App>(node.url);
  const aborted = other.call.read(undefined, { signal: controller.signal });
  controller.abort();
  await assert.rejects(aborted, { code: "aborted" });
  await new Promise<void>((resolve) => client.onOpen(resolve));
  assert.deepEqual(await client.call.read(), ["x"]);
});

test("every listener hears, in order, also when one throws or goes while it hears; what was thrown surfaces", async () => {
  await using node = await served(app());
  using client = connected<App>(node.url);
  const heard: string[] = [];
  const thrown = new Promise<unknown>((resolve) => process.setUncaughtExceptionCaptureCallback(resolve));
  const stop = client.on.onNote((text) => {
    heard.push(`first ${text}`);
    stop();
  });
  const same = (text: string): void => void heard.push(`same ${text}`);
  client.on.onNote(same);
  const stopSecond = client.on.onNote(same);
  client.on.onNote(() => {
    throw new Error("mine");
  });
  client.on.onNote((text) => heard.push(`last ${text}`));
  await client.call.read();
  node.zo.send.onNote("a").broadcast();
  await client.call.read();
  stopSecond();
  assert.match(String(await thrown), /mine/);
  process.setUncaughtExceptionCaptureCallback(null);
  assert.deepEqual(heard, ["first a", "same a", "same a", "last a"]);
});

test("F3, F4: frames that the client does not know are ignored; what is no frame is told and changes nothing", async () => {
  await using server = await ScriptedServer.start((socket, frame) => {
    greet(socket, frame);
    if (!frame.includes("zo.hello")) return;
    for (const text of [
      "{",
      "[]",
      '{"type":"zo.future","more":1}',
      '{"type":"nobody.listens","payload":{}}',
      '{"type":"onNote","payload":"x","rich":[["date","y"]]}',
    ]) {
      socket.send(text);
    }
    socket.send('{"type":"zo.result","id":99,"payload":1}');
    socket.send('{"type":"zo.error","id":99,"payload":{"code":"internal","message":"x"}}');
    socket.send('{"type":"onNote","payload":"good","future":true}');
  });
  const errors: string[] = [];
  using client = connected<App>(server.url, { onError: ({ code }) => errors.push(code) });
  assert.equal(await new Promise((resolve) => client.on.onNote(resolve)), "good");
  assert.deepEqual(errors, ["bad_frame", "bad_frame", "bad_frame"]);
  assert.equal(client.clientId, "x");
});

test("what cannot cross the wire throws at its sender, and nothing is sent", async () => {
  await using node = await served(app());
  using client = connected<App>(node.url);
  const wrong: unknown = { f: () => 1 };
  assert.throws(() => client.send.note(wrong as string), /payload\.f is a function/);
  assert.deepEqual(await client.call.read(), []);
});

test("closing ends what waits: calls, streams and the queue", async () => {
  const client = connected<App>("ws://127.0.0.1:1", { maxRetries: 0 });
  const call = client.call.read();
  client.send.note("lost");
  client.close();
  await assert.rejects(call, (error) => error instanceof ZoError && error.code === "closed");
  assert.equal(client.connectionState, "closed");
});
