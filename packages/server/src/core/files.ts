import type { Blobs } from "../ports/blobs.ts";
import type { Bounds } from "../ports/bounds.ts";
import type { Clock } from "../ports/clock.ts";
import type { FileRef } from "../ports/model.ts";
import type { Store } from "../ports/store.ts";
import { limitSubject } from "./addresses.ts";
import type { Files, Limits } from "./api.ts";
import { ChatError } from "./errors.ts";
import type { Guard } from "./failures.ts";
import { isFileId, newFileId } from "./ids.ts";
import { takeOrRefuse } from "./limits.ts";
import { isLongerThan } from "./text.ts";

interface FilesOptions {
  readonly store: Store;
  readonly blobs: Blobs;
  readonly clock: Clock;
  readonly bounds: Bounds;
  readonly limits: Limits;
  readonly guard: Guard;
  /** Where this server is reached. */
  readonly publicUrl: () => string;
}

/** Controls, line and paragraph separators, and what turns the direction of writing: none may reach into the text around a name. */
const unprintable = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;
/** A media type as it may stand in a header. */
const mediaType = /^[\x20-\x7e]+$/;

export function createFiles(options: FilesOptions): Files {
  const { store, blobs, guard } = options;
  const linkOf = (file: FileRef): string =>
    `${options.publicUrl().replace(/\/+$/, "")}/files/${file.id}/${encodeURIComponent(printedName(file.name))}`;
  return {
    save: (input) => guard(() => save(options, input)),
    open: (id) =>
      guard(async () => {
        const file = isFileId(id) ? await store.findFile(id) : null;
        const content = file === null ? null : await blobs.open(file.hash);
        return file === null || content === null ? null : { file, content };
      }),
    linkOf,
    lineOf: (file) => `${printedName(file.name)} (${printedSize(file.sizeBytes)}) ${linkOf(file)}`,
  };
}

async function save(options: FilesOptions, input: Parameters<Files["save"]>[0]): Promise<FileRef> {
  const { store, blobs, clock, bounds, limits } = options;
  const { bytes, name, type, owner, address } = input;
  if (bytes.length > bounds.fileBytes) throw new ChatError("file_too_large");
  const isNamed = name.trim() !== "" && !isLongerThan(name, bounds.fileNameChars);
  const isTyped = mediaType.test(type) && type.trim() !== "" && !isLongerThan(type, bounds.fileTypeChars);
  if (bytes.length === 0 || !isNamed || !isTyped) throw new ChatError("file_invalid");
  // A new guest costs nothing, so what one user may send does not bound what one person may.
  takeOrRefuse(limits, "filesPerAddressPerMinute", limitSubject(address));
  takeOrRefuse(limits, "filesPerMinute", owner.id);
  const hash = await blobs.put(bytes);
  const ref: FileRef = { id: newFileId(), name, type, sizeBytes: bytes.length };
  await store.saveFile({ ...ref, hash, ownerId: owner.id, createdAt: clock.now() });
  return ref;
}

/** The name as it may stand in a line of text or at the end of a link, where `.` and `..` would lead elsewhere. */
function printedName(name: string): string {
  const printed = name.replace(unprintable, "").trim();
  return /^\.{0,2}$/.test(printed) ? "file" : printed;
}

function printedSize(bytes: number): string {
  const units = ["B", "KB", "MB", "GB"];
  const power = bytes < 1024 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(bytes) / 10));
  return `${Number((bytes / 1024 ** power).toFixed(1))} ${units[power]}`;
}
