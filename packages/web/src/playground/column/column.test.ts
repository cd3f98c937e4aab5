import assert from "node:assert/strict";
import { test } from "node:test";
import { keepIn } from "../guests.ts";
import { Marks } from "../marks.ts";
import { protocols } from "../protocols/all.ts";
import type { ProtocolName } from "../protocols/protocol.ts";
import { Column } from "./column.ts";
import { isShown, keptEntries } from "./entries.ts";
import type { Socket, World } from "./world.ts";

/** A socket whose other end is the test. */
class TestSocket {
  readyState = 0;
  readonly sent: string[] = [];
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: ((event: { code: number; reason: string }) => void) | null = null;
  send(text: string): void {
    this.sent.push(text);
  }
  close(): void {
    this.readyState = 3;
  }
  open(): void {
    this.readyState = 1;
    this.onopen?.();
  }
  tell(frame: object): void {
    this.onmessage?.({ data: JSON.stringify(frame) });
  }
  end(code: number): void {
    this.readyState = 3;
    this.onclose?.({ code, reason: "" });
  }
}

function columnOf(name: ProtocolName) {
  const sockets: TestSocket[] = [];
  const posts: { path: string; body: string; token: string | undefined }[] = [];
  const timers: { at: number; action: () => void }[] = [];
  const clock = { now: 0 };
  const kept = new Map<string, string>();
  const storage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  };
  const world: World = {
    keep: keepIn(storage),
    open: () => {
      const socket = new TestSocket();
      sockets.push(socket);
      return socket as unknown as Socket;
    },
    post: async (path, body, token) => {
      posts.push({ path, body, token });
      return { status: 200, text: JSON.stringify({ auth_token: "secret", messages: [] }) };
    },
    now: () => clock.now,
    after: (ms, action) => {
      const timer = { at: clock.now + ms, action };
      timers.push(timer);
      return () => {
        timer.at = Number.POSITIVE_INFINITY;
      };
    },
    random: () => 1,
  };
  const pass = (ms: number): void => {
    clock.now += ms;
    for (const timer of timers.filter(({ at }) => at <= clock.now)) {
      timers.splice(timers.indexOf(timer), 1);
      timer.action();
    }
  };
  const column = new Column(protocols[name], world, { marks: new Marks(() => clock.now), url: () => `ws://localhost/${name}` });
  const last = (): TestSocket => sockets.at(-1) ?? assert.fail("no socket");
  return { column, sockets, posts, pass, last, kept, state: () => column.state.get().kind };
}

const frames = (texts: readonly string[]) => texts.map((text) => JSON.parse(text) as Record<string, unknown>);

test("a column says who is there, and is in when the server says so", () => {
  const { column, last, state } = columnOf("roster");
  column.connect();
  last().open();
  assert.equal(state(), "greeting");
  assert.deepEqual(frames(last().sent), [{ type: "init", username: column.guest.get().name, id: column.guest.get().id }]);
  last().tell({ type: "history", messages: [] });
  assert.equal(state(), "in");
});

test("after a cut it comes back by itself, later each time that fails, and never later than ten seconds", () => {
  const { column, sockets, last, pass, state } = columnOf("zo");
  column.connect();
  last().open();
  last().end(4000);
  for (const ms of [500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000]) {
    assert.equal(state(), "waiting");
    const before = sockets.length;
    pass(ms - 1);
    assert.equal(sockets.length, before);
    pass(1);
    assert.equal(sockets.length, before + 1);
    last().end(1006);
  }
});

test("a code that says not to come back is obeyed, and so is the visitor who hangs up", () => {
  const { column, last, pass, state, sockets } = columnOf("roster");
  column.connect();
  last().open();
  last().end(4504);
  assert.equal(state(), "away");
  column.connect();
  last().open();
  column.hangUp();
  pass(60_000);
  assert.deepEqual([state(), sockets.length], ["away", 2]);
});

