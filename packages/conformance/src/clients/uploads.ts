/** `POST /files` as its documentation has it, and a connection on which the body comes as a test wants it to. */
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { text } from "node:stream/consumers";
import { setTimeout as delay } from "node:timers/promises";
import { z } from "zod";
import type { Account } from "../accounts.ts";
import type { Deployment } from "../deployment.ts";
import { get, type HttpAnswer, post } from "./http.ts";

/** Exactly the documented keys. */
export const uploadedFile = z.strictObject({
  id: z.string().min(16),
  name: z.string().min(1),
  type: z.string().min(3),
  sizeBytes: z.int().positive(),
  url: z.url(),
  image: z.strictObject({ width: z.int().positive(), height: z.int().positive(), previewUrl: z.url().optional() }).optional(),
});
export type UploadedFile = z.infer<typeof uploadedFile>;

export interface UploadOptions {
  readonly name: string;
  readonly type?: string;
}

/** The answer to an upload in one go. */
export function tryUpload(at: Deployment, token: string, body: Uint8Array, { name, type }: UploadOptions): Promise<HttpAnswer> {
  const headers = { "content-type": type ?? "application/octet-stream" };
  return post(at, `/files?name=${encodeURIComponent(name)}`, { token, body, headers });
}

export async function upload(at: Deployment, by: Account, body: Uint8Array, options: UploadOptions): Promise<UploadedFile> {
  const answer = await tryUpload(at, by.token, body, options);
  if (answer.status !== 201) throw new Error(`upload: ${answer.status} ${answer.text}`);
  return uploadedFile.parse(JSON.parse(answer.text));
}

/** What a link leads to; the host in it is the deployment's public one, which need not be the one we test. */
export const download = (at: Deployment, url: string): Promise<HttpAnswer> => get(at, new URL(url).pathname);

/** The head of an upload; its body is up to the test. */
export async function beginUpload(
  { http }: Deployment,
  { token }: Account,
  headers: readonly string[],
): Promise<{ readonly socket: Socket; readonly answer: Promise<string> }> {
  const { hostname, port } = new URL(http);
  const socket = connect(Number(port), hostname);
  await once(socket, "connect");
  const answer = text(socket);
  answer.catch(() => undefined);
  const lines = ["POST /files?name=a.bin HTTP/1.1", "Host: x", `Authorization: Bearer ${token}`, ...headers];
  socket.write(`${lines.join("\r\n")}\r\n\r\n`);
  return { socket, answer };
}

const patienceMs = 10_000;

/** Asks again and again until it is so; what a server does by itself is told to nobody. */
export async function until(what: string, isSo: () => boolean | Promise<boolean>): Promise<void> {
  const giveUpAt = performance.now() + patienceMs;
  while (!(await isSo())) {
    if (performance.now() > giveUpAt) throw new Error(`waited in vain until ${what}`);
    await delay(20);
  }
}
