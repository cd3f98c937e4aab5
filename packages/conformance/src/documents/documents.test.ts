import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import type { WireContract } from "@parlance/server/dialects/contract.ts";
import { reactionsContract } from "@parlance/server/dialects/reactions/schema.ts";
import { clientSchemas, rosterContract } from "@parlance/server/dialects/roster/schema.ts";
import { type AsyncApiDocument, asyncApiOf } from "@parlance/server/http/docs/asyncapi.ts";
import { fieldsOf } from "@parlance/server/http/docs/fields.ts";
import { boundsWith } from "@parlance/server/ports/bounds.ts";
import { tablesOf } from "./document-tables.ts";
import type { FieldFact, MessageFact } from "./facts.ts";
import { reactionsFacts } from "./reactions-facts.ts";
import { rosterFacts } from "./roster-facts.ts";

const bounds = boundsWith();
const cases: readonly { name: string; contract: WireContract; facts: readonly MessageFact[] }[] = [
  { name: "reactions", contract: reactionsContract(bounds), facts: reactionsFacts },
  { name: "roster", contract: rosterContract(clientSchemas(bounds)), facts: rosterFacts },
];

/** Beside the clone where the project is developed; the documents are not ours to hand on. */
const documents = new URL("../../../../../shared/protocols/", import.meta.url);

function generatedFacts(document: AsyncApiDocument): readonly MessageFact[] {
  const fromOf = (key: string): MessageFact["from"] => {
    const operation = Object.values(document.operations).find(({ messages }) =>
      messages.some(({ $ref }) => $ref.endsWith(`/${key}`)),
    );
    return operation?.action === "receive" ? "client" : "server";
  };
  return Object.entries(document.components.messages).map(([key, { name, payload }]) => ({
    name,
    from: fromOf(key),
    fields: fieldsOf(payload).map(({ description: _, ...fact }) => fact),
  }));
}

const byPath = (fields: readonly FieldFact[]) => Object.fromEntries(fields.map(({ path, ...fact }) => [path, fact]));

for (const { name, contract, facts } of cases) {
  describe(`the generated document of ${name}`, () => {
    const generated = generatedFacts(asyncApiOf(contract, ["ws://localhost:8080/ws"]));

    test("has the messages that the protocol's document names, from the same side, and no others", () => {
      const named = (list: readonly MessageFact[]) => list.map((fact) => `${fact.from}: ${fact.name}`).sort();
      assert.deepEqual(named(generated), named(facts));
    });

    for (const fact of facts) {
      test(`${fact.name} has the fields, types and constraints of its table, no more and no fewer`, () => {
        const found = generated.find((candidate) => candidate.name === fact.name);
        assert.deepEqual(byPath(found?.fields ?? []), byPath(fact.fields));
      });
    }
  });

  const file = fileURLToPath(new URL(`${name}.md`, documents));
  test(`the facts about ${name} are those of its document's tables`, {
    skip: existsSync(file) ? false : "the protocol documents are not beside this clone (../shared/protocols)",
  }, () => {
    const tables = tablesOf(readFileSync(file, "utf8"));
    assert.equal(tables.length, facts.length);
    for (const [i, table] of tables.entries()) {
      const fact = facts[i];
      assert.ok(fact !== undefined && table.preface.includes(fact.name), `table ${i + 1} is that of ${fact?.name}`);
      assert.equal(table.from, fact.from, fact.name);
      assert.deepEqual(table.fields, fact.fields, fact.name);
    }
  });
}
