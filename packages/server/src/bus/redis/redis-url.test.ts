import assert from "node:assert/strict";
import { test } from "node:test";
import { describe, parseRedisUrl } from "./redis-url.ts";

const shapeOf = (url: string) => {
  const { tls, kind, endpoints, master, username, password } = parseRedisUrl(url);
  return [tls !== null, kind, endpoints.map(({ host, port }) => `${host} ${port}`).join(), master, username, password];
};

test("one server, a cluster and sentinels are told apart, and each may have TLS", () => {
  assert.deepEqual(shapeOf("redis://cache"), [false, "single", "cache 6379", "", null, null]);
  assert.deepEqual(shapeOf("rediss://u:p%40%2F@[::1]:6380/0"), [true, "single", "::1 6380", "", "u", "p@/"]);
  assert.deepEqual(shapeOf("redis+cluster://:pw@a:1,b:2,c"), [false, "cluster", "a 1,b 2,c 6379", "", null, "pw"]);
  assert.deepEqual(shapeOf("rediss+sentinel://a:1,b/my%20chat"), [true, "sentinel", "a 1,b 26379", "my chat", null, null]);
  const { sentinel } = parseRedisUrl("redis+sentinel://u:p@a/m?sentinelPassword=s%3F&sentinelUsername=w");
  assert.deepEqual(sentinel, { username: "w", password: "s?" });
});

test("what is wrong is said, without anything that may be a password", () => {
  for (const [url, message] of [
    ["http://secret@host", /expected redis:/],
    ["redis://", /expected redis:/],
    ["redis://a,b", /names one server/],
    ["redis://:secret/@host", /host/],
    ["redis://:sec@secret@host", /expected redis:/],
    ["redis://secret@host", /user:password@/],
    ["redis://u:%secret@host", /%-encoded/],
    ["redis://host:70000", /host:port/],
    ["redis://host/secret", /number of a database/],
    ["redis+sentinel://a,b", /name of the master/],
    ["redis+sentinel://a/m/n", /name of the master/],
    ["redis+cluster://a?sentinelPassword=secret", /nothing else/],
    ["redis://host?sslrootcert=secret", /when it is rediss/],
    ["rediss://u:secret@host?sslrootcert=/nowhere", /sslrootcert in the Redis URL: ENOENT/],
  ] as const) {
    assert.throws(
      () => parseRedisUrl(url),
      (error) => error instanceof TypeError && message.test(error.message) && !error.message.includes("secret"),
      url,
    );
  }
});

test("what is logged of an address has no password", () => {
  assert.equal(
    describe(parseRedisUrl("rediss+sentinel://user:secret@a:1,[::1]:2/m?sentinelPassword=secret")),
    "rediss+sentinel://a:1,[::1]:2/m",
  );
  assert.equal(describe(parseRedisUrl("redis://user:secret@host")), "redis://host:6379");
});
