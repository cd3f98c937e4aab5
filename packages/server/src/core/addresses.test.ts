import assert from "node:assert/strict";
import { test } from "node:test";
import { canonicalIp, createAddressIds, limitSubject } from "./addresses.ts";

test("one address has one spelling", () => {
  for (const [written, canonical] of [
    ["192.0.2.7", "192.0.2.7"],
    ["::ffff:192.0.2.7", "192.0.2.7"],
    ["::FFFF:C000:0207", "192.0.2.7"],
    ["0:0:0:0:0:ffff:192.0.2.7", "192.0.2.7"],
    ["::ffff:0.0.0.1", "0.0.0.1"],
    ["2001:DB8:0:0:0:0:0:1", "2001:db8::1"],
    ["2001:db8::1", "2001:db8::1"],
    ["fe80::1%eth0", "fe80::1"],
    ["::1", "::1"],
    ["::", "::"],
    ["192.0.2.7%x", "192.0.2.7"],
    ["not an address", "not an address"],
  ] as const)
    assert.equal(canonicalIp(written), canonical, written);
});

test("limits count an IPv4 address alone and an IPv6 network of 64 bits together", () => {
  assert.equal(limitSubject("::ffff:192.0.2.7"), "192.0.2.7");
  assert.equal(limitSubject("2001:db8:1:2::1"), limitSubject("2001:db8:1:2:ffff:ffff:ffff:ffff"));
  assert.equal(limitSubject("2001:db8:1:2::1"), "2001:db8:1:2::/64");
  assert.notEqual(limitSubject("2001:db8:1:2::1"), limitSubject("2001:db8:1:3::1"));
  assert.equal(limitSubject("::1"), "0:0:0:0::/64");
  assert.equal(limitSubject("2001:db8::"), "2001:db8:0:0::/64");
});

test("an address has one id for ever, by any spelling; without the secret it cannot be told", () => {
  const idOf = createAddressIds(Buffer.alloc(32, 1));
  assert.match(idOf("192.0.2.7"), /^user_[0-9a-f]{16}$/);
  assert.equal(createAddressIds(Buffer.alloc(32, 1))("::ffff:192.0.2.7"), idOf("192.0.2.7"));
  assert.notEqual(idOf("192.0.2.8"), idOf("192.0.2.7"));
  assert.notEqual(createAddressIds(Buffer.alloc(32, 2))("192.0.2.7"), idOf("192.0.2.7"));
});
