import assert from "node:assert/strict";
import { test } from "node:test";
import { type Answer, answerOf } from "./ask.ts";
import { type AccountSession, renew, renewalAt, type Surroundings, signedIn, verify } from "./renewal.ts";
import type { Session } from "./session.ts";

const ann: AccountSession = { kind: "account", userId: "u1", name: "ann", token: "t1", since: 0 };
const hour = 3_600_000;

/** Two tabs of a browser in front of one server, which knows one token. */
function browser(answers?: Answer) {
  let stored: Session | undefined = ann;
  let good = "t1";
  let last = Promise.resolve<unknown>(undefined);
  const asked: string[] = [];
  const around: Surroundings = {
    now: () => 5 * hour,
    read: () => stored,
    write: (session) => {
      stored = session;
    },
    alone: (work) => {
      const done = last.then(work);
      last = done.catch(() => undefined);
      return done;
    },
    ask: async (path, { token }) => {
      asked.push(path);
      if (answers !== undefined) return answers;
      if (token !== good) return answerOf(401, '{"error_code":"AUTH_TOKEN_INVALID"}', null);
      if (path === "/auth/refresh") good = `${good}+`;
      return { kind: "done", body: { auth_token: good } };
    },
  };
  return {
    around,
    asked,
    stored: () => stored,
    store: (session: Session | undefined) => {
      stored = session;
    },
  };
}

test("a token is exchanged when half of its life is over, and never at once again", () => {
  assert.equal(renewalAt(0, 10 * hour), 5 * hour);
  assert.equal(renewalAt(100, 101), 60_100);
  assert.equal(renewalAt(10 * hour, hour), 10 * hour + 60_000);
});

test("of several tabs that want to exchange a token one does, and the others take the new one", async () => {
  const { around, asked, stored } = browser();
  const outcomes = await Promise.all([renew(ann, around), renew(ann, around), renew(ann, around)]);
  assert.deepEqual(outcomes, [{ kind: "current" }, { kind: "current" }, { kind: "current" }]);
  assert.deepEqual(asked, ["/auth/refresh"]);
  assert.deepEqual(stored(), { ...ann, token: "t1+", since: 5 * hour });
});

test("a token is not asked about while it is exchanged", async () => {
  const { around } = browser();
  const [renewed, verified] = await Promise.all([renew(ann, around), verify(ann, around)]);
  assert.deepEqual([renewed.kind, verified.kind], ["current", "current"]);
});

test("a session is over when the server says so of its token, and only then", async () => {
  const says = async (answer: Answer) => [await verify(ann, browser(answer).around), await renew(ann, browser(answer).around)];
  const ended = { kind: "refused", why: "ended", token: "t1" } as const;
  assert.deepEqual(await says(answerOf(401, '{"error_code":"AUTH_TOKEN_INVALID"}', null)), [ended, ended]);
  const expired = { kind: "refused", why: "expired", token: "t1" } as const;
  assert.deepEqual(await says(answerOf(401, '{"error_code":"AUTH_TOKEN_EXPIRED"}', null)), [expired, expired]);
  const unknown = { kind: "unknown" } as const;
  for (const answer of [
    { kind: "unreachable" } as const,
    answerOf(503, '{"error_code":"UNAVAILABLE"}', null),
    answerOf(401, "<html>proxy</html>", null),
    answerOf(429, '{"error_code":"RATE_LIMITED"}', "3"),
  ])
    assert.deepEqual(await says(answer), [unknown, unknown]);
});

test("nothing is asked for a person who is not here any more", async () => {
  const { around, asked, store } = browser();
  store({ ...ann, userId: "u2" });
  assert.equal((await renew(ann, around)).kind, "other_person");
  store(undefined);
  assert.equal((await verify(ann, around)).kind, "other_person");
  assert.deepEqual(asked, []);
});

test("who signed in is read from the answer, and nobody from anything else", () => {
  const body = { user: { id: "u1", username: "ann", display_name: null }, auth_token: "t" };
  assert.deepEqual(signedIn(body, 7), { kind: "account", userId: "u1", name: "ann", token: "t", since: 7 });
  for (const other of [undefined, null, "x", {}, { auth_token: "t" }, { ...body, auth_token: 1 }])
    assert.equal(signedIn(other, 7), undefined);
});
