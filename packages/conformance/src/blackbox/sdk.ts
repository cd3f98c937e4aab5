/** Black-box suite of the SDK, packages/client, as its users use it: against a real server, through good times and lost connections. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type Chat, createChat, type Observable } from "@parlance/client";
import { memoryStorage } from "@parlance/client/storage";
import { startBot } from "../../../client/examples/bot.ts";
import { type Account, newAccount } from "../accounts.ts";
import { waitMs } from "../clients/connection.ts";
import { type Deployment, mountsOf, uniqueName, uniqueText } from "../deployment.ts";

type Options = Partial<Parameters<typeof createChat>[0]>;

const as = (deployment: Deployment, { token }: Account, options: Options = {}): Chat & AsyncDisposable => {
  const chat = createChat({ url: mountsOf(deployment).zo, credentials: { token }, ...options });
  return Object.assign(chat, { [Symbol.asyncDispose]: () => chat.close() });
};

/** Waits until the value is as it should be; watches it meanwhile. */
async function until<T>(what: string, observable: Observable<T>, isSo: (value: T) => boolean): Promise<T> {
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  const timer = setTimeout(
    () => reject(new Error(`waited in vain for ${what}: ${JSON.stringify(observable.get()).slice(-600)}`)),
    waitMs,
  );
  const look = (value: T): void => void (isSo(value) && resolve(value));
  const stop = observable.subscribe(look);
  look(observable.get());
  return await promise.finally(() => {
    clearTimeout(timer);
    stop();
  });
}

const shows =
  (...texts: readonly string[]) =>
  ({ messages }: { readonly messages: readonly { readonly text: string; readonly state: string }[] }) =>
    texts.every((text) => messages.some((message) => message.text === text && message.state === "sent"));

