/**
 * HTTP as a test needs it: any method, any body, the bytes of the answer, from a chosen local address.
 * `fetch` cannot choose the address, and per-address limits are part of what is tested.
 */
import http from "node:http";
import https from "node:https";

export interface HttpTarget {
  /** `http://host:port`, no path. */
  readonly http: string;
  /** A fresh local address to call from; undefined where there is no choice. */
  address(): string | undefined;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly bytes: Buffer;
  readonly text: string;
}

export interface CallOptions {
  readonly token?: string;
  /** Sent as JSON. */
  readonly json?: unknown;
  /** Sent as it is, declared as JSON. */
  readonly body?: string | Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
  readonly address?: string | undefined;
}

const timeoutMs = 20_000;

export function call(target: HttpTarget, method: string, path: string, options: CallOptions = {}): Promise<HttpAnswer> {
  const url = new URL(path, target.http);
  const body = options.json === undefined ? options.body : JSON.stringify(options.json);
  const localAddress = options.address ?? target.address();
  const headers = {
    ...(options.token === undefined ? {} : { authorization: `Bearer ${options.token}` }),
    ...(body === undefined ? {} : { "content-type": "application/json", "content-length": String(Buffer.byteLength(body)) }),
    ...options.headers,
  };
  const requestOptions = { method, headers, agent: false, ...(localAddress === undefined ? {} : { localAddress }) } as const;
  return new Promise((resolve, reject) => {
    const request = (url.protocol === "https:" ? https : http).request(url, requestOptions, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () => {
        const bytes = Buffer.concat(chunks);
        resolve({ status: response.statusCode ?? 0, headers: response.headers, bytes, text: bytes.toString("utf8") });
      });
    });
    request.setTimeout(timeoutMs, () => request.destroy(new Error(`${method} ${path}: no answer within ${timeoutMs} ms`)));
    request.on("error", reject);
    request.end(body);
  });
}

export const post = (target: HttpTarget, path: string, options: CallOptions = {}) => call(target, "POST", path, options);
export const get = (target: HttpTarget, path: string, options: CallOptions = {}) => call(target, "GET", path, options);
