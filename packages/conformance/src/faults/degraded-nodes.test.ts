/** Of three nodes one stops for a while, one dies, and then all are started anew under load: what docs/OPERATIONS.md states ("When something is gone"). */
import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { type Chat, createChat } from "@parlance/client";
import { loungeId } from "@parlance/server/ports/model.ts";
import { type Account, newAccount } from "../accounts.ts";
import { NativeClient } from "../clients/native.ts";
import { connectReactions, type ReactionsClient } from "../clients/reactions.ts";
import { retrieve } from "../clients/rooms.ts";
import { connectRoster } from "../clients/roster.ts";
import { mountsOf, uniqueName, uniqueText } from "../deployment.ts";
import type { ServerProcess } from "../server-process.ts";
import { withoutServices } from "../services/services.ts";
import { complaints, threeNodes, until } from "./three-nodes.ts";

const missing = withoutServices();

if (missing !== false) test("three nodes of which some are gone", { skip: missing });
else {
  const place = await threeNodes({});
  after(() => place[Symbol.asyncDispose]());
  const { nodes, deployment } = place;
  const [a, b, c] = nodes.all;
  assert.ok(a !== undefined && b !== undefined && c !== undefined);

  /** What a client was shown of these, in order. */
  const shown = ({ frames }: ReactionsClient, stem: string): readonly string[] =>
    frames.flatMap((frame) => (frame.type === "message" && frame.data.text.startsWith(stem) ? [frame.data.text] : []));

  const reactionsAt = ({ deployment: at }: ServerProcess): Promise<ReactionsClient> => connectReactions(mountsOf(at).reactions);

  /** As an application has it: it finds its way back by itself, through the balancer. */
  function chatOf({ token }: Account): Chat & AsyncDisposable & { readonly heard: readonly string[] } {
    const chat = createChat({ url: mountsOf(deployment).zo, credentials: { token } });
    const heard: string[] = [];
    chat.on("message", ({ text, roomId }) => void (roomId !== loungeId && heard.push(text)));
    return Object.assign(chat, { heard, [Symbol.asyncDispose]: () => chat.close() });
  }

  describe("a node that stops for longer than its lease", () => {
    test("is offline for the others meanwhile and holds nobody's writes; its connections go on without a gap, and nothing is doubled", async () => {
      const name = uniqueName("lost");
      const stem = uniqueText("stopped");
      await using there = await reactionsAt(b);
      await using here = await reactionsAt(a);
      await using looker = await connectRoster(a.deployment.roster, { username: uniqueName("look"), id: uniqueName("id") });
      await using lost = await connectRoster(b.deployment.roster, { username: name, id: uniqueName("id") });
      await looker.status(name, true);
      const count = 150;
      for (let n = 0; n < count; n += 1) there.say(`${stem} there ${n}`);
      await here.message(`${stem} there 3`);
      b.signal("SIGSTOP");
      try {
        for (let n = 0; n < 5; n += 1) {
          const startedMs = performance.now();
          here.say(`${stem} here ${n}`);
          await here.message(`${stem} here ${n}`);
          const tookMs = performance.now() - startedMs;
          assert.ok(tookMs < 5_000, `a write beside a node that stands still took ${tookMs.toFixed(0)} ms`);
        }
        await looker.status(name, false);
      } finally {
        b.signal("SIGCONT");
      }
      await looker.status(name, true);
      here.say(`${stem} last`);
      await there.message(`${stem} last`);
      const refused = there.frames.filter(({ type }) => type === "error").length;
      await here.until("all that was not refused", () => shown(here, stem).length === count - refused + 6);
      await there.until("the same there", () => shown(there, stem).length === count - refused + 6);
      assert.deepEqual(shown(there, stem), shown(here, stem));
      assert.equal(new Set(shown(here, stem)).size, shown(here, stem).length, "each once");
      assert.ok(lost.isOpen && there.isOpen);
    });
  });

  describe("a node that dies", () => {
    test("leaves its clients to another: the SDK goes on without a gap and sends once, rooms retrieves and reactions replays what was missed", async () => {
      const [ann, bob] = [await newAccount(deployment, "ann"), await newAccount(deployment, "bob")];
      nodes.spreadOver([b]);
      await using ben = chatOf(bob);
      await using old = await connectReactions(mountsOf(deployment).reactions);
      await using raw = new NativeClient(mountsOf(b.deployment).zo, { token: bob.token });
      await raw.call.sync.start({});
      await using native = new NativeClient(mountsOf(a.deployment).zo, { token: ann.token });
      const { room } = await native.call.rooms.direct({ userId: bob.id });
      const afterId = (await native.said(room.id, "heard")).id;
      await until("it is heard", () => ben.heard.includes("heard"));
      const { seq } = await raw.tellsText("heard");
      nodes.spreadOver([a, b, c]);
      await b.kill();
      await old.closing();
      const own = ben.room(room.id).send("from the dark");
      for (const text of ["one", "two", "three"]) await native.said(room.id, text);
      native.client.send.lounge.send({ text: uniqueText("lounge") });
      await own.sent;
      await until("the rest is heard", () => ben.heard.includes("three") && ben.heard.includes("from the dark"));
      assert.deepEqual(
        ben.heard.filter((text) => text !== "from the dark"),
        ["heard", "one", "two", "three"],
      );
      // As a balancer does that asks /ready.
      nodes.spreadOver([a, c]);
      await using again = new NativeClient(mountsOf(c.deployment).zo, { token: bob.token });
      const { rooms } = await again.call.sync.catchUp({ positions: [{ roomId: room.id, seq }] });
      const caught = rooms.find(({ roomId }) => roomId === room.id);
      assert.ok(caught?.kind === "events");
      assert.deepEqual(
        caught.events.map((event) => event.seq),
        [1, 2, 3, 4].map((n) => seq + n),
      );
      const texts = caught.events.map((event) => event.type === "posted" && event.message.text);
      assert.equal(texts.filter((text) => text === "from the dark").length, 1, "sent once (I3)");
      const retrieved = await retrieve(deployment, bob.token, afterId);
      assert.deepEqual(
        retrieved.filter((message) => message.room === room.id).map(({ message }) => message),
        texts,
      );
      const before = old.frames.flatMap((frame) => (frame.type === "message" ? [frame.data.id] : []));
      await using back = await connectReactions(mountsOf(deployment).reactions);
      await back.until("the replay", (frames) => frames.length > before.length);
      const replayed = back.frames.flatMap((frame) => (frame.type === "message" ? [frame.data.id] : []));
      assert.deepEqual(replayed.slice(0, before.length), before, "from the beginning, and what was missed after it");
    });
  });

  describe("a rolling restart", () => {
    test("under load loses nothing: whoever is connected is told to reconnect, and each message is there once, in one order for all", async (t) => {
      const accounts = await Promise.all(["ann", "bob", "cid"].map((stem) => newAccount(deployment, stem)));
      let running: readonly ServerProcess[] = [a, c, await nodes.another()];
      nodes.spreadOver(running);
      await using ends = new AsyncDisposableStack();
      const chats = accounts.map((account) => ends.use(chatOf(account)));
      const [first, ...others] = chats;
      assert.ok(first !== undefined);
      const { id } = await first.createRoom({ kind: "private", name: uniqueName("den") });
      for (const { id: userId } of accounts.slice(1)) await first.call.rooms.invite({ roomId: id, userId });
      for (const chat of others) await until("all are members", () => chat.rooms.get().some(({ room }) => room.id === id));
      let isOver = false;
      const sent: Promise<unknown>[] = [];
      const talking = chats.map(async (chat, own) => {
        for (let n = 0; !isOver; n += 1) {
          sent.push(chat.room(id).send(`${own} ${n}`).sent);
          await delay(20);
        }
      });
      const closes: number[] = [];
      const listening = (async () => {
        while (!isOver) {
          await using listener = await connectReactions(mountsOf(deployment).reactions);
          const over = until("it is over", () => isOver || !listener.isOpen);
          await over;
          if (!listener.isOpen) closes.push((await listener.closing()).code);
        }
      })();
      for (const old of running) {
        const left = running.filter((node) => node !== old);
        nodes.spreadOver(left);
        const [exit, fresh] = await Promise.all([old.stop(), nodes.another()]);
        assert.deepEqual([exit.code, exit.signal], [0, null], old.log);
        running = [...left, fresh];
        nodes.spreadOver(running);
      }
      isOver = true;
      await Promise.all([...talking, listening]);
      const messages = (await Promise.all(sent)).length;
      for (const { heard } of chats) await until("all is heard", () => heard.length >= messages);
      for (const { heard } of chats) assert.deepEqual(heard, first.heard);
      assert.equal(new Set(first.heard).size, messages, "each once");
      for (const own of chats.keys()) {
        const said: readonly string[] = first.heard.filter((text) => text.startsWith(`${own} `));
        assert.deepEqual(
          said,
          said.map((_, n) => `${own} ${n}`),
          "in the order in which it was said",
        );
      }
      assert.ok(
        closes.every((code) => code === 4000),
        closes.join(),
      );
      assert.deepEqual(complaints(nodes, "error"), []);
      t.diagnostic(`${messages} messages, ${closes.length} reconnects of a listener`);
    });
  });
}
