/** Accounts over HTTP and their tokens in every protocol (PROTOCOLS.md, "One world"). */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { newAccount, signedAnswer, testPassword } from "../accounts.ts";
import { call, post } from "../clients/http.ts";
import { connectOpenchamp } from "../clients/openchamp.ts";
import { connectRooms, retrieve } from "../clients/rooms.ts";
import { connectRoster } from "../clients/roster.ts";
import { allKnow, cannotTestRates, type Deployment, mountsOf, uniqueName, uniqueText } from "../deployment.ts";

export function accountsSuite(deployment: Deployment): void {
  describe("accounts", { concurrency: 4 }, () => {
    tokens(deployment);
    lives(deployment);
    refusals(deployment);
  });
  // Alone: it measures.
  describe("accounts: logins", () => {
    loginTiming(deployment);
    loginRate(deployment);
  });
}

/** The token works in every protocol that knows accounts. */
async function worksEverywhere(deployment: Deployment, name: string, token: string): Promise<void> {
  const at = mountsOf(deployment);
  const address = deployment.address();
  await using openchamp = await connectOpenchamp(at.openchamp, { address, token });
  await using rooms = await connectRooms(at.rooms, token, { address });
  await using roster = await connectRoster(at.roster, { username: name, id: uniqueName("id"), token }, { address });
  await retrieve(deployment, token, Number.MAX_SAFE_INTEGER);
  const text = uniqueText("everywhere");
  roster.say(text);
  await rooms.message(text);
  assert.equal((await openchamp.chat("global_chat", text)).payload.username, name);
}

function tokens(deployment: Deployment): void {
  it("a token of `/auth/register` and one of `/auth/login` work in all protocols", async () => {
    const account = await newAccount(deployment, "alice");
    await worksEverywhere(deployment, account.name, account.token);
    const answer = await post(deployment, "/auth/login", { json: { username: account.name, password: account.password } });
    assert.equal(answer.status, 200);
    const login = signedAnswer.parse(JSON.parse(answer.text));
    assert.equal(login.user.id, account.id);
    await worksEverywhere(deployment, account.name, login.auth_token);
  });

  it("a token of openchamp's `register` and `login` works in all protocols", async () => {
    const username = uniqueName("champ");
    await using client = await connectOpenchamp(mountsOf(deployment).openchamp, { address: deployment.address() });
    const token = await client.register({ username, password: testPassword });
    await worksEverywhere(deployment, username, token);
    await using login = await connectOpenchamp(mountsOf(deployment).openchamp, { address: deployment.address() });
    login.send({ type: "login", payload: { username, password: testPassword } });
    await worksEverywhere(deployment, username, (await login.frame("auth_success")).payload.token);
  });
}

function lives(deployment: Deployment): void {
  it("`/auth/refresh` gives a new token and ends the old one", async () => {
    const account = await newAccount(deployment, "alice");
    const answer = await post(deployment, "/auth/refresh", { token: account.token });
    assert.equal(answer.status, 200, answer.text);
    const fresh = signedAnswer.parse(JSON.parse(answer.text)).auth_token;
    assert.notEqual(fresh, account.token);
    await worksEverywhere(deployment, account.name, fresh);
    assert.equal((await post(deployment, "/chat/retrieve", { token: account.token, json: { after: 0 } })).status, 401);
  });

  it("`/auth/logout` ends the token in every protocol; other sessions of the account go on", async () => {
    const account = await newAccount(deployment, "alice");
    const answer = await post(deployment, "/auth/login", { json: { username: account.name, password: account.password } });
    const other = signedAnswer.parse(JSON.parse(answer.text)).auth_token;
    assert.ok((await post(deployment, "/auth/logout", { token: account.token })).status < 300);
    assert.equal((await post(deployment, "/chat/retrieve", { token: account.token, json: { after: 0 } })).status, 401);
    await worksEverywhere(deployment, account.name, other);
  });

  it("`/user/info` tells the caller of themself, with a token only", async () => {
    const account = await newAccount(deployment, "alice");
    const withToken = [
      await call(deployment, "GET", "/user/info", { token: account.token }),
      await post(deployment, "/user/info", { token: account.token, json: {} }),
    ].filter(({ status }) => status !== 404 && status !== 405);
    assert.ok(withToken.length > 0, "one of GET and POST exists");
    for (const answer of withToken) {
      assert.equal(answer.status, 200, answer.text);
      assert.ok(answer.text.includes(account.name) && answer.text.includes(account.id));
      assert.ok(!answer.text.includes(account.token) && !/password/i.test(answer.text));
    }
    assert.equal((await call(deployment, "GET", "/user/info")).status === 200, false);
  });
}

