/** Black-box suite of the `roster` protocol: protocols/roster.md, and PROTOCOLS.md where the document is silent. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { cannotTestRates, type Deployment, uniqueText } from "../deployment.ts";
import { rosterFilesSuite } from "./roster-files.ts";
import { type RosterPlace, rosterInitSuite, rosterPlace } from "./roster-init.ts";
import { loneSurrogate, ways, wrongShapes } from "./samples.ts";

export function rosterSuite(deployment: Deployment): void {
  const place = rosterPlace(deployment);
  rosterInitSuite(place);
  describe("roster: messages", { concurrency: 4 }, () => {
    texts(place);
    refusedFrames(place);
    presence(place);
    history(place);
    rates(place);
  });
  rosterFilesSuite(place);
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

function history({ deployment, join }: RosterPlace): void {
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
    const times = kept.messages.map((message) => message.timestamp);
    for (const [n, time] of times.entries())
      assert.ok(time >= (times[n - 1] ?? 0) - deployment.nodes.timesApartMs, times.join(" "));
  });
}

function rates({ deployment, join }: RosterPlace): void {
  it("600 texts a minute per user; the 601st is `RATE_LIMITED` (bounds: sendsPerMinute)", {
    skip: cannotTestRates(deployment),
  }, async () => {
    const { client } = await join("alice");
    await using alice = client;
    const stem = uniqueText("counted");
    for (let n = 0; n < 601; n++) alice.say(`${stem} ${n}`);
    assert.equal(await alice.error(), "RATE_LIMITED");
    const seen = alice.frames.filter((frame) => frame.type === "message" && frame.content.startsWith(stem));
    assert.equal(seen.length, 600);
  });
}
