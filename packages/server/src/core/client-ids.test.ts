import assert from "node:assert/strict";
import { randomBytes, randomUUID } from "node:crypto";
import { test } from "node:test";
import fc from "fast-check";
import { boundTable } from "../ports/bounds.ts";
import type { User } from "../ports/model.ts";
import { createClientIds } from "./client-ids.ts";

const user = (id: string): User => ({ id, kind: "account", name: "ann", displayName: null, createdAt: 0, lastActiveAt: 0 });
const random = () => `${randomUUID()}.${randomUUID()}`;
const secret = randomBytes(32);

test("every node that has the secret knows the user of a client id that another made", () => {
  const [here, there] = [createClientIds(secret), createClientIds(secret)];
  for (const id of [randomUUID(), `guest_secret.${randomBytes(16).toString("hex")}`]) {
    const clientId = here.of(user(id), random());
    assert.equal(there.userOf(clientId), id);
    assert.ok(clientId.length <= 256 && !clientId.includes(id));
  }
  const guest = random();
  assert.equal(here.of(user(`guest_${guest}`), guest), guest, "a guest's who is known by nothing else");
  assert.equal(there.userOf(guest), `guest_${guest}`);
});

test("two ids of one user show nothing that is the same", () => {
  const ids = createClientIds(secret);
  const id = randomUUID();
  const [one = "", two = ""] = [random(), random()].map((each) => ids.of(user(id), each).split(".")[2]);
  assert.notEqual(one, two);
  assert.equal(one.length, two.length);
});

test("an id cannot be made up, changed, put onto another connection, or read with another secret", () => {
  const ids = createClientIds(secret);
  const mine = random();
  const clientId = ids.of(user(randomUUID()), mine);
  const sealed = clientId.split(".")[2] ?? "";
  assert.equal(ids.userOf(`${random()}.${sealed}`), null);
  assert.equal(createClientIds(randomBytes(32)).userOf(clientId), null);
  for (let at = mine.length + 1; at < clientId.length; at += 1) {
    const other = clientId[at] === "A" ? "B" : "A";
    const changed = `${clientId.slice(0, at)}${other}${clientId.slice(at + 1)}`;
    // The last digit of base64 may have bits that say nothing.
    if (Buffer.from(changed.slice(mine.length), "base64url").equals(Buffer.from(clientId.slice(mine.length), "base64url")))
      continue;
    assert.equal(ids.userOf(changed), null, `at ${at}`);
  }
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom("a", "Z", "0", "-", "_") }), (said) => {
      assert.equal(ids.userOf(`${mine}.${said}`), null);
    }),
  );
});

test("nobody's name is a client id: names are shorter, and what is not of its shape is none", () => {
  const ids = createClientIds(secret);
  assert.ok(boundTable.nameMaxChars.value < random().length);
  for (const name of ["", "john.doe", "secret.abc", randomUUID(), `${random()}.`, `${random()}.x`])
    assert.equal(ids.userOf(name), null);
});
