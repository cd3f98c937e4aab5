import assert from "node:assert/strict";
import { test } from "node:test";
import { protocolNames } from "../protocols/protocol.ts";
import { fits } from "../schema/json-schema.ts";
import { contractFor, wireContracts } from "../testing/contracts.ts";
import { defaultFrame, defaultOf } from "./defaults.ts";
import { fieldOf, withItem, withMember } from "./fields.ts";

const hints = { username: "Rosa-a2b3", author_name: "Remy-x4y5", roomId: "lounge", room: "lounge" };

for (const protocol of protocolNames) {
  const { sent, received } = contractFor(protocol);
  const wire = wireContracts[protocol].messages;
  const validates = (name: string, from: "client" | "server", value: unknown): boolean => {
    const found = wire.find((one) => (one.name === name || `${one.name}.${from}` === name) && one.from === from);
    return found?.schema.safeParse(value).success === true;
  };

  test(`${protocol}: every message that a client may send gives a form, whose first value the server's own schema takes`, () => {
    assert.equal(sent.length, wire.filter(({ from }) => from === "client").length);
    for (const message of sent) {
      const value = defaultFrame(message, hints);
      assert.ok(fits(message.schema, value), message.name);
      assert.ok(validates(message.name, "client", value), `${message.name} ${JSON.stringify(value)}`);
      const field = fieldOf(message.schema, value);
      assert.ok(["object", "either"].includes(field.kind), message.name);
    }
  });

  test(`${protocol}: without an example the form is filled from the schema, in the right shape`, () => {
    for (const { name, schema } of [...sent, ...received]) assert.ok(fits(schema, defaultOf(schema)), name);
  });

  test(`${protocol}: every example of the document is in the right shape`, () => {
    for (const { name, schema, examples } of [...sent, ...received]) {
      assert.ok(examples.length > 0, name);
      for (const example of examples) assert.ok(fits(schema, example), `${name} ${JSON.stringify(example)}`);
    }
  });
}

test("the visitor's own values go where they fit, and nowhere else", () => {
  const init = contractFor("roster").sent.find(({ name }) => name === "initMessage");
  assert.ok(init);
  assert.deepEqual(defaultFrame(init, { username: "Rosa", id: "r-1", type: "text" }), {
    type: "init",
    username: "Rosa",
    id: "r-1",
  });
  const page = contractFor("zo").sent.find(({ name }) => name === "messages.send");
  assert.ok(page);
  assert.equal(JSON.stringify(defaultFrame(page, { id: "not a number", roomId: "r" })).includes('"roomId":"r"'), true);
});

test("of alternatives the field shows the one that the value is of", () => {
  const [, send] = contractFor("rooms").sent;
  assert.ok(send);
  const field = (value: unknown) => {
    const it = fieldOf(send.schema, value);
    return it.kind === "either" ? it.at : null;
  };
  assert.equal(field({ room: "lounge", messages: "x" }), 0);
  assert.equal(field({ room: "lounge", message: "x" }), 1);
});

test("members and items are changed, added and taken out without touching the rest", () => {
  assert.deepEqual(withMember({ a: 1, b: 2 }, "a", 3), { a: 3, b: 2 });
  assert.deepEqual(withMember({ a: 1, b: 2 }, "a", undefined), { b: 2 });
  assert.deepEqual(withMember({ a: 1 }, "c", null), { a: 1, c: null });
  assert.deepEqual(withItem(["x", "y"], 1, "z"), ["x", "z"]);
  assert.deepEqual(withItem(["x", "y"], 0, undefined), ["y"]);
});
