import assert from "node:assert/strict";
import { test } from "node:test";
import { Listeners } from "./listeners.ts";
import { keptLog } from "./testing/silence.ts";

test("a listener that throws is logged and hurts nobody else", () => {
  const log = keptLog();
  const listeners = new Listeners<number>(log);
  const heard: number[] = [];
  listeners.add(() => {
    throw new Error("mine");
  });
  listeners.add((value) => heard.push(value));
  listeners.tell(1);
  listeners.tell(2);
  assert.deepEqual(heard, [1, 2]);
  assert.equal(log.lines.length, 2);
});

test("I2: what is told while telling reaches all in the same order", () => {
  const listeners = new Listeners<number>(keptLog());
  const heard: string[] = [];
  listeners.add((value) => {
    if (value === 1) listeners.tell(2);
    heard.push(`a${value}`);
  });
  listeners.add((value) => heard.push(`b${value}`));
  listeners.tell(1);
  assert.deepEqual(heard, ["a1", "b1", "a2", "b2"]);
});

test("who is added while telling hears what comes after; who is removed hears nothing more", () => {
  const listeners = new Listeners<number>(keptLog());
  const heard: string[] = [];
  listeners.add((value) => {
    if (value === 1) listeners.add((later) => heard.push(`late${later}`));
    if (value === 1) removeB();
  });
  const removeB = listeners.add((value) => heard.push(`b${value}`));
  listeners.tell(1);
  listeners.tell(2);
  assert.deepEqual(heard, ["late2"]);
});

test("one function added twice is told twice, and removed one by one", () => {
  const listeners = new Listeners<number>(keptLog());
  let count = 0;
  const listener = () => count++;
  const remove = listeners.add(listener);
  listeners.add(listener);
  remove();
  remove();
  listeners.tell(1);
  assert.equal(count, 1);
});
