import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { z } from "zod";
import { type Answer, ask } from "../testing/ask.ts";
import { type Served, serve } from "../testing/serve.ts";
import { signedBody, userBody } from "./user.ts";

const signed = signedBody.strict();
const info = z.strictObject({ user: userBody.strict() });
const password = "correct horse";

const register = (served: Served, username: string) => ask(served.url, "/auth/register", { body: { username, password } });
const tokenOf = (answer: Answer): string => signed.parse(answer.json).auth_token;
const codeOf = ({ status, json }: Answer): string =>
  `${status} ${z.object({ error: z.string(), error_code: z.string() }).strict().parse(json).error_code}`;

describe("accounts over HTTP", () => {
  test("register answers 200 with the user and a token that works; creation time is in seconds", async () => {
    await using served = await serve();
    const answer = await ask(served.url, "/auth/register", { body: { username: "Ada", password, email: "ada@example.com" } });
    assert.equal(answer.status, 200);
    const { user, auth_token } = signed.parse(answer.json);
    assert.deepEqual(user, {
      id: user.id,
      username: "Ada",
      display_name: null,
      created_at: Math.floor(served.clock.now() / 1_000),
    });
    assert.equal(answer.headers["cache-control"], "no-store");
    const own = await ask(served.url, "/user/info", { token: auth_token });
    assert.deepEqual([own.status, info.parse(own.json).user], [200, user]);
    assert.equal(answer.text.includes("example.com"), false);
  });

  test("what cannot be registered says why, and does not say it of a body's shape", async () => {
    await using served = await serve();
    await register(served, "ada");
    const email = "ada@example.com";
    await ask(served.url, "/auth/register", { body: { username: "bob", password, email } });
    const wrong: readonly [object, string][] = [
      [{ username: "ADA", password }, "409 USERNAME_TAKEN"],
      [{ username: "eve", password, email: "ADA@example.com" }, "409 EMAIL_TAKEN"],
      [{ username: "x", password }, "400 USERNAME_INVALID"],
      [{ username: "eve", password: "short" }, "400 PASSWORD_INVALID"],
      [{ username: "eve", password, email: "nonsense" }, "400 EMAIL_INVALID"],
      [{ username: "eve" }, "400 BAD_REQUEST"],
      [{ username: 7, password }, "400 BAD_REQUEST"],
      [[], "400 BAD_REQUEST"],
    ];
    for (const [body, expected] of wrong) {
      assert.equal(codeOf(await ask(served.url, "/auth/register", { body })), expected, JSON.stringify(body));
    }
  });

  test("an unknown account and a wrong password are answered alike, to the letter", async () => {
    await using served = await serve();
    await register(served, "ada");
    const login = (username: string) => ask(served.url, "/auth/login", { body: { username, password: "not the one" } });
    const [known, unknown] = [await login("ada"), await login("nobody")];
    assert.equal(codeOf(known), "401 AUTH_CREDENTIALS_INVALID");
    assert.deepEqual([unknown.status, unknown.text], [known.status, known.text]);
    const names = (answer: Answer) => Object.keys(answer.headers).sort();
    assert.deepEqual(names(unknown), names(known));
    const right = await ask(served.url, "/auth/login", { body: { username: "ADA", password } });
    assert.equal(right.status, 200);
    signed.parse(right.json);
  });

  test("refresh gives a new token and ends the old one; logout ends the session with an empty answer", async () => {
    await using served = await serve();
    const old = tokenOf(await register(served, "ada"));
    const refreshed = await ask(served.url, "/auth/refresh", { method: "POST", token: old });
    assert.equal(refreshed.status, 200);
    assert.equal(codeOf(await ask(served.url, "/user/info", { token: old })), "401 AUTH_TOKEN_INVALID");
    const token = tokenOf(refreshed);
    // A media type without a body is what browsers' helpers send.
    const out = await ask(served.url, "/auth/logout", { method: "POST", token, headers: { "content-type": "application/json" } });
    assert.deepEqual([out.status, out.headers["content-length"], out.text], [200, "0", ""]);
    assert.equal(codeOf(await ask(served.url, "/user/info", { token })), "401 AUTH_TOKEN_INVALID");
  });

  test("a token that expired is told apart from one that never was", async () => {
    await using served = await serve({ bounds: { tokenLifetimeMs: 1_000 } });
    const token = tokenOf(await register(served, "ada"));
    served.clock.advance(1_001);
    assert.equal(codeOf(await ask(served.url, "/user/info", { token })), "401 AUTH_TOKEN_EXPIRED");
  });

  test("too many logins are 429 with Retry-After in seconds", async () => {
    await using served = await serve({ bounds: { loginsPerAddressPerMinute: 1 } });
    const login = () => ask(served.url, "/auth/login", { body: { username: "ada", password } });
    await login();
    const refused = await login();
    assert.equal(codeOf(refused), "429 RATE_LIMITED");
    const seconds = Number(refused.headers["retry-after"]);
    assert.ok(Number.isInteger(seconds) && seconds >= 1 && seconds <= 60, String(seconds));
  });
});