function refusals(deployment: Deployment): void {
  it("`/auth/login` does not tell a wrong password from an account that is not there", async () => {
    const account = await newAccount(deployment, "alice");
    const wrong = await post(deployment, "/auth/login", { json: { username: account.name, password: "wrong password" } });
    const nobody = await post(deployment, "/auth/login", {
      json: { username: uniqueName("nobody"), password: "wrong password" },
    });
    assert.equal(wrong.status, 401);
    assert.deepEqual([nobody.status, nobody.text], [wrong.status, wrong.text]);
  });

  it("bad registrations are refused with 4xx and no account is made", async () => {
    const taken = await newAccount(deployment, "taken");
    const good = { username: uniqueName("x"), password: testPassword };
    const bodies: readonly (readonly [unknown, number])[] = [
      [{}, 400],
      [[], 400],
      [{ ...good, username: "ab" }, 400],
      [{ ...good, username: "x".repeat(33) }, 400],
      [{ ...good, username: 7 }, 400],
      [{ ...good, password: "12345" }, 400],
      [{ ...good, password: "x".repeat(1_025) }, 400],
      [{ ...good, email: "no address" }, 400],
      [{ ...good, username: taken.name }, 409],
      [{ ...good, username: taken.name.toUpperCase() }, 409],
    ];
    for (const [json, status] of bodies) {
      const answer = await post(deployment, "/auth/register", { json });
      assert.equal(answer.status, status, `${JSON.stringify(json).slice(0, 80)}: ${answer.text.slice(0, 200)}`);
    }
    assert.ok((await post(deployment, "/auth/register", { json: good })).status < 300);
  });
}

function loginTiming(deployment: Deployment): void {
  it("`/auth/login` takes as long for an account that is not there as for a wrong password", async () => {
    const account = await newAccount(deployment, "alice");
    const fastest = { wrong: Number.POSITIVE_INFINITY, nobody: Number.POSITIVE_INFINITY };
    // The fastest of several: whatever else the machine does only adds to a measurement.
    for (let n = 0; n < 6; n++) {
      for (const kind of ["wrong", "nobody"] as const) {
        const username = kind === "wrong" ? account.name : uniqueName("nobody");
        const startedAt = performance.now();
        assert.equal((await post(deployment, "/auth/login", { json: { username, password: "wrong password" } })).status, 401);
        fastest[kind] = Math.min(fastest[kind], performance.now() - startedAt);
      }
    }
    const { wrong, nobody } = fastest;
    assert.ok(nobody > wrong / 2 && wrong > nobody / 2, `wrong ${wrong.toFixed(1)} ms, nobody ${nobody.toFixed(1)} ms`);
  });
}

function loginRate(deployment: Deployment): void {
  it("60 login attempts a minute from one address; the 61st is 429 with Retry-After (bounds: loginsPerAddressPerMinute)", {
    skip: cannotTestRates(deployment),
  }, async () => {
    const address = deployment.address();
    const attempt = (_: unknown, n: number) => {
      const json = { username: uniqueName(`n${n}`), password: testPassword };
      return post(deployment, "/auth/login", { json, address });
    };
    const answers = await Promise.all(Array.from({ length: 60 }, attempt));
    assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([401]));
    await allKnow(deployment);
    for (let n = 0; n < deployment.nodes.count; n++) {
      const refused = await attempt(null, 60);
      assert.equal(refused.status, 429);
      assert.match(String(refused.headers["retry-after"]), /^\d+$/);
    }
  });
}
