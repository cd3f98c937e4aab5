import assert from "node:assert/strict";
import type { Argon2Parameters } from "node:crypto";
import { test } from "node:test";
import { boundsWith } from "../ports/bounds.ts";
import { createPasswords, isPassword } from "./passwords.ts";

const bounds = boundsWith();

test("a hash is argon2id in PHC format with OWASP's parameters and its own salt, and knows its password only", async () => {
  const passwords = createPasswords(bounds);
  const hash = await passwords.hash("correct horse");
  assert.match(hash, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
  assert.notEqual(await passwords.hash("correct horse"), hash);
  assert.equal(await passwords.verify("correct horse", hash), true);
  assert.equal(await passwords.verify("correct horsf", hash), false);
  assert.equal(await passwords.verify("", hash), false);
});

test("a hash made elsewhere with other parameters is verified with those", async () => {
  // From the reference implementation: argon2 "somesalt" -id -t 2 -k 65536 -p 1, password "password".
  const reference = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";
  assert.equal(await createPasswords(bounds).verify("password", reference), true);
});

test("the same characters from different keyboards are the same password", async () => {
  const passwords = createPasswords(bounds);
  assert.equal(await passwords.verify("cafe\u0301-1", await passwords.hash("caf\u00e9-1")), true);
});

test("I8: a password has passwordMinChars characters to passwordMaxBytes bytes", () => {
  assert.equal(isPassword("é".repeat(bounds.passwordMinChars), bounds), true);
  assert.equal(isPassword("é".repeat(bounds.passwordMinChars - 1), bounds), false);
  assert.equal(isPassword("😀".repeat(bounds.passwordMaxBytes / 4), bounds), true);
  assert.equal(isPassword(`${"😀".repeat(bounds.passwordMaxBytes / 4)}a`, bounds), false);
});

test("I8: a password over passwordMaxBytes is nobody's, not even of one without a password", async () => {
  const passwords = createPasswords({ ...bounds, passwordMaxBytes: 10 });
  assert.equal(await passwords.verify("0123456789", await passwords.hash("0123456789")), true);
  assert.equal(await passwords.verify("0123456789a", await passwords.hash("")), false);
});

/** Hashes that end when the test says so. */
function heldHashes() {
  const started: Argon2Parameters[] = [];
  const ends: (() => void)[] = [];
  const derive = (parameters: Argon2Parameters) => {
    started.push(parameters);
    return new Promise<Uint8Array>((resolve) => ends.push(() => resolve(new Uint8Array(parameters.tagLength))));
  };
  return { started, ends, derive };
}

test("where there is no account as much is computed as for one, and the answer is no", async () => {
  const { started, ends, derive } = heldHashes();
  const passwords = createPasswords(bounds, derive);
  const hash = passwords.hash("secret-1");
  ends.shift()?.();
  const known = passwords.verify("wrong-password", await hash);
  ends.shift()?.();
  const unknown = passwords.verify("wrong-password", null);
  ends.shift()?.();
  assert.equal(await unknown, false);
  await known;
  const [, forKnown, forUnknown] = started;
  assert.deepEqual({ ...forUnknown, nonce: null }, { ...forKnown, nonce: null });
});

test("I8: passwordHashesAtOnce are computed side by side, passwordHashesWaiting wait in order, one more is overloaded", async () => {
  const { started, ends, derive } = heldHashes();
  const passwords = createPasswords({ ...bounds, passwordHashesAtOnce: 2, passwordHashesWaiting: 3 }, derive);
  const hashes = Array.from({ length: 5 }, () => passwords.hash("secret-1"));
  assert.equal(started.length, 2);
  await assert.rejects(passwords.hash("secret-1"), { code: "overloaded" });
  for (let i = 0; i < hashes.length; i++) {
    ends.shift()?.();
    await hashes[i];
  }
  assert.equal(started.length, 5);
  const next = passwords.hash("secret-1");
  assert.equal(started.length, 6, "places are free again");
  ends.shift()?.();
  await next;
});

test("a failed hash gives its place back", async () => {
  const passwords = createPasswords({ ...bounds, passwordHashesAtOnce: 1, passwordHashesWaiting: 0 }, () =>
    Promise.reject(new Error("no memory")),
  );
  await assert.rejects(passwords.hash("secret-1"), /no memory/);
  await assert.rejects(passwords.hash("secret-1"), /no memory/);
});
