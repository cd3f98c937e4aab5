/** Files by HTTP, beside the socket: `const file = await uploadFile(chat, blob)`, then `room.send("look", { file })`. */
import { ChatError } from "./base/errors.ts";
import type { Chat } from "./chat.ts";
import type { FileRef } from "./contract.ts";

export interface UploadOptions {
  /** A `File` has one; `file` unless told. */
  readonly name?: string;
  /** The media type; that of the `Blob` unless told. */
  readonly type?: string;
  /** Hears how many bytes have gone, now and then. */
  readonly onProgress?: (sentBytes: number, totalBytes: number) => void;
  readonly signal?: AbortSignal;
}

interface Request {
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly body: Blob;
  readonly options: UploadOptions;
}

interface Answer {
  readonly status: number;
  readonly text: string;
  readonly retryAfter: string | null;
}

/** Pieces that the progress is told of where the runtime tells of none. */
const pieceBytes = 64 * 1024;

/**
 * Uploads as the chat's account; guests cannot. Not repeated: nobody sees the file until a message names it. Rejects with a `ChatError`:
 * `file_too_large`, `file_invalid`, `token_invalid`, `rate_limited`, `disconnected`, `aborted` …
 */
export async function uploadFile(
  chat: Pick<Chat, "url" | "headers">,
  file: Blob | Uint8Array<ArrayBuffer>,
  options: UploadOptions = {},
): Promise<FileRef> {
  const body = file instanceof Blob ? file : new Blob([file]);
  const { name = (file as { readonly name?: string }).name ?? "file", type = body.type } = options;
  const { token } = await chat.headers();
  const headers = { "content-type": type || "application/octet-stream", ...(token && { authorization: `Bearer ${token}` }) };
  const request = { url: addressOf(chat.url, name), headers, body, options };
  const { status, text, retryAfter } = await (hasXhr() ? byXhr(request) : byFetch(request));
  const answer = read(text);
  // The server of this client's own contract is taken at its word.
  if (status >= 200 && status < 300 && answer !== undefined) return answer as unknown as FileRef;
  throw refusal(status, answer, retryAfter);
}

function addressOf(chatUrl: string, name: string): string {
  const { location } = globalThis as { readonly location?: { readonly href: string } };
  const url = new URL("/files", new URL(chatUrl, location?.href));
  url.protocol = url.protocol.replace("ws", "http");
  url.searchParams.set("name", name.toWellFormed());
  return url.href;
}

type Json = Readonly<Record<string, unknown>>;

function read(text: string): Json | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Json) : undefined;
  } catch {
    return undefined;
  }
}

/** HTTP has the house's codes in capitals, some with a word before. */
function refusal(status: number, answer: Json | undefined, retryAfter: string | null): ChatError {
  const code = String(answer?.["error_code"] ?? (status === 413 ? "file_too_large" : "internal")).toLowerCase();
  const reason = code.replace(/^auth_/, "").replace("internal_server_error", "internal");
  const retryAfterMs = retryAfter === null ? undefined : Number(retryAfter) * 1_000;
  return new ChatError(reason, String(answer?.["error"] ?? `HTTP ${status}`), { retryAfterMs });
}

const lost = (cause: unknown): ChatError => new ChatError("disconnected", String(cause), { cause });
const aborted = (): ChatError => new ChatError("aborted");

/** What of XMLHttpRequest is used: browsers tell of an upload's progress nowhere else. */
interface Xhr {
  readonly upload: { onprogress: ((event: { readonly loaded: number; readonly total: number }) => void) | null };
  readonly status: number;
  readonly responseText: string;
  onload: (() => void) | null;
  onerror: (() => void) | null;
  onabort: (() => void) | null;
  open(method: string, url: string): void;
  setRequestHeader(name: string, value: string): void;
  getResponseHeader(name: string): string | null;
  send(body: Blob): void;
  abort(): void;
}

const hasXhr = (): boolean => "XMLHttpRequest" in globalThis;

function byXhr({ url, headers, body, options: { onProgress, signal } }: Request): Promise<Answer> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) throw aborted();
    const xhr = new (globalThis as unknown as { readonly XMLHttpRequest: new () => Xhr }).XMLHttpRequest();
    xhr.open("POST", url);
    for (const [name, value] of Object.entries(headers)) xhr.setRequestHeader(name, value);
    if (onProgress !== undefined) xhr.upload.onprogress = ({ loaded, total }) => onProgress(loaded, total);
    const abort = (): void => xhr.abort();
    signal?.addEventListener("abort", abort);
    const done = (settle: () => void) => (): void => {
      signal?.removeEventListener("abort", abort);
      settle();
    };
    xhr.onload = done(() =>
      resolve({ status: xhr.status, text: xhr.responseText, retryAfter: xhr.getResponseHeader("retry-after") }),
    );
    xhr.onerror = done(() => reject(lost("the connection failed")));
    xhr.onabort = done(() => reject(aborted()));
    xhr.send(body);
  });
}

async function byFetch({ url, headers, body, options: { onProgress, signal } }: Request): Promise<Answer> {
  try {
    // A stream is sent as it is read; without a listener the runtime may do better.
    const content = onProgress === undefined ? { body } : { body: counted(body, onProgress), duplex: "half" as const };
    const response = await fetch(url, { method: "POST", headers, ...content, ...(signal && { signal }) });
    return { status: response.status, text: await response.text(), retryAfter: response.headers.get("retry-after") };
  } catch (error) {
    throw signal?.aborted ? aborted() : lost(error);
  }
}

function counted(body: Blob, onProgress: NonNullable<UploadOptions["onProgress"]>): ReadableStream<Uint8Array> {
  let at = 0;
  return new ReadableStream({
    async pull(controller) {
      if (at >= body.size) return controller.close();
      const piece = new Uint8Array(await body.slice(at, at + pieceBytes).arrayBuffer());
      at += piece.length;
      controller.enqueue(piece);
      onProgress(at, body.size);
    },
  });
}
