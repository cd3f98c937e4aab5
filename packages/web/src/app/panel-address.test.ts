import assert from "node:assert/strict";
import { test } from "node:test";
import { type Panel, panelOf, panelText } from "./panel-address.ts";

test("a panel's address leads back to it, and nothing else to one", () => {
  const panels: readonly Panel[] = [{ kind: "members" }, { kind: "search" }, { kind: "thread", messageId: 7 }];
  for (const panel of panels) assert.deepEqual(panelOf(panelText(panel)), panel);
  for (const given of [null, "", "thread", "thread-x", "attic"]) assert.equal(panelOf(given), undefined);
});
