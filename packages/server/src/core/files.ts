import type { Blobs, HeldBlob } from "../ports/blobs.ts";
import type { Bounds } from "../ports/bounds.ts";
import type { Clock } from "../ports/clock.ts";
import type { StoredFile } from "../ports/files.ts";
import type { ImageLook, Images } from "../ports/images.ts";
import type { FileRef, Person, UserId } from "../ports/model.ts";
import type { Store } from "../ports/store.ts";
import type { Logger } from "../ports/telemetry.ts";
import { limitSubject } from "./addresses.ts";
import type { Files, Limits } from "./api.ts";
import { ChatError } from "./errors.ts";
import type { Guard } from "./failures.ts";
import { createFileLinks } from "./file-links.ts";
import { dropNameless } from "./file-sweep.ts";
import { type AllowedTypes, anyBytes, essenceOf, isAllowed, isMediaType, trueType } from "./file-types.ts";
import { isFileId, newFileId } from "./ids.ts";
import { createImageQueue, type ImageQueue } from "./image-queue.ts";
import { isSafeImage, signatureBytes } from "./image-signature.ts";
import { IncomingFile } from "./incoming-file.ts";
import { takeOrRefuse } from "./limits.ts";
import { isLongerThan } from "./text.ts";

interface FilesOptions {
  readonly store: Store;
  readonly blobs: Blobs;
  readonly images: Images | null;
  readonly clock: Clock;
  readonly bounds: Bounds;
  readonly limits: Limits;
  readonly guard: Guard;
  readonly log: Logger;
  readonly publicUrl: () => string;
  readonly fileTypes: AllowedTypes;
}

interface FilesParts extends FilesOptions {
  readonly lookAt: ImageQueue;
  /** Uploads under way, by user. */
  readonly uploading: Map<UserId, number>;
}

/** A media type as it may stand in a header. */
const printable = /^[\x20-\x7e]+$/;

export function createFiles(options: FilesOptions): Files {
  const { store, blobs, guard } = options;
  const parts: FilesParts = { ...options, lookAt: createImageQueue(options), uploading: new Map() };
  const open = async (id: string, hashOf: (file: StoredFile) => string | null) => {
    const file = isFileId(id) ? await store.findFile(id) : null;
    const hash = file && hashOf(file);
    const content = hash === null ? null : await blobs.open(hash);
    return file === null || content === null ? null : { file, content };
  };
  return {
    ...createFileLinks(options.publicUrl),
    save: (input) => guard(() => save(parts, input)),
    upload: (input) => guard(() => upload(parts, input)),
    open: (id) => guard(() => open(id, ({ hash }) => hash)),
    openPreview: (id) => guard(() => open(id, ({ previewHash }) => previewHash)),
  };
}

async function save(parts: FilesParts, input: Parameters<Files["save"]>[0]): Promise<FileRef> {
  const { blobs, bounds, fileTypes } = parts;
  const { bytes, name, type } = input;
  if (bytes.length > bounds.fileBytes) throw new ChatError("file_too_large");
  const isTyped = printable.test(type) && type.trim() !== "" && !isLongerThan(type, bounds.fileTypeChars);
  const head = Buffer.from(bytes.subarray(0, signatureBytes));
  const isLetIn = isTyped && isAllowed(trueType(type, head), fileTypes);
  if (bytes.length === 0 || !isName(name, bounds) || !isLetIn) throw new ChatError("file_invalid");
  takeRates(parts, input);
  using blob = await blobs.put(bytes);
  return await keep(parts, blob, { ...input, isImage: isSafeImage(type, head) });
}

async function upload(parts: FilesParts, input: Parameters<Files["upload"]>[0]): Promise<FileRef> {
  const { blobs, bounds, fileTypes: allowed, uploading } = parts;
  const { name, owner, expectedBytes } = input;
  const type = essenceOf(input.type ?? anyBytes);
  if (!isName(name, bounds) || !isMediaType(type, bounds)) throw new ChatError("file_invalid");
  // Of bytes of no declared type it is seen only when they come what they are.
  if (type !== anyBytes && !isAllowed(type, allowed)) throw new ChatError("file_invalid");
  if (expectedBytes !== null && expectedBytes > bounds.uploadBytes) throw new ChatError("file_too_large");
  const others = uploading.get(owner.id) ?? 0;
  if (others >= bounds.uploadsAtOnce) throw new ChatError("rate_limited");
  takeRates(parts, input);
  uploading.set(owner.id, others + 1);
  try {
    const file = new IncomingFile({ type, allowed, maxBytes: bounds.uploadBytes });
    using blob = await blobs.receive(file.pieces(input.content), expectedBytes ?? 0);
    return await keep(parts, blob, { name, owner, type: file.type, isImage: file.isImage });
  } finally {
    const left = (uploading.get(owner.id) ?? 1) - 1;
    if (left === 0) uploading.delete(owner.id);
    else uploading.set(owner.id, left);
  }
}

interface Kept {
  readonly name: string;
  readonly type: string;
  readonly owner: Person;
  /** Whether it is a safe image, as its first bytes say. */
  readonly isImage: boolean;
}

/** Gives a blob, and the preview of what it shows, the names they are found by. What got none is not left behind. */
async function keep(parts: FilesParts, blob: HeldBlob, { name, type, owner, isImage }: Kept): Promise<FileRef> {
  const { store, clock, lookAt } = parts;
  const { hash, sizeBytes } = blob;
  const look = isImage ? await lookAt(blob) : null;
  using preview = look && (await keepPreview(parts, look));
  const image = look && { width: look.width, height: look.height, hasPreview: preview !== null };
  const ref: FileRef = { id: newFileId(), name, type, sizeBytes, image };
  const previewHash = preview?.hash ?? null;
  try {
    await store.saveFile({ ...ref, hash, previewHash, ownerId: owner.id, createdAt: clock.now() });
    return ref;
  } catch (error) {
    blob[Symbol.dispose]();
    preview?.[Symbol.dispose]();
    for (const unnamed of [hash, previewHash]) if (unnamed !== null) await dropNameless(parts, unnamed);
    throw error;
  }
}

/** Null when there is no room for it: the file itself is kept. */
async function keepPreview({ blobs, log }: FilesParts, { preview }: ImageLook): Promise<HeldBlob | null> {
  try {
    return await blobs.put(preview);
  } catch (err) {
    log.warn({ err }, "a preview could not be kept");
    return null;
  }
}

function isName(name: string, bounds: Bounds): boolean {
  return name.trim() !== "" && !isLongerThan(name, bounds.fileNameChars);
}

/** A new guest costs nothing, so what one user may send does not bound what one person may. */
function takeRates({ limits }: FilesParts, { owner, address }: { readonly owner: Person; readonly address: string }): void {
  takeOrRefuse(limits, "filesPerAddressPerMinute", limitSubject(address));
  takeOrRefuse(limits, "filesPerMinute", owner.id);
}
