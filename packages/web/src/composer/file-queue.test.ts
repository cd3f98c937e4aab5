import assert from "node:assert/strict";
import { test } from "node:test";
import type { FileRef } from "@parlance/client";
import { FileQueue, mostFiles } from "./file-queue.ts";

interface Upload {
  readonly file: File;
  readonly signal: AbortSignal;
  readonly onProgress: (sent: number, total: number) => void;
  readonly resolve: (ref: FileRef) => void;
  readonly reject: (error: unknown) => void;
}

function scene() {
  const uploads: Upload[] = [];
  const queue = new FileQueue({
    upload: (file, { signal, onProgress }) =>
      new Promise((resolve, reject) => {
        uploads.push({ file, signal, onProgress, resolve, reject });
        signal.addEventListener("abort", () => reject(new Error("aborted")));
      }),
    refuse: ({ size }) => (size === 0 ? "empty" : undefined),
    mayRetry: (error) => error === "lost",
  });
  return { queue, uploads, states: () => queue.get().map(({ state }) => state.kind) };
}

const named = (name: string, content = "x"): File => new File([content], name);
const ref = (id: string): FileRef => ({ id, name: id, type: "text/plain", sizeBytes: 1, url: `/files/${id}` });
/** Promises that are settled have told so. */
const settle = () => new Promise((done) => setImmediate(done));

test("two files are uploaded at a time, in their order, and are there when all were answered", async () => {
  const { queue, uploads, states } = scene();
  queue.add([named("a"), named("b"), named("c")]);
  assert.deepEqual(states(), ["uploading", "uploading", "waiting"]);
  uploads[1]?.resolve(ref("b"));
  await settle();
  assert.deepEqual(states(), ["uploading", "there", "uploading"]);
  uploads[0]?.resolve(ref("a"));
  uploads[2]?.resolve(ref("c"));
  await settle();
  assert.deepEqual(
    queue.get().map(({ state }) => state.kind === "there" && state.ref.id),
    ["a", "b", "c"],
  );
});

test("progress is told, and not of what was removed", async () => {
  const { queue, uploads, states } = scene();
  queue.add([named("a")]);
  uploads[0]?.onProgress(1, 4);
  assert.deepEqual(queue.get()[0]?.state, { kind: "uploading", share: 0.25 });
  queue.remove(queue.get()[0]?.key ?? 0);
  assert.equal(uploads[0]?.signal.aborted, true);
  uploads[0]?.onProgress(4, 4);
  await settle();
  assert.deepEqual(states(), []);
});

test("what failed can be tried again where that may help, and does not hold up the others", async () => {
  const { queue, uploads, states } = scene();
  queue.add([named("a"), named("b"), named("c")]);
  uploads[0]?.reject("lost");
  uploads[1]?.reject("refused");
  await settle();
  assert.deepEqual(states(), ["failed", "failed", "uploading"]);
  assert.deepEqual(
    queue.get().map(({ state }) => state.kind === "failed" && state.mayRetry),
    [true, false, false],
  );
  queue.retry(queue.get()[0]?.key ?? 0);
  assert.deepEqual(states(), ["uploading", "failed", "uploading"]);
});

test("what the server would refuse is not even tried", () => {
  const { queue, uploads } = scene();
  queue.add([named("empty", ""), named("a")]);
  assert.deepEqual(queue.get()[0]?.state, { kind: "failed", error: "empty", mayRetry: false });
  assert.deepEqual(
    uploads.map(({ file }) => file.name),
    ["a"],
  );
});

test("no more than a bounded number waits, and clearing stops all", async () => {
  const { queue, uploads } = scene();
  const many = Array.from({ length: mostFiles + 1 }, (_, at) => named(`${at}`));
  assert.equal(queue.add(many), false);
  assert.equal(queue.get().length, mostFiles);
  queue.clear();
  await settle();
  assert.deepEqual(queue.get(), []);
  assert.ok(uploads.every(({ signal }) => signal.aborted));
});
