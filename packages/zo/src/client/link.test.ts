import assert from "node:assert/strict";
import { test } from "node:test";
import { z } from "zod";
import { create } from "../index.ts";
import { ManualClock } from "../testing/manual-clock.ts";
import { connected } from "../testing/nodes.ts";
import { greet, ScriptedServer } from "../testing/scripted-server.ts";
import type { ClientOptions, ConnectionState } from "./options.ts";

const zo = create();
const routes = { onNote: zo.message.outgoing({ payload: z.string() }) };

/** A client whose time is ours, with all states it was in. */
function observed(url: string, options: ClientOptions = {}) {
  const clock = new ManualClock();
  const client = connected<typeof routes>(url, { clock, minReconnectionDelay: 1_000, maxReconnectionDelay: 10_000, ...options });
  const states: ConnectionState[] = [client.connectionState];
  let wake = (): void => undefined;
  client.onConnectionState((state) => {
    states.push(state);
    wake();
  });
  const until = async (state: ConnectionState): Promise<void> => {
    while (client.connectionState !== state) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  };
  return { client, clock, states, until, [Symbol.dispose]: () => client.close() };
}

test("K5: after a loss the client waits, then connects; connectionState and readyState tell", async () => {
  await using server = await ScriptedServer.start(greet);
  using it = observed(server.url);
  assert.deepEqual([it.client.connectionState, it.client.readyState], ["connecting", 0]);
  await it.until("open");
  assert.equal(it.client.readyState, 1);
  server.sockets[0]?.close(1001);
  await it.until("waiting");
  assert.equal(it.client.readyState, 0);
  // Half of the way from the least (1000) to the first bound (2000), as the clock's chance has it.
  it.clock.advance(1_499);
  assert.equal(it.client.connectionState, "waiting");
  it.clock.advance(1);
  assert.equal(it.client.connectionState, "connecting");
  await it.until("open");
  it.client.close();
  assert.equal(it.client.readyState, 3);
  assert.deepEqual(it.states, ["connecting", "open", "waiting", "connecting", "open", "closed"]);
});

test("K5: waits grow with every loss in a row, and start again after a connection that lasted", async () => {
  await using server = await ScriptedServer.start(greet);
  using it = observed(server.url);
  const waitAfterLoss = async (lastedMs: number): Promise<number> => {
    await it.until("open");
    it.clock.advance(lastedMs);
    server.sockets[0]?.terminate();
    await it.until("waiting");
    let waited = 0;
    while (it.client.connectionState === "waiting") {
      it.clock.advance(50);
      waited += 50;
    }
    return waited;
  };
  assert.deepEqual([await waitAfterLoss(0), await waitAfterLoss(0), await waitAfterLoss(4_999)], [1_500, 1_800, 2_200]);
  assert.equal(await waitAfterLoss(5_000), 1_500);
});

test("K5: close codes 4500-4999 are final, those beside them are not", async () => {
  for (const [code, state] of [
    [4_499, "waiting"],
    [4_500, "closed"],
    [4_999, "closed"],
    [1_000, "waiting"],
  ] as const) {
    await using server = await ScriptedServer.start(greet);
    using it = observed(server.url);
    await it.until("open");
    server.sockets[0]?.close(code);
    await it.until(state);
  }
});

test("maxRetries: the client gives up after so many tries in a row, and reconnect() begins anew", async () => {
  const server = await ScriptedServer.start(greet);
  const { url } = server;
  await server[Symbol.asyncDispose]();
  using it = observed(url, { maxRetries: 2 });
  for (let attempt = 0; attempt < 2; attempt++) {
    await it.until("waiting");
    it.clock.advance(10_000);
  }
  await it.until("closed");
  assert.deepEqual(it.states, ["connecting", "waiting", "connecting", "waiting", "connecting", "closed"]);
  it.client.reconnect();
  assert.equal(it.client.connectionState, "connecting");
});

test("a server that speaks no HTTP in connectTimeoutMs is given up", async () => {
  await using server = await ScriptedServer.start(greet);
  class Never {
    readyState = 0;
    send(): void {
      throw new Error("never open");
    }
    close(): void {
      this.readyState = 3;
    }
  }
  using it = observed(server.url, { WebSocket: Never, connectTimeoutMs: 500 });
  // The headers are asked first, so the socket is made in a later turn.
  await Promise.resolve();
  it.clock.advance(499);
  assert.equal(it.client.connectionState, "connecting");
  it.clock.advance(1);
  assert.equal(it.client.connectionState, "waiting");
});

test("K2: a connection that is open and dead is found by a ping without an answer, one that answers is kept", async () => {
  let isAnswering = true;
  await using server = await ScriptedServer.start((socket, frame) => {
    greet(socket, frame);
    if (frame.includes("zo.ping") && isAnswering) socket.send('{"type":"zo.pong"}');
  });
  using it = observed(server.url, { pingIntervalMs: 1_000, pongTimeoutMs: 300 });
  await it.until("open");
  const pings = () => server.frames.filter((frame) => frame.includes("zo.ping")).length;
  const answered = async (): Promise<void> => {
    // The client's own send goes after the answer of its server was read.
    const heard = new Promise<string>((resolve) => it.client.on.onNote(resolve));
    server.sockets[0]?.send('{"type":"onNote","payload":""}');
    await heard;
  };
  await server.until(() => server.frames.length === 1);
  await answered();
  it.clock.advance(1_000);
  await server.until(() => pings() === 1);
  await answered();
  it.clock.advance(300);
  assert.equal(it.client.connectionState, "open");
  isAnswering = false;
  it.clock.advance(700);
  await server.until(() => pings() === 2);
  it.clock.advance(299);
  assert.equal(it.client.connectionState, "open");
  it.clock.advance(1);
  assert.equal(it.client.connectionState, "waiting");
});

test("K1: a server of the first generation, which does not answer zo.hello, is never pinged nor taken for dead", async () => {
  await using server = await ScriptedServer.start();
  using it = observed(server.url, { pingIntervalMs: 1_000, pongTimeoutMs: 300 });
  await it.until("open");
  await server.until(() => server.frames.length === 1);
  it.clock.advance(10_000);
  assert.equal(it.client.connectionState, "open");
  assert.deepEqual(server.frames, ['{"type":"zo.hello"}']);
});

test("headers go as query parameters; a function is asked before each connection, and one that fails is tried again", async () => {
  await using server = await ScriptedServer.start(greet);
  let asked = 0;
  using it = observed(`${server.url}?room=a`, {
    headers: async () => {
      asked += 1;
      if (asked === 2) throw new Error("no token now");
      return { token: `t&${asked}`, n: 7, nothing: undefined };
    },
  });
  await it.until("open");
  server.sockets[0]?.close(1001);
  await it.until("waiting");
  it.clock.advance(2_000);
  await it.until("waiting");
  it.clock.advance(10_000);
  await it.until("open");
  assert.deepEqual(server.queries, ["/?room=a&token=t%261&n=7", "/?room=a&token=t%263&n=7"]);
});

test("an address that is none fails at once, for good, and says so", async () => {
  const errors: string[] = [];
  const closed: number[] = [];
  const it = observed("no address", { onError: ({ code }) => errors.push(code), onClose: ({ code }) => closed.push(code) });
  await it.until("closed");
  assert.deepEqual([errors, closed], [["bad_request"], [1006]]);
});
