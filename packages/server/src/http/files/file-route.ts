/** GET /files/:id/:name: what users sent, under headers that keep it from doing anything in a browser. */
import { once } from "node:events";
import type { Readable } from "node:stream";
import type { FastifyInstance, FastifyReply } from "fastify";
import type { Chat } from "../../core/api.ts";
import type { Logger } from "../../ports/telemetry.ts";
import { refuse } from "../refusal.ts";
import { contentDisposition } from "./content-disposition.ts";
import { isSafeImage, mayBeSafeImage, signatureBytes } from "./image-signature.ts";

interface FileParams {
  readonly id: string;
  readonly name: string;
}
type Opened = NonNullable<Awaited<ReturnType<Chat["files"]["open"]>>>;

export function mountFiles(app: FastifyInstance, { files }: Chat, log: Logger): void {
  app.route<{ Params: FileParams }>({
    method: ["GET", "HEAD"],
    url: "/files/:id/:name",
    handler: async (request, reply) => {
      const opened = await files.open(request.params.id);
      if (opened === null) throw refuse("not_found");
      const { file, content } = opened;
      if (lastSegment(files.linkOf(file)) !== request.params.name) {
        content.destroy();
        throw refuse("not_found");
      }
      content.on("error", (err) => log.error({ requestId: request.id, err }, "a file broke off"));
      await describe(reply, opened);
      if (namesTag(request.headers["if-none-match"], `"${file.hash}"`)) {
        content.destroy();
        return reply.code(304).send();
      }
      reply.header("content-length", String(file.sizeBytes));
      if (request.method === "GET") return reply.send(content);
      content.destroy();
      return reply.send();
    },
  });
}

/** Only the link as it was given out leads to a file, so that no link can show a name the sender did not give. */
function lastSegment(link: string): string {
  return decodeURIComponent(link.slice(link.lastIndexOf("/") + 1));
}

async function describe(reply: FastifyReply, { file, content }: Opened): Promise<void> {
  const image = mayBeSafeImage(file.type) && isSafeImage(file.type, await headOf(content));
  reply.headers({
    "content-type": image ? file.type : "application/octet-stream",
    "content-disposition": contentDisposition(image ? "inline" : "attachment", file.name),
    "content-security-policy": "sandbox; default-src 'none'",
    "cross-origin-resource-policy": "cross-origin",
    // The link names these bytes and no others, for ever; `private` because whoever has it was given it.
    "cache-control": "private, max-age=31536000, immutable",
    etag: `"${file.hash}"`,
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

/** RFC 9110, 13.1.2. */
function namesTag(header: string | undefined, tag: string): boolean {
  const tags = header?.split(",").map((item) => item.trim().replace(/^W\//, "")) ?? [];
  return tags.includes(tag) || tags.includes("*");
}
