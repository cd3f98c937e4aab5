import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { RecencyMap } from "./recency-map.ts";

test("any history of uses and deletions leaves the order of a list in which each use moves its entry to the end", () => {
  const step = fc.record({ kind: fc.constantFrom("use", "use", "use", "delete"), key: fc.constantFrom("a", "b", "c", "d", "e") });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 100 }), (steps) => {
      const map = new RecencyMap<{ readonly madeFor: string }>();
      let model: string[] = [];
      for (const { kind, key } of steps) {
        model = model.filter((other) => other !== key);
        if (kind === "delete") {
          map.delete(key);
        } else {
          const known = map.get(key);
          const used = map.use(key, () => ({ madeFor: key }));
          assert.equal(used, known ?? used);
          model.push(key);
        }
        assert.deepEqual(
          [...map.entries()].map((entry) => entry.key),
          model,
        );
        assert.equal(map.size, model.length);
        assert.equal(map.oldest?.key, model[0]);
        assert.ok([...map.entries()].every(({ key: own, value }) => value.madeFor === own));
      }
      map.clear();
      assert.deepEqual([map.size, map.oldest, map.get("a")], [0, null, undefined]);
    }),
  );
});