export function sdkSuite(deployment: Deployment): void {
  describe("the SDK", { concurrency: 4 }, () => {
    it("makes a room, invites, sends, edits, reacts, pins and deletes, and everybody's window says so", async () => {
      const [alice, bob] = [await newAccount(deployment, "alice"), await newAccount(deployment, "bob")];
      await using ann = as(deployment, alice);
      await using ben = as(deployment, bob);
      await until("ben to be there", ben.connection, ({ state }) => state === "online");
      const room = await ann.createRoom({ kind: "private", name: uniqueName("den") });
      await ann.call.rooms.invite({ roomId: room.id, userId: bob.id });
      await until("the invitation", ben.rooms, (rooms) => rooms.some((one) => one.room.id === room.id));
      const there = ben.room(room.id);
      const { id } = await room.send("hello").sent;
      await until("hello", there, shows("hello"));
      await there.react(id, "👍", true);
      await room.edit(id, "hello all");
      await room.pin(id, true);
      const edited = await until(
        "the pin",
        there,
        ({ messages }) => messages[0]?.state === "sent" && messages[0].pinnedAt !== undefined,
      );
      const [message] = edited.messages;
      assert.ok(message?.state === "sent");
      assert.deepEqual([message.text, message.reactions], ["hello all", [{ emoji: "👍", userIds: [bob.id] }]]);
      await room.delete(id);
      await until("the deletion", there, ({ messages }) => messages[0]?.state === "sent" && messages[0].deletedAt !== undefined);
      assert.deepEqual(
        (await room.members()).map(({ user, role }) => [user.id, role]).sort(),
        [
          [alice.id, "owner"],
          [bob.id, "member"],
        ].sort(),
      );
      await there.leave();
      await until("ben to be gone", ben.rooms, (rooms) => rooms.every((one) => one.room.id !== room.id));
      assert.deepEqual(there.get().messages, []);
    });

    it("what was missed while the connection was away comes once, in order; what was said meanwhile is sent once", async () => {
      const [alice, bob] = [await newAccount(deployment, "alice"), await newAccount(deployment, "bob")];
      await using ann = as(deployment, alice);
      const room = await ann.openDirect(bob.id);
      await room.send("one").sent;
      const storage = memoryStorage();
      const first = as(deployment, bob, { storage });
      await until("one", first.room(room.id), shows("one"));
      await first.close();
      const said = uniqueText("from the dark");
      await first.room(room.id).send(said).queued;
      await room.send("two").sent;
      await using second = as(deployment, bob, { storage, userId: bob.id });
      const heard: string[] = [];
      second.on("message", ({ text }) => heard.push(text));
      await until("all", second.room(room.id), shows("one", "two", said));
      await until("all at the other's", room, shows("two", said));
      assert.deepEqual(heard, ["two", said]);
    });

    it("pages lead back to the beginning and to the newest again", async () => {
      const alice = await newAccount(deployment, "alice");
      await using ann = as(deployment, alice, { bounds: { messagesKept: 120 } });
      const room = await ann.openDirect(alice.id);
      const texts = Array.from({ length: 130 }, (_, n) => `note ${n}`);
      await Promise.all(texts.map((text) => room.send(text).sent));
      await room.loadLatest();
      while (room.get().hasOlder) await room.loadOlder();
      assert.equal(room.get().messages[0]?.text, "note 0");
      assert.ok(room.get().hasNewer);
      while (room.get().hasNewer) await room.loadNewer();
      assert.deepEqual(
        room.get().messages.map(({ text }) => text),
        texts.slice(-room.get().messages.length),
      );
    });

    it("counts what is unread, and what calls; reading is told to the user's other devices; who is blocked does not count", async () => {
      const [alice, bob] = [await newAccount(deployment, "alice"), await newAccount(deployment, "bob")];
      await using phone = as(deployment, alice);
      await using desk = as(deployment, alice);
      await using ben = as(deployment, bob);
      const room = await ben.createRoom({ kind: "private", name: uniqueName("den") });
      await ben.call.rooms.invite({ roomId: room.id, userId: alice.id });
      for (const text of ["one", "two @room", "three"]) await room.send(text).sent;
      const [there, elsewhere] = [phone.room(room.id), desk.room(room.id)];
      for (const one of [there, elsewhere])
        await until("the counts", one, ({ unread, mentions }) => unread === 3 && mentions === 1);
      there.markRead();
      for (const one of [there, elsewhere])
        await until("the mark", one, ({ unread, mentions }) => unread === 0 && mentions === 0);
      await phone.call.blocks.add({ userId: bob.id });
      await until("the block", desk.blocked, (blocked) => blocked.has(bob.id));
      await room.send("four").sent;
      const last = await until("four", elsewhere, shows("four"));
      assert.equal(last.unread, 0);
    });

    it("the README's bot greets who invites it, and answers who calls it", async () => {
      const [alice, robot] = [await newAccount(deployment, "alice"), await newAccount(deployment, "robot")];
      const bot = startBot(mountsOf(deployment).zo, robot.token);
      await using ann = as(deployment, alice);
      await until("the bot", bot.connection, ({ state }) => state === "online");
      const room = await ann.createRoom({ kind: "private", name: uniqueName("den") });
      await ann.call.rooms.invite({ roomId: room.id, userId: robot.id });
      await until("the greeting", room, shows(`Hello! Call me by @${robot.name}.`));
      await room.send(`@${robot.name} hello`).sent;
      await until("the answer", room, shows(`${alice.name}, you said: @${robot.name} hello`));
      await bot.close();
    });

    it("tells who is there and who writes", async () => {
      const [alice, bob] = [await newAccount(deployment, "alice"), await newAccount(deployment, "bob")];
      await using ann = as(deployment, alice);
      const room = await ann.openDirect(bob.id);
      await until("the room", ann.rooms, (rooms) => rooms.some((one) => one.room.id === room.id));
      const writing = until("bob to write", room.typing, (users) => users.some(({ id }) => id === bob.id));
      const presence = until("bob to come", ann.presence(bob.id), (status) => status?.state === "online");
      await using ben = as(deployment, bob);
      await until("ben to be there", ben.connection, ({ state }) => state === "online");
      ben.room(room.id).setTyping(true);
      await Promise.all([writing, presence]);
    });
  });
}
