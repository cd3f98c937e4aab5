import assert from "node:assert/strict";
import { test } from "node:test";
import { isCombo, keyNames, type Pressed } from "./key-combo.ts";

const none: Pressed = { key: "", code: "", ctrlKey: false, metaKey: false, altKey: false, shiftKey: false };

test("the key for commands is that of the machine, and no other goes with it", () => {
  const control = { ...none, key: "k", code: "KeyK", ctrlKey: true };
  const command = { ...none, key: "k", code: "KeyK", metaKey: true };
  assert.deepEqual([isCombo("Mod+K", control, false), isCombo("Mod+K", command, false)], [true, false]);
  assert.deepEqual([isCombo("Mod+K", control, true), isCombo("Mod+K", command, true)], [false, true]);
  for (const more of ["altKey", "shiftKey", "metaKey"]) assert.ok(!isCombo("Mod+K", { ...control, [more]: true }, false), more);
});

test("the browser's own find stays the browser's", () => {
  const find = { ...none, key: "f", code: "KeyF", ctrlKey: true };
  assert.ok(!isCombo("Mod+Shift+F", find, false));
  assert.ok(isCombo("Mod+Shift+F", { ...find, key: "F", shiftKey: true }, false));
});

test("a sign is that sign wherever it is on the keyboard", () => {
  assert.ok(isCombo("Mod+/", { ...none, key: "/", code: "Slash", ctrlKey: true }, false));
  assert.ok(isCombo("Mod+/", { ...none, key: "/", code: "Digit7", ctrlKey: true, shiftKey: true }, false));
  assert.ok(isCombo("?", { ...none, key: "?", code: "Slash", shiftKey: true }, false));
  assert.ok(!isCombo("?", { ...none, key: "?", code: "Slash", shiftKey: true, ctrlKey: true }, false));
});

test("on keyboards without Latin letters a letter is where it would be, and else it is not", () => {
  assert.ok(isCombo("Mod+K", { ...none, key: "л", code: "KeyK", ctrlKey: true }, false));
  assert.ok(!isCombo("Mod+K", { ...none, key: "t", code: "KeyK", ctrlKey: true }, false));
});

test("keys are called what stands on them", () => {
  assert.deepEqual(keyNames("Mod+Shift+F", false), ["Ctrl", "Shift", "F"]);
  assert.deepEqual(keyNames("Alt+ArrowUp", true), ["⌥", "↑"]);
});