describe("POST /user/info", () => {
  test("shows somebody one shares a room with; anybody else is NOT_FOUND, there or not (I5)", async () => {
    await using served = await serve();
    const token = tokenOf(await register(served, "ada"));
    const bob = signed.parse((await register(served, "bob")).json).user;
    const show = (user_id: string) => ask(served.url, "/user/info", { token, body: { user_id } });
    assert.deepEqual(info.parse((await show(bob.id)).json).user, bob);
    const guest = await served.chat.guests.enter({ clientId: "client-1", name: "guest" });
    const [hidden, nobody] = [await show(guest.id), await show("nobody")];
    assert.equal(codeOf(hidden), "404 NOT_FOUND");
    assert.deepEqual([hidden.status, hidden.text], [nobody.status, nobody.text]);
  });

  test("without a body, or with an empty one, it is oneself", async () => {
    await using served = await serve();
    const { user, auth_token: token } = signed.parse((await register(served, "ada")).json);
    for (const options of [{ method: "POST" }, { body: {} }]) {
      assert.deepEqual(info.parse((await ask(served.url, "/user/info", { token, ...options })).json).user, user);
    }
    assert.equal(codeOf(await ask(served.url, "/user/info", { token, body: { user_id: 7 } })), "400 BAD_REQUEST");
  });
});

describe("the Authorization header (RFC 6750)", () => {
  let token: string;
  let served: Served;
  before(async () => {
    served = await serve();
    token = tokenOf(await register(served, "ada"));
  });
  after(() => served[Symbol.asyncDispose]());
  const withHeader = async (authorization?: string): Promise<Answer> =>
    ask(served.url, "/user/info", { headers: authorization === undefined ? {} : { authorization } });

  test("the scheme's case does not matter", async () => {
    for (const scheme of ["Bearer", "bearer", "BEARER"]) assert.equal((await withHeader(`${scheme} ${token}`)).status, 200);
  });

  test("no bearer token is AUTH_TOKEN_MISSING, with a challenge", async () => {
    for (const header of [undefined, "Basic YTpi", `Bearerx ${token}`, token]) {
      const answer = await withHeader(header);
      assert.equal(codeOf(answer), "401 AUTH_TOKEN_MISSING", String(header));
      assert.equal(answer.headers["www-authenticate"], "Bearer");
    }
  });

  test("a malformed or unknown token is AUTH_TOKEN_INVALID, with a challenge", async () => {
    for (const header of [
      "Bearer",
      "Bearer ",
      `Bearer ${token} ${token}`,
      `Bearer "${token}"`,
      `Bearer ${token},`,
      "Bearer unknown",
      `Bearer ${token}x`,
    ]) {
      const answer = await withHeader(header);
      assert.equal(codeOf(answer), "401 AUTH_TOKEN_INVALID", header);
      assert.equal(answer.headers["www-authenticate"], 'Bearer error="invalid_token"');
    }
  });

  test("a stale or strange header does not keep anyone from logging in", async () => {
    const answer = await ask(served.url, "/auth/login", {
      body: { username: "ada", password },
      headers: { authorization: "Bearer ???" },
    });
    assert.equal(answer.status, 200);
  });

  test("who may not ask is told so before the body is looked at", async () => {
    const answer = await ask(served.url, "/user/info", { body: "{", headers: { "content-type": "text/plain" } });
    assert.equal(codeOf(answer), "401 AUTH_TOKEN_MISSING");
  });
});
