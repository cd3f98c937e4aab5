import { request } from "node:http";
import { buffer } from "node:stream/consumers";

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly text: string;
  readonly bytes: Buffer;
  /** The body as JSON; undefined when it is not. */
  readonly json: unknown;
}

export interface Ask {
  readonly method?: string;
  /** An undefined one is left out. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
  /** A string goes as it is, bytes too, anything else as JSON with its media type. */
  readonly body?: unknown;
  readonly token?: string;
}

/** One request on a connection of its own, with its path exactly as given (fetch would tidy it up). */
export async function ask(url: string, path: string, { method, headers, body, token }: Ask = {}): Promise<Answer> {
  const isReady = body === undefined || typeof body === "string" || body instanceof Uint8Array;
  const sent = isReady ? body : JSON.stringify(body);
  const { hostname, port } = new URL(url);
  const all = {
    ...(sent === undefined ? {} : { "content-type": "application/json", "content-length": String(Buffer.byteLength(sent)) }),
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    ...headers,
  };
  const outgoing = request({
    hostname,
    port,
    path,
    method: method ?? (body === undefined ? "GET" : "POST"),
    agent: false,
    headers: Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)),
  });
  return new Promise((resolve, reject) => {
    outgoing.on("error", reject);
    outgoing.on("response", (response) => {
      buffer(response).then((bytes) => {
        const flat = Object.fromEntries(Object.entries(response.headers).map(([name, value]) => [name, String(value)]));
        resolve({ status: response.statusCode ?? 0, headers: flat, text: bytes.toString(), bytes, json: parsed(bytes) });
      }, reject);
    });
    outgoing.end(sent);
  });
}

function parsed(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString());
  } catch {
    return undefined;
  }
}
