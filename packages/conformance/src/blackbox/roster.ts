/** Black-box suite of the `roster` protocol: protocols/roster.md, and PROTOCOLS.md where the document is silent. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { describe, it } from "node:test";
import { newAccount } from "../accounts.ts";
import { connectRoster, openRoster, type RosterClient } from "../clients/roster.ts";
import { type Deployment, mountsOf, uniqueName, uniqueText } from "../deployment.ts";
import { rosterFilesSuite } from "./roster-files.ts";
import { loneSurrogate, ways, wrongShapes } from "./samples.ts";

export interface RosterPlace {
  readonly deployment: Deployment;
  /** Connected, nothing said yet. */
  open(): Promise<RosterClient>;
  /** Connected and initialised as a guest of a fresh name. */
  join(stem: string, id?: string): Promise<{ readonly client: RosterClient; readonly username: string; readonly id: string }>;
}

export function rosterSuite(deployment: Deployment): void {
  const url = mountsOf(deployment).roster;
  const place: RosterPlace = {
    deployment,
    open: () => openRoster(url, { address: deployment.address() }),
    join: async (stem, id = randomUUID()) => {
      const username = uniqueName(stem);
      return { client: await connectRoster(url, { username, id }, { address: deployment.address() }), username, id };
    },
  };
  describe("roster", { concurrency: 4 }, () => {
    initialising(place);
    refusedInit(place);
    names(place);
    texts(place);
    refusedFrames(place);
    presence(place);
    history(place);
    if (deployment.limits === "on") rates(place);
  });
  rosterFilesSuite(place);
}

function initialising({ deployment, open, join }: RosterPlace): void {
  it("`init`: status to all, `userData` to the newcomer, then `history`", async () => {
    const bob = await join("bob");
    await using witness = bob.client;
    await using alice = await open();
    const username = uniqueName("alice");
    alice.init({ username, id: randomUUID() });
    const { users } = await alice.frame("userData");
    await alice.frame("history");
    const status = await witness.status(username, true);
    assert.deepEqual(status, { type: "userStatus", userId: status.userId, username, online: true });
    const types = alice.frames.map((frame) => frame.type);
    assert.ok(types.indexOf("userData") < types.indexOf("history"));
    assert.ok(!types.includes("message") && !types.includes("error"));
    const mine = users.find((user) => user.username === username);
    assert.deepEqual(mine, {
      id: status.userId,
      username,
      online: true,
      ...(mine?.lastActive === undefined ? {} : { lastActive: mine.lastActive }),
    });
    assert.equal(users.find((user) => user.username === bob.username)?.online, true);
  });

  it("roster speaks on the second URL too, `/chat`, into the same lounge", async () => {
    const bob = await join("bob");
    await using here = bob.client;
    const init = { username: uniqueName("alice"), id: randomUUID() };
    await using there = await connectRoster(mountsOf(deployment).rosterPath, init, { address: deployment.address() });
    const text = uniqueText("both");
    there.say(text);
    assert.deepEqual(await here.message(text), await there.message(text));
  });

  it("`init` may carry an account's token; then the sender is the account", async () => {
    const account = await newAccount(deployment, "alice");
    const init = { username: account.name, id: randomUUID(), token: account.token };
    await using alice = await connectRoster(mountsOf(deployment).roster, init, { address: deployment.address() });
    const text = uniqueText("as an account");
    alice.say(text);
    assert.equal((await alice.message(text)).sender, account.name);
  });

  it("before `init` everything else is `NOT_INITIALIZED`, and nothing is received", async () => {
    const bob = await join("bob");
    await using speaker = bob.client;
    await using alice = await open();
    for (const frame of [
      { type: "text", text: "hi" },
      { type: "file", file: {} },
      { type: "no_such_type" },
      { type: "message" },
    ]) {
      alice.send(frame);
      assert.equal(await alice.error(), "NOT_INITIALIZED", JSON.stringify(frame));
    }
    const text = uniqueText("not for strangers");
    speaker.say(text);
    await speaker.message(text);
    alice.say("x");
    await alice.error();
    assert.ok(alice.frames.every((frame) => frame.type === "error"));
  });

  it("who does not initialise is closed after 10 s (4504)", async () => {
    await using silent = await open();
    assert.equal((await silent.closing(15_000)).code, 4504);
  });
}

