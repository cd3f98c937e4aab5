/** Black-box suite of `zo` as the server mounts it: protocols/zo.md, PROTOCOLS.md and packages/zo/PROTOCOL.md, with the real client. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { WebSocket } from "ws";
import { connect } from "../../../zo/examples/private-messages/client.ts";
import { type Account, newAccount, testPassword } from "../accounts.ts";
import { waitMs } from "../clients/connection.ts";
import { post } from "../clients/http.ts";
import { retrieve } from "../clients/rooms.ts";
import { ZoClient } from "../clients/zo.ts";
import { allKnow, type Deployment, mountsOf, uniqueName, uniqueText } from "../deployment.ts";
import { everyone, join } from "./everyone.ts";
import { ways } from "./samples.ts";

export function zoSuite(deployment: Deployment): void {
  describe("zo", { concurrency: 4 }, () => {
    fromTheDocument(deployment);
    comingIn(deployment);
    privately(deployment);
    guests(deployment);
    refreshing(deployment);
    history(deployment);
  });
  // One after the other: what everybody says in the lounge is much for those who are shown the last of it.
  describe("zo: one world", () => acrossProtocols(deployment));
}

const enter = (deployment: Deployment, headers: Readonly<Record<string, string>>): Promise<ZoClient> =>
  new ZoClient(mountsOf(deployment).zo, headers).opened();
const enterAs = (deployment: Deployment, { token }: Account) => enter(deployment, { token });

function fromTheDocument(deployment: Deployment): void {
  it("the document's client, unchanged: it learns its id, and a message to that id arrives with sender and time", {
    timeout: waitMs,
  }, async () => {
    const [alice, bob] = [await newAccount(deployment, "alice"), await newAccount(deployment, "bob")];
    const place = (account: Account) => `${mountsOf(deployment).zo}?token=${account.token}`;
    const [sender, recipient] = [connect(place(alice), "unused"), connect(place(bob), "unused")];
    try {
      const id = await new Promise<string>((resolve) => {
        recipient.client.on.connection.onClientId(({ clientId }) => resolve(clientId));
      });
      const arrived = new Promise<{ from: string; message: string; timestamp: Date }>((resolve) => {
        recipient.client.on.chat.onPrivate(resolve);
      });
      sender.sendPrivateMessage(id, "hello");
      const { from, message, timestamp } = await arrived;
      assert.deepEqual([from, message], [alice.name, "hello"]);
      assert.ok(timestamp instanceof Date && Math.abs(timestamp.getTime() - Date.now()) < 60_000);
      assert.equal(recipient.clientId(), id);
    } finally {
      sender.client.close();
      recipient.client.close();
    }
  });
}

/** The HTTP answer to an upgrade with this query. */
async function refusal(deployment: Deployment, query: string): Promise<{ status: number; body: Record<string, unknown> }> {
  const socket = new WebSocket(`${mountsOf(deployment).zo}${query}`);
  return new Promise((resolve, reject) => {
    socket.on("open", () => reject(new Error("let in")));
    socket.on("error", () => undefined);
    socket.on("unexpected-response", (_request, response) => {
      let text = "";
      response.on("data", (chunk: Buffer) => (text += chunk.toString()));
      response.on("end", () => resolve({ status: response.statusCode ?? 0, body: JSON.parse(text) }));
    });
  });
}

function comingIn(deployment: Deployment): void {
  it("neither `token` nor `name`: 400 `Invalid headers` with details; a bad token 401; an account's name 409", async () => {
    const { name } = await newAccount(deployment, "alice");
    const invalid = await refusal(deployment, "");
    assert.deepEqual([invalid.status, invalid.body["error"]], [400, "Invalid headers"]);
    assert.ok(Array.isArray(invalid.body["details"]));
    assert.deepEqual(await refusal(deployment, "?token=none"), {
      status: 401,
      body: { error: "The token is not valid", code: "unauthorized" },
    });
    assert.equal((await refusal(deployment, `?name=${name}`)).status, 409);
  });

  it("a session that ends closes its connections with 4501, and the client does not come back", async () => {
    const account = await newAccount(deployment, "alice");
    await using client = await enterAs(deployment, account);
    await post(deployment, "/auth/logout", { token: account.token });
    await client.until(() => client.closes.length === 1);
    assert.deepEqual([client.closes, client.client.connectionState], [[4501], "closed"]);
  });
}

