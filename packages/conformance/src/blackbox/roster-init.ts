/** How one says who one is with the `roster` protocol: protocols/roster.md (`initMessage`), and PROTOCOLS.md. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { describe, it } from "node:test";
import { newAccount } from "../accounts.ts";
import { connectRoster, openRoster, type RosterClient } from "../clients/roster.ts";
import { allKnow, type Deployment, mountsOf, uniqueName, uniqueText } from "../deployment.ts";

export interface RosterPlace {
  readonly deployment: Deployment;
  /** Connected, nothing said yet. */
  open(): Promise<RosterClient>;
  /** Connected and initialised as a guest of a fresh name, who is known to be there. */
  join(stem: string, id?: string): Promise<{ readonly client: RosterClient; readonly username: string; readonly id: string }>;
}

export function rosterPlace(deployment: Deployment): RosterPlace {
  const url = mountsOf(deployment).roster;
  return {
    deployment,
    open: () => openRoster(url, { address: deployment.address() }),
    join: async (stem, id = randomUUID()) => {
      const username = uniqueName(stem);
      const client = await connectRoster(url, { username, id }, { address: deployment.address() });
      await allKnow(deployment);
      return { client, username, id };
    },
  };
}

export function rosterInitSuite(place: RosterPlace): void {
  describe("roster: init", { concurrency: 4 }, () => {
    initialising(place);
    refusedInit(place);
    names(place);
  });
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
    // What others say may follow at once, but nothing of it comes before the history.
    const types = alice.frames.map((frame) => frame.type);
    const first = types.slice(0, types.indexOf("history")).filter((type) => type !== "userStatus");
    assert.deepEqual(first, ["userData"]);
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