function refusedInit({ open }: RosterPlace): void {
  it("a bad `init` is `INVALID_INIT` and may be tried again; 3 to 20 characters of name, ids of letters, digits and hyphens", async () => {
    await using alice = await open();
    const [username, id] = [uniqueName("alice"), randomUUID()];
    const bad = [
      {},
      { username },
      { id },
      { username: "ab", id },
      { username: "x".repeat(21), id },
      { username: 7, id },
      { username: null, id },
      { username, id: "" },
      { username, id: "no spaces" },
      { username, id: "under_score" },
      { username, id: "new\nline" },
      { username, id: "trailing\n" },
      { username, id: "ümlaut" },
      { username, id: 7 },
      { username, id: "x".repeat(65) },
      { username, id, token: 7 },
      { username, id, token: "x".repeat(43) },
    ];
    for (const init of bad) {
      alice.send({ type: "init", ...init });
      assert.equal(await alice.error(), "INVALID_INIT", JSON.stringify(init));
    }
    alice.init({ username, id });
    await alice.frame("history");
  });

  it("names of exactly 3 and 20 characters and ids of 1 and 64 are accepted", async () => {
    const random = () => randomUUID().replaceAll("-", "");
    for (const [length, id] of [[3, random().padEnd(64, "Z")] as const, [20, random().slice(0, 1)] as const]) {
      await using alice = await open();
      alice.init({ username: random().slice(0, length), id });
      const answer = await alice.next("history or a refusal", (frame) => frame.type === "history" || frame.type === "error");
      // A short name or id may happen to be somebody else's.
      assert.ok(
        answer.type === "history" || (answer.type === "error" && answer.code === "USERNAME_TAKEN"),
        JSON.stringify(answer),
      );
    }
  });
}

function names({ deployment, open, join }: RosterPlace): void {
  it("a name that an account has, or another client id is using: `USERNAME_TAKEN`; another may be tried", async () => {
    const account = await newAccount(deployment, "taken");
    const bob = await join("bob");
    await using _ = bob.client;
    await using alice = await open();
    for (const username of [account.name, bob.username]) {
      alice.init({ username, id: randomUUID() });
      assert.equal(await alice.error(), "USERNAME_TAKEN");
    }
    alice.init({ username: uniqueName("alice"), id: randomUUID() });
    await alice.frame("history");
  });

  it("the same client id may connect twice under its name; a name is free again when its last connection has gone", async () => {
    const first = await join("alice");
    await using second = await open();
    second.init({ username: first.username, id: first.id });
    await second.frame("history");
    await first.client.close();
    await using other = await open();
    other.init({ username: first.username, id: randomUUID() });
    assert.equal(await other.error(), "USERNAME_TAKEN", "still used by the second connection");
    const bob = await join("bob");
    await using witness = bob.client;
    await second.close();
    await witness.status(first.username, false);
    other.init({ username: first.username, id: randomUUID() });
    await other.frame("history");
  });
}

function texts({ join }: RosterPlace): void {
  it("a `text` reaches every initialised connection, the sender too, as `message` with exactly the documented keys", async () => {
    const [alice, bob] = [await join("alice"), await join("bob")];
    await using sender = alice.client;
    await using other = bob.client;
    const text = uniqueText("hello");
    sender.say(text);
    const echo = await sender.message(text);
    assert.deepEqual(echo, { type: "message", id: echo.id, sender: alice.username, content: text, timestamp: echo.timestamp });
    assert.ok(Math.abs(echo.timestamp - Date.now()) < 120_000, "milliseconds");
    assert.deepEqual(await other.message(text), echo);
  });

  it("texts come back exactly; a lone surrogate becomes U+FFFD", async () => {
    const { client } = await join("alice");
    await using alice = client;
    for (const sample of ways) {
      const text = `${uniqueText("exact")} ${sample} .`;
      alice.say(text);
      await alice.message(text);
    }
    const text = uniqueText("surrogate");
    alice.sendText(`{"type":"text","text":"${text} ${loneSurrogate}."}`);
    await alice.message(`${text} \ufffd.`);
  });

  it("1,000 characters are accepted, in code points; blank, 1,001 and no string are `INVALID_TEXT`", async () => {
    const { client } = await join("alice");
    await using alice = client;
    const most = `${uniqueText("most").padEnd(500, "x")}${"😀".repeat(500)}`;
    alice.say(most);
    await alice.message(most);
    for (const text of [`${most}x`, "", " ", "\n\t \u3000", 7, null, [most], undefined]) {
      alice.send({ type: "text", text });
      assert.equal(await alice.error(), "INVALID_TEXT", String(text).slice(0, 20));
    }
  });
}

