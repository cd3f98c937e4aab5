import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import { systemClock } from "./system-clock.ts";

/** The clock never keeps a process alive, so a test that waits for it has to. */
async function keptAlive<T>(wait: Promise<T>): Promise<T> {
  const keeper = setInterval(() => undefined, 1_000);
  try {
    return await wait;
  } finally {
    clearInterval(keeper);
  }
}

test("a task set in the middle of a long turn does not run early", async () => {
  const busyUntil = performance.now() + 30;
  while (performance.now() < busyUntil);
  const start = systemClock.monotonicMs();
  await keptAlive(new Promise<void>((resolve) => systemClock.after(15, resolve)));
  assert.ok(systemClock.monotonicMs() - start >= 15);
});

test("a delay too long for one timer waits, and can be cancelled twice", async () => {
  let ran = false;
  const cancel = systemClock.after(2 ** 31, () => {
    ran = true;
  });
  await keptAlive(new Promise<void>((resolve) => systemClock.after(5, resolve)));
  assert.equal(ran, false);
  cancel();
  cancel();
});

test("a repeated task runs until it is cancelled, from within itself too", async () => {
  let runs = 0;
  await keptAlive(
    new Promise<void>((resolve) => {
      const cancel = systemClock.every(1, () => {
        runs += 1;
        if (runs < 3) return;
        cancel();
        resolve();
      });
    }),
  );
  await keptAlive(new Promise<void>((resolve) => systemClock.after(10, resolve)));
  assert.equal(runs, 3);
});

test("neither kind of task keeps a process alive", () => {
  const clockUrl = new URL("./system-clock.ts", import.meta.url).href;
  const code = `import { systemClock as c } from ${JSON.stringify(clockUrl)}; c.after(60_000, () => {}); c.every(60_000, () => {});`;
  execFileSync(process.execPath, ["--input-type=module", "-e", code], { timeout: 20_000 });
});
