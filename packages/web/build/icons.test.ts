import assert from "node:assert/strict";
import { test } from "node:test";
import { pathOf } from "./icons.ts";

test("a path that begins with a distance begins there by itself, and goes on as it did", () => {
  assert.equal(pathOf(["path", { d: "m15 18-6-6 6-6" }]), "M15 18l-6-6 6-6");
  assert.equal(pathOf(["path", { d: "m9.5 2.1.5.5h3" }]), "M9.5 2.1l.5.5h3");
  assert.equal(pathOf(["path", { d: "m1-2a1 1 0 0 1 2 0" }]), "M1 -2a1 1 0 0 1 2 0");
  assert.equal(pathOf(["path", { d: "M5 12h14" }]), "M5 12h14");
});

test("lines, circles and rectangles are paths of the same outline", () => {
  assert.equal(pathOf(["line", { x1: "4", y1: "9", x2: "20", y2: "9" }]), "M4 9L20 9");
  assert.equal(pathOf(["circle", { cx: "12", cy: "12", r: "10" }]), "M2 12a10 10 0 1 0 20 0a10 10 0 1 0-20 0");
  assert.equal(
    pathOf(["rect", { x: "3", y: "11", width: "18", height: "10", rx: "2" }]),
    "M5 11h14a2 2 0 0 1 2 2v6a2 2 0 0 1-2 2h-14a2 2 0 0 1-2-2v-6a2 2 0 0 1 2-2z",
  );
  assert.equal(
    pathOf(["circle", { cx: "6", cy: "6", r: ".5", fill: "currentColor" }]),
    "M5.5 6a0.5 0.5 0 1 0 1 0a0.5 0.5 0 1 0-1 0",
  );
});

test("what would look otherwise as a path is none", () => {
  assert.equal(pathOf(["circle", { cx: "6", cy: "6", r: "3", fill: "currentColor" }]), undefined);
  assert.equal(pathOf(["ellipse", { cx: "6", cy: "6", rx: "3", ry: "2" }]), undefined);
});
