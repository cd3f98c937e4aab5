import assert from "node:assert/strict";
import { test } from "node:test";
import { addressOf, shownHost } from "./address.ts";

const of = (rest: string) => addressOf(`postgres://u:p%40ss@${rest}`);
const hostsOf = (rest: string) => of(rest).hosts.map(shownHost).join(" ");

test("the URL of the database says where, as whom, and how safely", () => {
  const login = { user: "u", password: "p@ss", database: "chat" };
  const plain = { hosts: [{ host: "db.example", port: 5432 }], isForWriting: false, ...login, ssl: false };
  assert.deepEqual(of("db.example/chat"), plain);
  assert.deepEqual(of("db.example:6432/chat?sslmode=disable").hosts, [{ host: "db.example", port: 6432 }]);
  assert.deepEqual(of("[::1]/chat?sslmode=require"), {
    ...plain,
    hosts: [{ host: "::1", port: 5432 }],
    ssl: { rejectUnauthorized: false },
  });
  assert.deepEqual(of("db.example/chat?sslmode=verify-full").ssl, { rejectUnauthorized: true });
  assert.deepEqual(of("localhost:6/chat?host=/run/postgresql").hosts, [{ host: "/run/postgresql", port: 6 }]);
  assert.deepEqual(of("/chat?host=/run/postgresql").hosts, [{ host: "/run/postgresql", port: 5432 }]);
});

test("several hosts are tried in the order in which they stand there, for one that takes writes", () => {
  assert.equal(hostsOf("one:1,[::1]:2,two/chat"), "one:1 [::1]:2 two:5432");
  assert.equal(of("one,two/chat").isForWriting, true);
  assert.equal(of("one/chat?target_session_attrs=read-write").isForWriting, true);
  assert.equal(of("one/chat?target_session_attrs=primary").isForWriting, true);
});

test("it is refused where it says what is not known, or promises what is not kept, without showing the password", () => {
  for (const rest of [
    "h/d?sslmode=prefer",
    "h/d?sslmode=verify-ca",
    "h/d?sslmode=require&sslrootcert=/nowhere",
    "h/d?options=-cfsync=off",
    "h/d?target_session_attrs=any",
    "h",
    "/d",
    "h,/d",
    "h:0/d",
    "h:70000/d",
    "a:b:c/d",
  ]) {
    assert.throws(
      () => of(rest),
      (error: Error) => error instanceof TypeError && !error.message.includes("p@ss") && !error.message.includes("p%40ss"),
      rest,
    );
  }
  assert.throws(() => addressOf("mysql://u@h/d"), TypeError);
  assert.throws(() => addressOf("postgres://user:pa/ss@h/d"), TypeError);
});
