/** Black-box suite of the `reactions` protocol: protocols/reactions.md, and PROTOCOLS.md where the document is silent. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { allKnow, cannotTestRates, type Deployment, uniqueText } from "../deployment.ts";
import { type Join, reactionsJoin, reactionsStateSuite } from "./reactions-state.ts";
import { loneSurrogate, ways, wrongShapes } from "./samples.ts";

const invalid = "Invalid message format";

export function reactionsSuite(deployment: Deployment): void {
  const join = reactionsJoin(deployment);
  describe("reactions: messages", { concurrency: 4 }, () => {
    sending(join);
    refusing(join);
    rate(join, deployment);
  });
  reactionsStateSuite(join);
}

function sending(join: Join): void {
  it("a message reaches every connected client, the sender too, with exactly the documented keys", async () => {
    await using alice = await join();
    await using bob = await join();
    const text = uniqueText("to all");
    alice.say(text, "Alice");
    const echo = await alice.message(text);
    assert.deepEqual(await bob.message(text), echo);
    assert.deepEqual(echo, {
      type: "message",
      data: {
        id: echo.data.id,
        text,
        author_id: echo.data.author_id,
        author_name: "Alice",
        created_at: echo.data.created_at,
        reactions: {},
      },
    });
    assert.ok(Math.abs(echo.data.created_at - Date.now() / 1000) < 120, "created_at is unix time in seconds");
  });

  it("`author_name` missing or empty is `Anonymous` (document: default)", async () => {
    await using alice = await join();
    const [missing, empty] = [uniqueText("no name"), uniqueText("empty name")];
    alice.say(missing);
    assert.equal((await alice.message(missing)).data.author_name, "Anonymous");
    alice.say(empty, "");
    assert.equal((await alice.message(empty)).data.author_name, "Anonymous");
  });

  it("`author_id` is `user_` and a hash of the IP: one per address, and it does not reveal the address", async () => {
    await using alice = await join();
    await using again = await join(alice.localAddress);
    const [first, second] = [uniqueText("one"), uniqueText("two")];
    alice.say(first);
    again.say(second);
    const id = (await alice.message(first)).data.author_id;
    assert.match(id, /^user_[0-9A-Za-z_-]{8,}$/);
    await again.until("the message", (frames) =>
      frames.some((f) => f.type === "message" && f.data.text === second && f.data.author_id === id),
    );
    assert.ok(!id.includes(alice.localAddress ?? "127."));
  });

  it("a forwarded address counts from nobody but a configured proxy", async () => {
    await using alice = await join();
    await using pretender = await join(alice.localAddress, { "x-forwarded-for": "203.0.113.7", forwarded: "for=203.0.113.7" });
    const [first, second] = [uniqueText("one"), uniqueText("two")];
    alice.say(first);
    const { author_id } = (await alice.message(first)).data;
    pretender.say(second);
    assert.equal((await alice.message(second)).data.author_id, author_id);
  });

  it("text is stored trimmed; NUL, markup and any Unicode come back exactly", async () => {
    await using alice = await join();
    const trimmed = uniqueText("trimmed");
    alice.say(`  \n\t${trimmed} \u00a0 `);
    await alice.message(trimmed);
    for (const sample of ways) {
      const text = `${uniqueText("exact")} ${sample} .`;
      alice.say(text, `n ${sample} n`);
      assert.equal((await alice.message(text)).data.author_name, `n ${sample} n`);
    }
  });

  it("a lone surrogate becomes U+FFFD", async () => {
    await using alice = await join();
    const text = uniqueText("surrogate");
    alice.sendText(`{"type":"send_message","data":{"text":"${text} ${loneSurrogate}."}}`);
    await alice.message(`${text} \ufffd.`);
  });

  it("500 characters are accepted, counted in code points after the trim; 501 are refused", async () => {
    await using alice = await join();
    const text = uniqueText("long").padEnd(500, "x");
    alice.say(`   ${text}   `);
    await alice.message(text);
    const astral = `${uniqueText("astral").padEnd(30, ".")}${"😀".repeat(470)}`;
    alice.say(astral);
    await alice.message(astral);
    alice.say(`${astral}x`);
    assert.equal(await alice.error(), "message too long (max 500 characters)");
  });

  it("additional properties are allowed (document)", async () => {
    await using alice = await join();
    const text = uniqueText("extra");
    alice.send({ type: "send_message", data: { text, author_name: "A", extra: { deep: [1] } }, more: true });
    await alice.message(text);
  });
}

function refusing(join: Join): void {
  it("empty and blank texts: `message text cannot be empty`", async () => {
    await using alice = await join();
    for (const text of ["", " ", "\n\t \u3000"]) {
      alice.say(text);
      assert.equal(await alice.error(), "message text cannot be empty");
    }
  });

  it("bad shapes, unknown types and text that is not JSON: `Invalid message format`, and the connection stays open", async () => {
    await using alice = await join();
    const bad = [
      { type: "send_message" },
      { type: "send_message", data: null },
      { type: "send_message", data: [] },
      { type: "send_message", data: "hi" },
      { type: "send_message", data: {} },
      { type: "send_message", data: { text: 7 } },
      { type: "send_message", data: { text: null } },
      { type: "send_message", data: { text: ["x"] } },
      { type: "send_message", data: { text: "x", author_name: 7 } },
      { type: "send_message", data: { text: "x", author_name: {} } },
      { type: "Send_Message", data: { text: "x" } },
      { type: "message", data: { text: "x" } },
      { type: "no_such_type", data: {} },
      { data: { text: "x" } },
      ...wrongShapes,
    ];
    for (const frame of bad) {
      alice.send(frame);
      assert.equal(await alice.error(), invalid, JSON.stringify(frame));
    }
    for (const text of ["", " ", "{", "hello", '{"type":', "{'type':'send_message'}", "\u0000", "NaN"]) {
      alice.sendText(text);
      assert.equal(await alice.error(), invalid, JSON.stringify(text));
    }
    const text = uniqueText("still here");
    alice.say(text);
    await alice.message(text);
  });

  it("an author name of 100 characters is accepted, 101 are a bad shape (bounds: reactionsNameChars)", async () => {
    await using alice = await join();
    const text = uniqueText("name");
    alice.say(text, "😀".repeat(100));
    assert.equal((await alice.message(text)).data.author_name, "😀".repeat(100));
    alice.say(text, "😀".repeat(101));
    assert.equal(await alice.error(), invalid);
  });

  it("errors reach only the one who erred", async () => {
    await using alice = await join();
    await using bob = await join();
    alice.say("");
    await alice.error();
    const fence = uniqueText("fence");
    alice.say(fence);
    await bob.message(fence);
    assert.ok(!bob.frames.some((frame) => frame.type === "error"));
  });
}

function rate(join: Join, deployment: Deployment): void {
  const limit = "Rate limit exceeded. Maximum 60 messages per minute.";
  it("60 `send_message` a minute per author on all its connections; the 61st is refused, other authors are not", {
    skip: cannotTestRates(deployment),
  }, async () => {
    await using alice = await join();
    await using second = await join(alice.localAddress);
    await using bob = await join();
    const stem = uniqueText("counted");
    for (let n = 0; n < 60; n++) (n % 2 === 0 ? alice : second).say(`${stem} ${n}`);
    const seen = (frame: { type: string; data: object }) => "text" in frame.data && String(frame.data.text).startsWith(stem);
    await bob.until("60 messages", (frames) => frames.filter(seen).length === 60);
    await allKnow(deployment);
    alice.say(`${stem} 60`);
    assert.equal(await alice.error(), limit);
    // The rate comes before shape, emptiness and length.
    alice.send({ type: "send_message", data: { text: 7 } });
    assert.equal(await alice.error(), limit);
    alice.say("");
    assert.equal(await alice.error(), limit);
    second.say(`${stem} 61`);
    assert.equal(await second.error(), limit);
    const text = uniqueText("another author");
    bob.say(text);
    await bob.message(text);
    assert.equal(bob.frames.filter(seen).length, 60);
  });
}
