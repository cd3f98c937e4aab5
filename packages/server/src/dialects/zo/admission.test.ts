import assert from "node:assert/strict";
import { test } from "node:test";
import { Talk } from "../testing/talk.ts";
import { afterNextToken, breakStore, signUp } from "../testing/world.ts";
import { type Headers, openStage, type Stage } from "./testing/stage.ts";

async function refusalOf(stage: Stage, headers: Headers): Promise<{ status: number; body: object }> {
  const admission = await stage.admit(headers);
  assert.ok(!admission.isAdmitted);
  return { status: admission.status, body: admission.body };
}

test("H3: who says neither token nor name, or a bad id, is refused with 400 and what is wrong", async () => {
  await using stage = await openStage({ bounds: { clientIdChars: 4 } });
  for (const headers of [{}, { token: "" }, { id: "x" }]) {
    const { status, body } = await refusalOf(stage, headers);
    assert.equal(status, 400);
    assert.equal((body as { error: string }).error, "Invalid headers");
  }
  assert.deepEqual((await refusalOf(stage, {})).body, {
    error: "Invalid headers",
    details: [{ message: "token (an account's) or name (a guest's) is missing", path: [] }],
  });
  assert.equal((await refusalOf(stage, { name: "Gast", id: "a.b" })).status, 400);
  assert.equal((await refusalOf(stage, { name: "Gast", id: "12345" })).status, 400);
  assert.ok((await stage.admit({ name: "Gast", id: "1234" })).isAdmitted);
});

test("H4: a token that is not good is refused with 401, a name that is not with 400, one that is taken with 409", async () => {
  await using stage = await openStage();
  await signUp(stage, "Alice");
  assert.deepEqual(await refusalOf(stage, { token: "nobody's" }), {
    status: 401,
    body: { error: "The token is not valid", code: "unauthorized" },
  });
  assert.equal((await refusalOf(stage, { name: "x" })).status, 400);
  assert.deepEqual(await refusalOf(stage, { name: "ALICE" }), {
    status: 409,
    body: { error: "The name is taken", code: "conflict" },
  });
  await stage.connect({ name: "Gast" });
  assert.equal((await refusalOf(stage, { name: "gast" })).status, 409);
});

test("a token that cannot be looked up is refused with 503, and nothing of the cause is told", async () => {
  await using stage = await openStage();
  const { token } = await signUp(stage, "Alice");
  const mend = breakStore(stage, "findToken");
  const { status, body } = await refusalOf(stage, { token });
  assert.equal(status, 503);
  assert.doesNotMatch(JSON.stringify(body), /secret/);
  mend();
  assert.ok((await stage.admit({ token })).isAdmitted);
});

test("the token may also come in Authorization or the query, and is stronger than a name", async () => {
  await using stage = await openStage();
  const { token } = await signUp(stage, "Alice");
  for (const upgrade of [{ token }, { query: `token=${token}` }]) {
    const admission = await stage.admit({ name: "Gast" }, upgrade);
    assert.ok(admission.isAdmitted);
    admission.abandon();
  }
  assert.ok((await stage.admit({ name: "Gast" })).isAdmitted, "the name was not entered");
});

test("a guest who says the same id is the same guest on every connection; without one each connection is a guest of its own", async () => {
  await using stage = await openStage();
  const first = await stage.connect({ name: "Gast", id: "mine" });
  await stage.connect({ name: "Gast", id: "mine" });
  assert.equal(stage.chat.presence.onlineCount, 1);
  assert.ok(!(await stage.admit({ name: "Gast", id: "other" })).isAdmitted);
  first.hangUp();
  assert.ok(!(await stage.admit({ name: "Gast" })).isAdmitted, "still in");
});

test("an account is online while a connection of theirs is open, and not while it is decided on", async () => {
  await using stage = await openStage();
  const { token } = await signUp(stage, "Alice");
  const admission = await stage.admit({ token });
  assert.equal(stage.chat.presence.onlineCount, 0);
  assert.ok(admission.isAdmitted);
  admission.abandon();
  const talk = await stage.connect({ token });
  assert.ok(talk.trusted);
  assert.equal(stage.chat.presence.onlineCount, 1);
  talk.hangUp();
  assert.equal(stage.chat.presence.onlineCount, 0);
});

test("what was abandoned leaves nothing behind: the guest's name is free again", async () => {
  await using stage = await openStage();
  const admission = await stage.admit({ name: "Gast" });
  assert.ok(!(await stage.admit({ name: "Gast" })).isAdmitted);
  assert.ok(admission.isAdmitted);
  admission.abandon();
  assert.ok((await stage.admit({ name: "Gast" })).isAdmitted);
});

