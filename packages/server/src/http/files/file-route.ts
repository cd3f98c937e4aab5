/**
 * GET /files/:id/:name, and /files/:id/preview/:name for the smaller image: what users sent, under headers that keep it from doing anything in
 * a browser.
 */
import { once } from "node:events";
import type { Readable } from "node:stream";
import type { FastifyInstance, FastifyReply } from "fastify";
import type { Chat } from "../../core/api.ts";
import { previewExtension } from "../../core/file-links.ts";
import { isSafeImage, signatureBytes } from "../../core/image-signature.ts";
import { isSafeImageType } from "../../core/safe-images.ts";
import type { StoredFile } from "../../ports/files.ts";
import type { Logger } from "../../ports/telemetry.ts";
import { namesTag } from "../entity-tag.ts";
import { refuse } from "../refusal.ts";
import { contentDisposition } from "./content-disposition.ts";

interface FileParams {
  readonly id: string;
  readonly name: string;
}
type Opened = NonNullable<Awaited<ReturnType<Chat["files"]["open"]>>>;

interface Served {
  readonly url: string;
  readonly open: (id: string) => Promise<Opened | null>;
  readonly linkOf: (file: StoredFile) => string | null;
  readonly describe: (opened: Opened) => Promise<Described>;
}

export function mountFiles(app: FastifyInstance, { files }: Chat, log: Logger): void {
  mount(app, { url: "/files/:id/:name", open: files.open, linkOf: files.linkOf, describe: describeFile }, log);
  mount(
    app,
    { url: "/files/:id/preview/:name", open: files.openPreview, linkOf: files.previewLinkOf, describe: describePreview },
    log,
  );
}

function mount(app: FastifyInstance, { url, open, linkOf, describe }: Served, log: Logger): void {
  app.route<{ Params: FileParams }>({
    method: ["GET", "HEAD"],
    url,
    handler: async (request, reply) => {
      const opened = await open(request.params.id);
      if (opened === null) throw refuse("not_found");
      const { file, content } = opened;
      if (lastSegment(linkOf(file)) !== request.params.name) {
        content.destroy();
        throw refuse("not_found");
      }
      content.on("error", (err) => log.error({ requestId: request.id, err }, "a file broke off"));
      const described = await describe(opened);
      setHeaders(reply, described);
      if (namesTag(request.headers["if-none-match"], `"${described.hash}"`)) {
        content.destroy();
        return reply.code(304).send();
      }
      if (described.sizeBytes !== null) reply.header("content-length", String(described.sizeBytes));
      if (request.method === "GET") return reply.send(content);
      content.destroy();
      return reply.send();
    },
  });
}

/** Only the link as it was given out leads to a file, so that no link can show a name the sender did not give. */
function lastSegment(link: string | null): string | null {
  return link === null ? null : decodeURIComponent(link.slice(link.lastIndexOf("/") + 1));
}

interface Described {
  /** Null for what may not be shown in place. */
  readonly imageType: string | null;
  readonly name: string;
  readonly hash: string;
  /** Null for who knows. */
  readonly sizeBytes: number | null;
}

async function describeFile({ file, content }: Opened): Promise<Described> {
  const { type, name, hash, sizeBytes } = file;
  const isImage = isSafeImageType(type) && isSafeImage(type, await headOf(content));
  return { imageType: isImage ? type : null, name, hash, sizeBytes };
}

async function describePreview({ file: { name, previewHash } }: Opened): Promise<Described> {
  return { imageType: "image/webp", name: `${name}${previewExtension}`, hash: previewHash ?? "", sizeBytes: null };
}

function setHeaders(reply: FastifyReply, { imageType, name, hash }: Described): void {
  reply.headers({
    "content-type": imageType ?? "application/octet-stream",
    "content-disposition": contentDisposition(imageType === null ? "attachment" : "inline", name),
    "content-security-policy": "sandbox; default-src 'none'",
    "cross-origin-resource-policy": "cross-origin",
    // The link names these bytes and no others, for ever; `private` because whoever has it was given it.
    "cache-control": "private, max-age=31536000, immutable",
    etag: `"${hash}"`,
    "accept-ranges": "none",
  });
}

/** The first bytes of a stream, which stay in it. */
async function headOf(content: Readable): Promise<Buffer> {
  if (!content.readable) return Buffer.alloc(0);
  if (content.readableLength === 0) await once(content, "readable");
  const chunk: unknown = content.read();
  if (!(chunk instanceof Uint8Array)) return Buffer.alloc(0);
  content.unshift(chunk);
  return Buffer.from(chunk.subarray(0, signatureBytes));
}