function privately(deployment: Deployment): void {
  it("between zo and openchamp both ways, to every connection of the recipient, exactly, kept, and to nobody else (I5)", async () => {
    const [alice, bob, carol] = [
      await newAccount(deployment, "alice"),
      await newAccount(deployment, "bob"),
      await newAccount(deployment, "carol"),
    ];
    await using zoAlice = await enterAs(deployment, alice);
    await using zoBob = await enterAs(deployment, bob);
    await using zoBobToo = await enterAs(deployment, bob);
    await using outsider = await enterAs(deployment, carol);
    await using champBob = await join(deployment, "openchamp", bob);
    await using roomsBob = await join(deployment, "rooms", bob);
    const texts = ways.map((sample) => `${uniqueText("from zo")} ${sample} .`);
    for (const text of texts) {
      zoAlice.client.send.chat.private({ targetUserId: bob.name, message: text });
      const inZo = await zoBob.hears("onPrivate", text);
      assert.deepEqual({ ...(inZo as object), timestamp: 0 }, { from: alice.name, message: text, timestamp: 0 });
      await zoBobToo.hears("onPrivate", text);
      assert.equal((await champBob.sees(text)).author, alice.name);
      assert.equal((await roomsBob.sees(text)).author, alice.id);
    }
    await using champAlice = await join(deployment, "openchamp", alice);
    const back = uniqueText("from openchamp");
    champAlice.connection.send({ type: "private_chat", payload: { target: bob.name, message: back } });
    assert.equal(((await zoBob.hears("onPrivate", back)) as { from: string }).from, alice.name);
    for (const client of [outsider, zoAlice]) {
      await client.fence();
      assert.ok(!client.heard.some(({ event }) => event === "onPrivate"));
    }
    const kept = (await retrieve(deployment, bob.token, 0)).map(({ message }) => message);
    assert.deepEqual(kept.filter((text) => [...texts, back].includes(text)).length, texts.length + 1);
  });

  it("to a client id it is the same; what is said to somebody who is away is kept; nobody at all is answered by nothing", async () => {
    const [alice, bob] = [await newAccount(deployment, "alice"), await newAccount(deployment, "bob")];
    await using sender = await enterAs(deployment, alice);
    const away = uniqueText("away");
    sender.client.send.chat.private({ targetUserId: bob.name, message: away });
    sender.client.send.chat.private({ targetUserId: uniqueName("nobody"), message: away });
    await using recipient = await enterAs(deployment, bob);
    const direct = uniqueText("by id");
    sender.client.send.chat.private({ targetUserId: await recipient.clientId(), message: direct });
    await recipient.hears("onPrivate", direct);
    const kept = (await retrieve(deployment, bob.token, 0)).map(({ message }) => message);
    for (const text of [away, direct]) assert.ok(kept.includes(text));
    assert.deepEqual(
      sender.heard.filter(({ event }) => event !== "onMessage"),
      [],
    );
  });
}

function guests(deployment: Deployment): void {
  it("a guest's private message is one like any other: kept, seen on all protocols of the recipient, answered from each", async () => {
    const alice = await newAccount(deployment, "alice");
    const name = uniqueName("guest");
    await using guest = await enter(deployment, { name });
    await using zoAlice = await enterAs(deployment, alice);
    await using champAlice = await join(deployment, "openchamp", alice);
    await using roomsAlice = await join(deployment, "rooms", alice);
    const hello = uniqueText("from a guest");
    guest.client.send.chat.private({ targetUserId: alice.name, message: hello });
    assert.equal(((await zoAlice.hears("onPrivate", hello)) as { from: string }).from, name);
    assert.equal((await champAlice.sees(hello)).author, name);
    const { room } = await roomsAlice.sees(hello);
    const answers = [uniqueText("by id"), uniqueText("by name"), uniqueText("from openchamp"), uniqueText("from rooms")] as const;
    zoAlice.client.send.chat.private({ targetUserId: await guest.clientId(), message: answers[0] });
    zoAlice.client.send.chat.private({ targetUserId: name, message: answers[1] });
    champAlice.connection.send({ type: "private_chat", payload: { target: name, message: answers[2] } });
    roomsAlice.connection.send({ room, messages: answers[3] });
    for (const text of answers) assert.equal(((await guest.hears("onPrivate", text)) as { from: string }).from, alice.name);
    const kept = (await retrieve(deployment, alice.token, 0)).filter((message) => message.room === room);
    assert.deepEqual(new Set(kept.map(({ message }) => message)), new Set([hello, ...answers]));
  });

  it("between guests, and to oneself by one's own client id as in the document", async () => {
    const [name, note, text] = [uniqueName("guest"), uniqueText("note"), uniqueText("hello")];
    await using guest = await enter(deployment, { name });
    await using other = await enter(deployment, { name: uniqueName("other") });
    guest.client.send.chat.private({ targetUserId: await guest.clientId(), message: note });
    assert.equal(((await guest.hears("onPrivate", note)) as { from: string }).from, name);
    other.client.send.chat.private({ targetUserId: name, message: text });
    await guest.hears("onPrivate", text);
    await other.fence();
    assert.ok(!other.heard.some(({ event }) => event === "onPrivate"));
  });

  it("a direct room is the guest's, not the name's: who has the name later, or the id that is listed, sees nothing of it (I5)", async () => {
    const alice = await newAccount(deployment, "alice");
    const [name, id] = [uniqueName("guest"), uniqueName("secret")];
    await using account = await join(deployment, "rooms", alice);
    await using first = await enter(deployment, { name, id });
    const text = uniqueText("to alice");
    first.client.send.chat.private({ targetUserId: alice.name, message: text });
    const { room } = await account.sees(text);
    await allKnow(deployment);
    await using roster = await join(deployment, "roster");
    const { users } = roster.connection.frames.find((frame) => (frame as { type: string }).type === "userData") as {
      users: readonly { id: string; username: string }[];
    };
    const listed = users.find(({ username }) => username === name)?.id ?? assert.fail("the guest is not listed");
    assert.ok(!listed.includes(id));
    await first[Symbol.asyncDispose]();
    await roster.connection.until("the guest is gone", (frames) =>
      frames.some((frame) => JSON.stringify(frame).includes(`"username":"${name}","online":false`)),
    );
    await using later = await enter(deployment, { name });
    await using thief = await enter(deployment, { name: uniqueName("thief"), id: listed.replace(/\W/g, "-") });
    const secret = uniqueText("secret");
    account.connection.send({ room, messages: secret });
    await account.sees(secret);
    for (const one of [later, thief]) {
      await one.fence();
      assert.ok(!one.heard.some(({ event }) => event === "onPrivate"));
    }
    await using back = await enter(deployment, { name: uniqueName("renamed"), id });
    const again = uniqueText("again");
    account.connection.send({ room, messages: again });
    await back.hears("onPrivate", again);
  });
}