function refusedFrames({ join }: RosterPlace): void {
  it("after `init`: text that is not JSON is `INVALID_JSON`, an unknown type `UNKNOWN_TYPE`; the connection goes on", async () => {
    const { client } = await join("alice");
    await using alice = client;
    for (const text of ["", "{", "hello", "\u0000", "{'type':'text'}"]) {
      alice.sendText(text);
      assert.equal(await alice.error(), "INVALID_JSON", JSON.stringify(text));
    }
    for (const type of ["no_such_type", "message", "__proto__", "constructor", "Text"]) {
      alice.send({ type, text: "x" });
      assert.equal(await alice.error(), "UNKNOWN_TYPE", type);
    }
    for (const frame of wrongShapes) {
      alice.send(frame);
      await alice.error();
    }
    const text = uniqueText("still here");
    alice.say(text);
    await alice.message(text);
  });
}

function presence({ join, open }: RosterPlace): void {
  it("a user is offline when the last of their connections has gone, and comes online once", async () => {
    const [alice, bob] = [await join("alice"), await join("bob")];
    await using witness = bob.client;
    await using second = await open();
    second.init({ username: alice.username, id: alice.id });
    await second.frame("history");
    await alice.client.close();
    const text = uniqueText("fence");
    second.say(text);
    await witness.message(text);
    const ofAlice = () => witness.frames.filter((frame) => frame.type === "userStatus" && frame.username === alice.username);
    assert.deepEqual(ofAlice(), [], "neither a second online nor an early offline");
    await second.close();
    const offline = await witness.status(alice.username, false);
    assert.deepEqual(offline, { type: "userStatus", userId: offline.userId, username: alice.username, online: false });
    const late = await join("carol");
    await using newcomer = late.client;
    const data = newcomer.frames.find((frame) => frame.type === "userData");
    assert.ok(data?.type === "userData");
    const gone = data.users.find((user) => user.username === alice.username);
    assert.deepEqual(gone, { id: offline.userId, username: alice.username, online: false, lastActive: gone?.lastActive });
    assert.ok(Math.abs((gone?.lastActive ?? 0) - Date.now()) < 120_000, "lastActive is in milliseconds");
    assert.ok(data.users.filter((user) => !user.online).length <= 100, "those offline are bounded");
  });
}

function history({ join }: RosterPlace): void {
  it("`history`: the last 50, oldest first, the very frames that were sent live", async () => {
    const { client } = await join("alice");
    await using alice = client;
    const stem = uniqueText("kept");
    for (let n = 0; n < 5; n++) alice.say(`${stem} ${n}`);
    await alice.message(`${stem} 4`);
    const live = alice.frames.filter((frame) => frame.type === "message" && frame.content.startsWith(stem));
    const late = await join("bob");
    await using newcomer = late.client;
    const kept = newcomer.frames.find((frame) => frame.type === "history");
    assert.ok(kept?.type === "history");
    const mine = kept.messages.filter((message) => message.content.startsWith(stem));
    // Others may have been talking: what is there of mine must be the newest part.
    assert.deepEqual(mine, live.slice(live.length - mine.length));
    const ids = kept.messages.map((message) => message.id);
    assert.equal(new Set(ids).size, ids.length);
    assert.deepEqual(
      kept.messages.map((message) => message.timestamp),
      kept.messages.map((message) => message.timestamp).sort((a, b) => a - b),
    );
  });
}

function rates({ join }: RosterPlace): void {
  it("600 texts a minute per user; the 601st is `RATE_LIMITED` (bounds: sendsPerMinute)", async () => {
    const { client } = await join("alice");
    await using alice = client;
    const stem = uniqueText("counted");
    for (let n = 0; n < 601; n++) alice.say(`${stem} ${n}`);
    assert.equal(await alice.error(), "RATE_LIMITED");
    const seen = alice.frames.filter((frame) => frame.type === "message" && frame.content.startsWith(stem));
    assert.equal(seen.length, 600);
  });
}
