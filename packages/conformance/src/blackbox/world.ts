/** "One world" of PROTOCOLS.md: the five protocols in the same lounge, with the same users, history and guarantees. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { newAccount } from "../accounts.ts";
import { get } from "../clients/http.ts";
import { ReactionsClient } from "../clients/reactions.ts";
import { connectRoster } from "../clients/roster.ts";
import { type Deployment, mountsOf, uniqueName, uniqueText } from "../deployment.ts";
import { everyone, join, type Protocol, protocols } from "./everyone.ts";
import { ways } from "./samples.ts";

export function worldSuite(deployment: Deployment): void {
  // One after the other: roster's history is 50 messages, and these tests say more than that at once.
  describe("one world", () => {
    lounge(deployment);
    order(deployment);
    reactionsElsewhere(deployment);
    filesElsewhere(deployment);
    names(deployment);
    health(deployment);
  });
}

function lounge(deployment: Deployment): void {
  it("what anybody says in the lounge reaches all five protocols, exactly, under the author's name", async () => {
    await using world = await everyone(deployment);
    for (const speaker of world.all) {
      for (const sample of ["hello", ...ways]) {
        const text = `${uniqueText(speaker.protocol)} ${sample} .`;
        speaker.say(text);
        for (const reader of world.all) {
          const { author } = await reader.sees(text);
          // A rooms client is shown as its account's name elsewhere, and an account as its id to rooms clients.
          const expected =
            reader.protocol === "rooms" ? (speaker.account?.id ?? author) : (speaker.account?.name ?? speaker.author);
          assert.equal(author, expected, `${speaker.protocol} as ${reader.protocol} sees them`);
        }
      }
    }
  });

  it("who comes later finds it in every history: reactions' replay, roster's `history`, rooms' `retrieve`", async () => {
    await using world = await everyone(deployment);
    const texts = protocols.map((protocol) => uniqueText(`kept ${protocol}`));
    for (const [at, speaker] of world.all.entries()) {
      speaker.say(texts[at] ?? "");
      await world.roster.sees(texts[at] ?? "");
    }
    for (const protocol of ["reactions", "roster"] as const) {
      await using late = await join(deployment, protocol);
      for (const text of texts) await late.sees(text);
      const order = late.seen().flatMap(({ text }) => (texts.includes(text) ? [text] : []));
      assert.deepEqual(order, texts, protocol);
    }
  });
}

function order(deployment: Deployment): void {
  it("writers on all protocols at once: everybody sees the same order, nothing missing, nothing twice (I2)", async () => {
    await using world = await everyone(deployment);
    const stem = uniqueText("order");
    const each = 15;
    const total = each * world.all.length;
    for (let n = 0; n < each; n++) for (const speaker of world.all) speaker.say(`${stem} ${speaker.protocol} ${n}`);
    const mine = (reader: (typeof world.all)[number]) =>
      reader.seen().flatMap(({ text }) => (text.startsWith(stem) ? [text] : []));
    for (const reader of world.all) await reader.connection.until("all messages", () => mine(reader).length >= total);
    const [first, ...others] = world.all.map(mine);
    assert.equal(new Set(first).size, total);
    for (const other of others) assert.deepEqual(other, first);
    for (const protocol of protocols) {
      const own = (first ?? []).filter((text) => text.startsWith(`${stem} ${protocol} `));
      assert.deepEqual(
        own,
        Array.from({ length: each }, (_, n) => `${stem} ${protocol} ${n}`),
        "a writer's messages stay in the order they were sent",
      );
    }
  });
}

function reactionsElsewhere(deployment: Deployment): void {
  it("a reaction to a message of any protocol works, and is hidden where it cannot be shown", async () => {
    await using world = await everyone(deployment);
    const client = world.reactions.connection;
    assert.ok(client instanceof ReactionsClient);
    for (const speaker of world.all) {
      const text = uniqueText("react");
      speaker.say(text);
      for (const reader of world.all) await reader.sees(text);
      const { id } = await world.reactions.sees(text);
      const marks = world.all.map((reader) => reader.connection.frames.length);
      client.react(id ?? "", "👍");
      const added = await client.reaction(id ?? "", "added");
      const fence = uniqueText("fence");
      world.rooms.say(fence);
      for (const [at, reader] of world.all.entries()) {
        await reader.sees(fence);
        if (reader.protocol === "reactions") continue;
        const since = JSON.stringify(reader.connection.frames.slice(marks[at]));
        assert.ok(!since.includes(added.data.user_id) && !since.includes(text), `${reader.protocol} shows no reaction`);
      }
    }
  });
}

function filesElsewhere(deployment: Deployment): void {
  it("a file from roster becomes a readable line with its link in the other protocols, and the link works", async () => {
    await using world = await everyone(deployment);
    const username = uniqueName("sender");
    await using sender = await connectRoster(
      mountsOf(deployment).roster,
      { username, id: uniqueName("id") },
      { address: deployment.address() },
    );
    const name = `${uniqueName("photo")}.txt`;
    sender.sendFile(Buffer.from("file for all"), name, "text/plain");
    const { file, content } = await sender.fileMessage(name);
    const url = file?.url ?? "";
    for (const reader of world.all) {
      // There it comes with its facts, as the suite of zo says.
      if (reader.protocol === "zo") continue;
      const { text } = await reader.sees(content);
      assert.ok(text.includes(name) && text.includes(url) && !text.includes("\n"), `${reader.protocol}: ${text}`);
    }
    const { pathname } = new URL(url);
    assert.equal((await get(deployment, pathname)).text, "file for all");
  });
}

function names(deployment: Deployment): void {
  it("none can take the name of an account: not a reactions author, not a roster guest, in any case of letters", async () => {
    const account = await newAccount(deployment, "Alice");
    await using world = await everyone(deployment);
    const client = world.reactions.connection;
    assert.ok(client instanceof ReactionsClient);
    for (const name of [account.name, account.name.toUpperCase(), account.name.toLowerCase()]) {
      const text = uniqueText("impostor");
      client.say(text, name);
      await client.error();
      const fence = uniqueText("fence");
      world.reactions.say(fence);
      for (const reader of world.all) {
        await reader.sees(fence);
        assert.ok(!reader.everything().includes(text), `${reader.protocol} shows no impostor`);
      }
    }
  });

  it("an account's connections on different protocols are one user: online once, offline after the last", async () => {
    const account = await newAccount(deployment, "many");
    await using roster = await join(deployment, "roster");
    const witness = roster.connection;
    const statuses = () =>
      (witness.frames as readonly { type?: string; username?: string; online?: boolean }[]).flatMap(
        ({ type, username, online }) => (type === "userStatus" && username === account.name ? [online] : []),
      );
    const kinds: readonly Protocol[] = ["openchamp", "rooms", "roster", "zo"];
    const clients = [];
    for (const protocol of kinds) clients.push(await join(deployment, protocol, account));
    await witness.until("online", () => statuses().includes(true));
    for (const client of clients) await client[Symbol.asyncDispose]();
    await witness.until("offline", () => statuses().includes(false));
    assert.deepEqual(statuses(), [true, false]);
  });
}

function health(deployment: Deployment): void {
  it("`GET /health` is 200", async () => {
    assert.equal((await get(deployment, "/health")).status, 200);
  });
}