function refreshing(deployment: Deployment): void {
  it("`refresh` with a token of the same account: the connection outlives the session it came with; with another's it is refused", async () => {
    const [alice, bob] = [await newAccount(deployment, "alice"), await newAccount(deployment, "bob")];
    await using client = await enterAs(deployment, alice);
    const again = { username: alice.name, password: testPassword };
    const login = await post(deployment, "/auth/login", { json: again });
    const { auth_token: token } = JSON.parse(login.text) as { readonly auth_token: string };
    await assert.rejects(client.client.refresh({ token: bob.token }), { code: "unauthorized" });
    await client.client.refresh({ token });
    await post(deployment, "/auth/logout", { token: alice.token });
    await client.fence();
    assert.deepEqual(client.closes, []);
    await post(deployment, "/auth/logout", { token });
    await client.until(() => client.closes.length === 1);
    assert.deepEqual(client.closes, [4501]);
  });
}

function history(deployment: Deployment): void {
  it("`lounge.history` pages back from the newest message, and joins what is live by ids", async () => {
    await using client = await enter(deployment, { name: uniqueName("guest") });
    const texts = ["a", "b", "c"].map((stem) => uniqueText(stem));
    for (const text of texts) {
      client.client.send.lounge.send({ text });
      await client.hears("onMessage", text);
    }
    const found: string[] = [];
    let before: number | undefined;
    for (let pages = 0; pages < 200 && !found.includes(texts[0] ?? ""); pages++) {
      const page = await client.client.call.lounge.history({ limit: 2, ...(before === undefined ? {} : { before }) });
      found.unshift(...page.messages.map(({ text }) => text));
      before = page.messages[0]?.id;
      assert.ok(page.messages[0]?.at instanceof Date);
      assert.ok(page.hasMore || found.includes(texts[0] ?? ""));
    }
    assert.deepEqual(
      found.filter((text) => texts.includes(text)),
      texts,
    );
  });

  it("an empty text is answered with an error and shown to nobody", async () => {
    await using client = await enter(deployment, { name: uniqueName("guest") });
    client.client.send.lounge.send({ text: " " });
    await client.hears("error", "bad_request");
    assert.ok(!client.heard.some(({ text }) => text === " "));
  });
}

function acrossProtocols(deployment: Deployment): void {
  it("what is said in the lounge on zo reaches all protocols, and what is said there reaches zo, under the author's name", async () => {
    await using world = await everyone(deployment);
    const name = uniqueName("guest");
    await using client = await enter(deployment, { name });
    for (const speaker of world.all) {
      const text = uniqueText(`from ${speaker.protocol}`);
      speaker.say(text);
      const heard = (await client.hears("onMessage", text)) as { from: string; at: Date; id: number };
      assert.equal(heard.from, speaker.account?.name ?? speaker.author);
      assert.ok(heard.at instanceof Date && Number.isSafeInteger(heard.id));
    }
    for (const sample of ways) {
      const text = `${uniqueText("from zo")} ${sample} .`;
      client.client.send.lounge.send({ text });
      await client.hears("onMessage", text);
      for (const reader of world.all) {
        const { author } = await reader.sees(text);
        if (reader.protocol !== "rooms") assert.equal(author, name);
      }
    }
  });

  it("a file from roster comes with its name, type, size and link", async () => {
    await using roster = await join(deployment, "roster");
    await using client = await enter(deployment, { name: uniqueName("guest") });
    const name = `${uniqueName("file")}.txt`;
    roster.connection.send({ type: "file", file: { name, type: "text/plain", size: 3, data: "YWJj" } });
    type File = { readonly name: string; readonly type: string; readonly size: number; readonly url: string };
    const files = () => client.heard.flatMap(({ payload }) => (payload as { file?: File }).file ?? []);
    await client.until(() => files().some((file) => file.name === name));
    const file = files().find((one) => one.name === name);
    assert.deepEqual([file?.type, file?.size], ["text/plain", 3]);
    assert.equal(await (await fetch(file?.url ?? "")).text(), "abc");
  });
}