test("a session that ends while its token is looked at is refused like any other", async () => {
  await using stage = await openStage();
  const { token } = await signUp(stage, "Alice");
  afterNextToken(stage, () => stage.chat.accounts.logout(token));
  assert.equal((await refusalOf(stage, { token })).status, 401);
});

test("a session that ends between the decision and the connection closes it at once, one that ends later too", async () => {
  await using stage = await openStage();
  const early = await signUp(stage, "Alice");
  const admission = await stage.admit({ token: early.token });
  assert.ok(admission.isAdmitted);
  await stage.chat.accounts.logout(early.token);
  assert.equal(new Talk({ open: (link) => admission.open(link) }).closedAs, "sessionEnded");
  const late = await stage.join("Bob");
  await stage.chat.accounts.logout(late.token);
  assert.equal(late.talk.closedAs, "sessionEnded");
  assert.equal(stage.chat.presence.onlineCount, 0);
  assert.deepEqual(late.talk.sentTooLate, []);
});

const refresh = (payload: object) => ({ type: "zo.refresh", id: 7, payload });
const done = [{ type: "zo.result", id: 7 }];

test("A1: zo.refresh with a token of the same account: the connection lives as long as that session, no longer as the one before", async () => {
  await using stage = await openStage();
  const { talk, token } = await stage.join("Alice");
  const second = await stage.chat.accounts.login({ name: "Alice", password: "correct horse", address: "192.0.2.1" });
  assert.deepEqual(await talk.ask(refresh({ token: second.token })), done);
  await stage.chat.accounts.logout(token);
  assert.equal(talk.closedAs, null, "the session before is of no matter any more");
  assert.equal(stage.chat.presence.onlineCount, 1);
  await stage.chat.accounts.logout(second.token);
  assert.equal(talk.closedAs, "sessionEnded");
  assert.deepEqual(talk.sentTooLate, []);
});

test("A1: a token that POST /auth/refresh gave is of the same session, and may be offered too", async () => {
  await using stage = await openStage();
  const { talk, token } = await stage.join("Alice");
  const fresh = await stage.chat.accounts.refresh(token);
  assert.deepEqual(await talk.ask(refresh({ token: fresh.token })), done);
  await stage.chat.accounts.logout(fresh.token);
  assert.equal(talk.closedAs, "sessionEnded");
});

test("A1: zo.refresh with another user's token, a bad one or none is refused, and all stays as it was", async () => {
  await using stage = await openStage();
  const [alice, bob] = [await stage.join("Alice"), await stage.join("Bob")];
  const guest = await stage.connect({ name: "Gast" });
  for (const [talk, payload, reason] of [
    [alice.talk, { token: bob.token }, "token_invalid"],
    [alice.talk, { token: "nobody's" }, "token_invalid"],
    [alice.talk, { name: "Gast 2" }, "token_missing"],
    [guest, { token: bob.token }, "token_invalid"],
    [guest, { name: "Gast 2" }, "token_missing"],
  ] as const) {
    const [answer] = (await talk.ask(refresh(payload))) as [
      { type: string; id: number; payload: { code: string; data: object } },
    ];
    assert.deepEqual([answer.type, answer.id, answer.payload.code], ["zo.error", 7, "unauthorized"]);
    assert.deepEqual(answer.payload.data, { reason });
  }
  assert.equal(stage.counted.at(-1), "zo zo.refresh token_missing");
  await stage.chat.accounts.logout(bob.token);
  assert.deepEqual([alice.talk.closedAs, guest.closedAs], [null, null]);
  await stage.chat.accounts.logout(alice.token);
  assert.equal(alice.talk.closedAs, "sessionEnded");
});

test("A1: a connection that goes while its zo.refresh is looked at watches nothing afterwards", async () => {
  await using stage = await openStage();
  const { accounts, presence } = stage.chat;
  const { watch } = accounts;
  const watching = new Set<string>();
  accounts.watch = (session, ended) => {
    const stop = watch(session, ended);
    watching.add(session.id);
    return () => {
      watching.delete(session.id);
      stop();
    };
  };
  const { talk } = await stage.join("Alice");
  assert.equal(watching.size, 1);
  const second = await accounts.login({ name: "Alice", password: "correct horse", address: "192.0.2.1" });
  afterNextToken(stage, async () => talk.hangUp());
  await talk.say(refresh({ token: second.token }));
  assert.deepEqual([watching.size, presence.onlineCount], [0, 0]);
  assert.deepEqual([talk.closedAs, talk.sentTooLate], ["dead", []]);
});