test("a name that somebody has is replaced, on the same connection, and not for ever", () => {
  const { column, last } = columnOf("roster");
  column.connect();
  last().open();
  const first = column.guest.get();
  last().tell({ type: "error", code: "USERNAME_TAKEN", message: "taken" });
  const second = column.guest.get();
  assert.notEqual(second.name, first.name);
  assert.equal(second.id, first.id);
  assert.equal(frames(last().sent).at(-1)?.["username"], second.name);
  for (let time = 0; time < 10; time++) last().tell({ type: "error", code: "USERNAME_TAKEN", message: "taken" });
  assert.equal(last().sent.length, 4);
});

test("an outage changes nobody: only who never came in takes another name", () => {
  const { column, last, pass } = columnOf("zo");
  column.connect();
  last().open();
  const { name } = column.guest.get();
  for (const ms of [500, 1_000, 2_000, 4_000]) {
    last().end(1006);
    pass(ms);
  }
  assert.equal(column.guest.get().name, name);
  const stranger = columnOf("zo");
  const taken = stranger.column.guest.get().name;
  stranger.column.connect();
  stranger.last().end(1006);
  stranger.pass(500);
  stranger.last().end(1006);
  assert.notEqual(stranger.column.guest.get().name, taken);
});

test("rooms registers a throwaway account once, keeps its token, and asks for what it missed after a cut", async () => {
  const { column, last, posts, pass, kept } = columnOf("rooms");
  column.connect();
  await Promise.resolve();
  await new Promise(setImmediate);
  last().open();
  assert.deepEqual(frames(last().sent), [{ auth_token: "secret" }]);
  last().tell({ status: "CONNECTED" });
  last().tell({ message: { id: 41, message: "hi", poster: "p", room: "lounge", timestamp: 1 } });
  column.cut();
  pass(500);
  await new Promise(setImmediate);
  last().open();
  last().tell({ status: "CONNECTED" });
  assert.deepEqual(
    posts.map(({ path, token }) => [path, token]),
    [
      ["/auth/register", undefined],
      ["/chat/retrieve", "secret"],
    ],
  );
  assert.equal(posts[1]?.body, '{"after":41}');
  assert.ok(kept.get("parlance.playground.rooms")?.includes("secret"));
});

test("a refused token is replaced by another account", async () => {
  const { column, last, pass, posts } = columnOf("rooms");
  column.connect();
  await new Promise(setImmediate);
  last().open();
  last().tell({ error: "no", error_code: "AUTH_TOKEN_EXPIRED" });
  last().end(4502);
  pass(500);
  await new Promise(setImmediate);
  last().open();
  assert.deepEqual([posts.length, frames(last().sent)], [2, [{ auth_token: "secret" }]]);
});

test("the newest frames are kept, and how many were dropped is told; views hear of many at once", () => {
  const { column, last, pass } = columnOf("reactions");
  let told = 0;
  column.journal.listed.subscribe(() => told++);
  column.connect();
  last().open();
  for (let index = 0; index < 1_000; index++) last().tell({ type: "message", data: { text: `${index}`, author_name: "x" } });
  pass(20);
  const { entries, dropped } = column.journal.listed.get();
  assert.deepEqual([entries.length, dropped, told], [keptEntries, 1_003 - keptEntries, 1]);
});

test("pings are not shown unless asked for, errors always are", () => {
  const { column, last, pass } = columnOf("zo");
  column.connect();
  last().open();
  column.send('{"type":"zo.ping"}');
  last().tell({ type: "zo.error", payload: { code: "bad_request" } });
  pass(20);
  const shown = (filter: "all" | "noPings" | "talk"): number =>
    column.journal.listed.get().entries.filter((entry) => entry.kind === "frame" && isShown(entry, filter)).length;
  assert.deepEqual([shown("all"), shown("noPings"), shown("talk")], [3, 2, 1]);
});
