/** The web client and the playground, as packages/web built them; without them `/` leads to the documents. */
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import fastifyStatic from "@fastify/static";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { namesTag } from "../entity-tag.ts";
import { refuse } from "../refusal.ts";
import { pageHeaders } from "./page-headers.ts";

const methods = ["GET", "HEAD"];
const indexFile = "index.html";
const html = "text/html; charset=utf-8";

/** What is served under a name that stays while its content changes. `/room/*`: rooms and messages, which the page itself looks up. */
const pages = [
  { url: "/room/*", file: indexFile, type: html },
  { url: "/playground", file: "playground.html", type: html },
  { url: "/favicon.svg", file: "favicon.svg", type: "image/svg+xml" },
  { url: "/manifest.webmanifest", file: "manifest.webmanifest", type: "application/manifest+json" },
];

/** A build's names for what it makes, by content: no other folders, no dot files. */
const assetName = /^[\w-][\w.-]*$/;

/** Whether `/` shows the client now. */
export function isBuilt(folder: string): boolean {
  return existsSync(join(folder, indexFile));
}

/** `folder`: of a build, which may come, go and be replaced while the server runs; null for none. */
export function mountWeb(app: FastifyInstance, folder: string | null): void {
  app.route({
    method: methods,
    url: "/",
    handler: async (request, reply) => {
      const page = folder === null ? null : await readWhole(join(folder, indexFile));
      // Relative, so that it holds behind a proxy that serves this under a path of its own.
      if (page === null) return reply.headers({ "cache-control": "no-cache", location: "docs" }).code(302).send();
      return send(page, html, { request, reply });
    },
  });
  if (folder === null) return;
  for (const { url, file, type } of pages) {
    app.route({
      method: methods,
      url,
      handler: async (request, reply) => {
        const page = await readWhole(join(folder, file));
        if (page === null) throw refuse("not_found");
        return send(page, type, { request, reply });
      },
    });
  }
  mountAssets(app, join(folder, "assets"));
}

/**
 * The bytes of one build and of no other: opened once, whatever takes the file's place meanwhile. Small enough to be read at once and
 * sent as they are. Null when there is no such file.
 */
async function readWhole(path: string): Promise<Buffer | null> {
  try {
    return await readFile(path);
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

function send(content: Buffer, type: string, { request, reply }: { request: FastifyRequest; reply: FastifyReply }): FastifyReply {
  const etag = `"${createHash("sha256").update(content).digest("base64url")}"`;
  reply.headers({ ...pageHeaders, etag });
  if (namesTag(request.headers["if-none-match"], etag)) return reply.code(304).send();
  return reply.type(type).send(content);
}

/** A name stands for the same bytes for ever, so that a file may be looked at and opened in two steps: both see the same, or nothing. */
function mountAssets(app: FastifyInstance, root: string): void {
  app.register(fastifyStatic, {
    serve: false,
    preCompressed: true,
    acceptRanges: false,
    dotfiles: "ignore",
    index: false,
    maxAge: "365d",
    immutable: true,
  });
  app.route<{ Params: { "*": string } }>({
    method: methods,
    url: "/assets/*",
    handler: async (request, reply) => {
      const name = request.params["*"];
      if (!assetName.test(name)) throw refuse("not_found");
      return reply.sendFile(name, root);
    },
    // Taken away after it was looked at.
    errorHandler: (error, request, reply) => {
      for (const name of ["content-encoding", "etag", "last-modified"]) reply.removeHeader(name);
      reply.header("cache-control", "no-store");
      app.errorHandler(isMissing(error) ? refuse("not_found") : error, request, reply);
    },
  });
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR");
}
