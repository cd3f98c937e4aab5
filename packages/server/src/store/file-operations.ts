/** For tests: random operations on files, few enough that they meet. */
import type { Arbitrary } from "fast-check";
import fc from "fast-check";
import type { Person } from "../ports/model.ts";
import { loungeId } from "../ports/model.ts";
import type { Operation } from "./operation.ts";
import { operation } from "./operation.ts";

export const fileId = fc.constantFrom("f1", "f2", "f3", "f4");
const hash = fc.constantFrom("b1", "b2", "b3");
const text = fc.oneof(fc.string({ unit: "binary", maxLength: 6 }), fc.constantFrom("", "\0", "\ud800", "😀"));
const at = fc.integer({ min: 0, max: 1_000 });
const limit = fc.oneof(fc.integer({ min: 0, max: 3 }), fc.constant(1_000));
const ids = fc.array(fc.integer({ min: 1, max: 12 }), { maxLength: 3 });

const stored = fc
  .record({
    id: fileId,
    name: text,
    type: text,
    sizeBytes: fc.nat(),
    size: fc.option(fc.record({ width: fc.nat(), height: fc.nat() })),
    hash,
    previewHash: fc.option(hash),
    ownerId: fc.constantFrom("u1", "u1", "u2", "u\ud800"),
    createdAt: at,
  })
  .map(({ size, previewHash, ...rest }) => {
    const image = size && { ...size, hasPreview: previewHash !== null };
    return { ...rest, image, previewHash: image && previewHash };
  });

const posted = fc
  .record({
    author: fc.constantFrom("u1", "u1", "u2"),
    file: fc.constantFrom("f1", "f1", "f2", "f3"),
    clientKey: fc.option(fc.constantFrom("c1", "k1")),
    at,
  })
  .map(({ author, ...rest }) => {
    const person: Person = { id: author, kind: "account", name: author };
    return { ...rest, roomId: loungeId, author: person, text: "", membersOnly: false, nameKey: null };
  });

export const fileWrites: Arbitrary<Operation> = fc.oneof(
  { weight: 4, arbitrary: operation("saveFile", fc.tuple(stored), (store, args) => store.saveFile(...args)) },
  { weight: 5, arbitrary: operation("post", fc.tuple(posted), (store, args) => store.post(...args)) },
  operation("deleteUnattachedFiles", fc.tuple(at, limit), (store, args) => store.deleteUnattachedFiles(...args)),
  operation("forgetReleased", fc.tuple(ids), (store, args) => store.forgetReleased(...args)),
);

export const fileReads: Arbitrary<Operation> = fc.oneof(
  operation("findFile", fc.tuple(fileId), (store, args) => store.findFile(...args)),
  operation("namelessBlobs", fc.tuple(fc.array(hash, { maxLength: 4 })), (store, args) => store.namelessBlobs(...args)),
  operation("releasedBlobs", fc.tuple(limit), (store, args) => store.releasedBlobs(...args)),
);

/** To begin with: two of u1's. */
export const savedFiles: readonly Operation[] = ["f1", "f2"].map((id) => {
  const about = { name: "a.txt", type: "text/plain", sizeBytes: 1, image: null, hash: "b1", previewHash: null };
  const file = { id, ...about, ownerId: "u1", createdAt: 1 };
  return { name: "saveFile", args: [file], run: (store) => store.saveFile(file) };
});
