import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import { z } from "zod";
import { create } from "../index.ts";
import { ManualClock } from "../testing/manual-clock.ts";
import { connected, served } from "../testing/nodes.ts";
import { greet, ScriptedServer } from "../testing/scripted-server.ts";
import { heard, journalHas } from "../testing/suite.ts";
import { type SuiteApp, suiteApp } from "../testing/suite-app.ts";
import { type ConnectionState, realClock } from "./options.ts";

const zo = create();
const routes = {
  join: zo.message.incoming({ payload: z.string() }),
  say: zo.message.incoming({ payload: z.string() }),
  read: zo.procedure({ input: z.void(), output: z.array(z.string()) }),
  watch: zo.subscription({ input: z.void(), event: z.string() }),
};
function app() {
  const said: string[] = [];
  return zo.router(routes, {
    join: ({ payload }) => void said.push(`join ${payload}`),
    say: ({ payload }) => void said.push(payload),
    read: () => said,
  });
}
type App = ReturnType<typeof app>;

test("what a listener of the opening sends goes before what has waited", async () => {
  for (const on of ["onOpen", "onConnectionState"] as const) {
    await using node = await served(app());
    using client = connected<App>(node.url);
    client[on](() => client.send.join(on));
    client.send.say("hello");
    assert.deepEqual(await client.call.read(), [`join ${on}`, "hello"]);
  }
});

test("a listener may close in whatever state it hears of: no other follows, no socket and no timer is left", async () => {
  for (const fatal of ["connecting", "open", "waiting"] as const) {
    await using server = await ScriptedServer.start(greet);
    const clock = new ManualClock();
    using client = connected<App>(server.url, { clock });
    const states: ConnectionState[] = [];
    client.onConnectionState((state) => {
      states.push(state);
      if (state === fatal) client.close();
    });
    let openings = 0;
    client.onOpen(() => {
      openings += 1;
    });
    if (fatal === "connecting") {
      client.close();
      client.reconnect();
    } else {
      await heard(client.onConnectionState);
      if (fatal === "waiting") {
        server.sockets[0]?.terminate();
        await heard(client.onConnectionState);
      }
    }
    assert.equal(states.at(-1), "closed", fatal);
    assert.equal(clock.pending, 0, fatal);
    assert.equal(openings, fatal === "waiting" ? 1 : 0, fatal);
    await Promise.all(server.sockets.map((socket) => once(socket, "close")));
  }
});

test("a listener may connect anew in whatever state it hears of: what it asks for then is answered", async () => {
  for (const [state, code] of [
    ["open", 1_000],
    ["waiting", 1_000],
    ["closed", 4_500],
  ] as const) {
    await using server = await ScriptedServer.start((socket, frame) => {
      greet(socket, frame);
      if (frame.includes('"read"')) socket.send(`{"type":"zo.result","id":${JSON.parse(frame).id},"payload":["x"]}`);
    });
    const clock = new ManualClock();
    using client = connected<App>(server.url, { clock });
    const answer = new Promise<readonly string[]>((resolve, reject) => {
      const stop = client.onConnectionState((now) => {
        if (now !== state) return;
        stop();
        client.reconnect();
        client.call.read().then(resolve, reject);
      });
    });
    await server.until(() => server.frames.length === 1);
    if (state !== "open") server.sockets[0]?.close(code);
    assert.deepEqual(await answer, ["x"], state);
    assert.equal(client.connectionState, "open", state);
    // The watch of this connection, and nothing else: the call has none any more.
    assert.equal(clock.pending, 1, state);
  }
});

test("close and reconnect in every state: the last word counts", async () => {
  await using node = await served(app());
  using client = connected<App>(node.url);
  client.close();
  client.close();
  assert.equal(client.connectionState, "closed");
  client.reconnect();
  client.reconnect();
  assert.equal(client.connectionState, "connecting");
  assert.deepEqual(await client.call.read(), []);
  const closes: number[] = [];
  client.onClose(({ code }) => closes.push(code));
  client.reconnect();
  client.close(4_000, "mine");
  client.close();
  assert.deepEqual(closes, [1_000, 4_000]);
  assert.equal(client.readyState, 3);
});

test("what comes to a closed client fails at once with closed: calls, streams and messages; after reconnect() it is taken", async () => {
  await using node = await served(app());
  const errors: string[] = [];
  using client = connected<App>(node.url, { onError: ({ code, route }) => errors.push(`${code} ${route}`) });
  client.close();
  await assert.rejects(client.call.read(), { code: "closed", route: "read" });
  await assert.rejects(Array.fromAsync(client.subscribe.watch()), { code: "closed", route: "watch" });
  client.send.say("into the void");
  assert.deepEqual(errors, ["closed say"]);
  client.reconnect();
  client.send.say("taken");
  assert.deepEqual(await client.call.read(), ["taken"]);
});

test("messages that wait for a connection when there will be none are told, each, also to a listener that tries again", async () => {
  const errors: (string | undefined)[] = [];
  using client = connected<App>("ws://127.0.0.1:1", { maxRetries: 0 });
  client.onError(({ code, route }) => {
    errors.push(`${code} ${route}`);
    if (errors.length === 1) client.send.join("again");
  });
  client.send.say("one");
  client.send.say("two");
  await heard(client.onClose);
  assert.deepEqual(errors, ["closed say", "closed join", "closed say"]);
});

test("a code or reason that no socket takes closes the connection nonetheless", async () => {
  for (const [code, reason] of [
    [4_000, "x".repeat(124)],
    [5_000, "no such code"],
  ] as const) {
    await using server = await ScriptedServer.start(greet);
    using client = connected<App>(server.url);
    await server.until(() => server.frames.length === 1);
    const [socket] = server.sockets;
    assert.ok(socket);
    client.close(code, reason);
    await once(socket, "close");
  }
});

test("refresh while a connection is under way: the one that opens has the new headers", async () => {
  await using node = await served(suiteApp());
  using client = connected<SuiteApp>(node.url, { headers: { user: "old" } });
  // The socket is made once the headers are there.
  await Promise.resolve();
  await client.refresh({ user: "new" });
  assert.equal((await client.call.call.whoami()).user, "new");
  assert.equal((await journalHas(client, "connected new")).includes("connected new"), true);
});

test("times that no timer can keep are the longest that one can, not none", async () => {
  for (const ms of [Number.POSITIVE_INFINITY, 2 ** 31]) {
    const cancel = realClock.after(ms, () => assert.fail(`${ms} ms were none`));
    await new Promise<void>((resolve) => realClock.after(5, resolve));
    cancel();
  }
});
