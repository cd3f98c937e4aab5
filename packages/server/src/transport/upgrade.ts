import type { IncomingMessage } from "node:http";
import { isIP, Socket } from "node:net";
import type { Duplex } from "node:stream";
import { limitSubject } from "../core/addresses.ts";
import type { Limits } from "../core/api.ts";
import type { Upgrade } from "../dialects/contract.ts";
import type { Bounds } from "../ports/bounds.ts";
import type { Logger } from "../ports/telemetry.ts";
import type { AddressReader } from "./address.ts";
import { agreeOn } from "./deflate-offer.ts";
import { type Refusal, refusals, refuse } from "./refusal.ts";

/** An upgrade request whose socket is really one and may still be answered. */
export interface UpgradeRequest {
  readonly request: IncomingMessage;
  readonly socket: Socket;
  /** What came after the request in the same read. */
  readonly head: Buffer;
}

/** An upgrade request that passed. */
export interface Admitted extends UpgradeRequest {
  readonly address: string;
  readonly upgrade: Upgrade;
  /** The answer to the extensions that were offered; null for none of them. */
  readonly extensions: string | null;
}

/** Takes an admitted request: finishes the handshake and opens the connection. */
export type Accept = (admitted: Admitted) => void;

export interface GateOptions {
  readonly bounds: Bounds;
  readonly limitsOn: boolean;
  readonly limits: Pick<Limits, "take">;
  readonly allowedOrigins: readonly string[];
  readonly publicUrl: string | null;
  /** Extensions that are offered are looked at. */
  readonly compression: boolean;
  readonly addressOf: AddressReader;
  readonly log: Logger;
}

/** The path that counts for mounts: without the query, and with or without a slash at its end. */
export function mountPath(url: string): string {
  const query = url.indexOf("?");
  const path = query === -1 ? url : url.slice(0, query);
  return path.length > 1 && path.endsWith("/") ? path.slice(0, -1) : path;
}

/**
 * Whether a request asks for a WebSocket. Meant for `http.createServer({ shouldUpgradeCallback })`, too: a request that offers
 * some other upgrade (`h2c`) is then served as the plain request it also is, and never comes here.
 */
export function asksForWebSocket(request: IncomingMessage): boolean {
  return request.headers.upgrade?.toLowerCase() === "websocket";
}

function upgradeOf({ headers, url = "" }: IncomingMessage): Upgrade {
  const mark = url.indexOf("?");
  const query = mark === -1 ? "" : url.slice(mark + 1);
  return { token: tokenOf(headers.authorization ?? "", query), headers, query };
}

/** From `Authorization: Bearer`, else from `?token=`. */
function tokenOf(authorization: string, query: string): string | null {
  const bearer = /^Bearer +(\S+) *$/i.exec(authorization)?.[1];
  if (bearer !== undefined) return bearer;
  const token = new URLSearchParams(query).get("token");
  return token === "" ? null : token;
}

/** Decides which upgrade requests become connections, and counts those that did. */
export class Gate {
  readonly #options: GateOptions;
  /** By what an address counts as in limits. */
  readonly #ofAddress = new Map<string, number>();
  #open = 0;
  #isStopping = false;

  constructor(options: GateOptions) {
    this.#options = options;
  }

  /** From now on every request is answered 503. */
  stop(): void {
    this.#isStopping = true;
  }

  /** Answers the request itself, or hands it on. `mounts`: what is served at each path. */
  receive(request: IncomingMessage, socket: Duplex, rest: { head: Buffer; mounts: ReadonlyMap<string, Accept> }): void {
    // Node took its own listener off; without one, a reset in these moments would end the process.
    socket.on("error", ignore);
    const address = this.#options.addressOf(request);
    if (!(socket instanceof Socket) || address === null) {
      socket.destroy();
      return;
    }
    const accept = rest.mounts.get(mountPath(request.url ?? ""));
    const refusal = this.#refusalOf(request, address, accept !== undefined);
    if (refusal !== null || accept === undefined) {
      this.#options.log.debug({ address, code: (refusal ?? refusals.notFound).code }, "upgrade refused");
      refuse(socket, refusal ?? refusals.notFound);
      return;
    }
    const offered = this.#options.compression ? request.headers["sec-websocket-extensions"] : undefined;
    const agreement = agreeOn(offered);
    if (agreement.kind === "malformed") refuse(socket, refusals.malformed);
    else accept({ request, socket, head: rest.head, address, upgrade: upgradeOf(request), extensions: agreement.answer });
  }

  /** A connection from `address` was opened, or is being decided on. */
  entered(address: string): void {
    this.#open += 1;
    const subject = limitSubject(address);
    this.#ofAddress.set(subject, (this.#ofAddress.get(subject) ?? 0) + 1);
  }

  /** It is gone, or was refused. */
  left(address: string): void {
    this.#open -= 1;
    const subject = limitSubject(address);
    const rest = (this.#ofAddress.get(subject) ?? 0) - 1;
    if (rest > 0) this.#ofAddress.set(subject, rest);
    else this.#ofAddress.delete(subject);
  }

  #refusalOf(request: IncomingMessage, address: string, isMounted: boolean): Refusal | null {
    const { bounds, limitsOn, limits } = this.#options;
    if (!isMounted) return refusals.notFound;
    if (!asksForWebSocket(request)) return refusals.notWebSocket;
    const version = request.headers["sec-websocket-version"];
    if (version !== undefined && version !== "13") return refusals.wrongVersion;
    if (!this.#allows(request)) return refusals.originNotAllowed;
    if (this.#isStopping) return refusals.stopping;
    if (this.#open >= bounds.connections) return refusals.full;
    const subject = limitSubject(address);
    if (limitsOn && (this.#ofAddress.get(subject) ?? 0) >= bounds.connectionsPerAddress) return refusals.tooManyOfAddress;
    if (!limits.take("connectsPerAddressPerMinute", subject)) return refusals.tooManyOfAddress;
    return null;
  }

  /** Only browsers name an origin, and a page cannot name another than its own (RFC 6454). */
  #allows({ headers: { origin, host } }: IncomingMessage): boolean {
    const { allowedOrigins, publicUrl } = this.#options;
    if (origin === undefined || allowedOrigins.includes("*") || allowedOrigins.includes(origin)) return true;
    return publicUrl === null ? isSamePlace(origin, host) : origin === new URL(publicUrl).origin;
  }
}

function ignore(): void {
  // A socket that breaks is destroyed by Node, and "close" tells whoever needs to know.
}

/**
 * Whether a page and the server it asks have one address and port. A name does not do: whoever owns one can have it lead here after
 * their page was loaded from elsewhere (DNS rebinding); `localhost` and IP addresses lead where they say.
 */
function isSamePlace(origin: string, host: string | undefined): boolean {
  if (host === undefined || !URL.canParse(origin)) return false;
  const page = new URL(origin);
  const name = page.hostname.replace(/^\[(.*)\]$/, "$1");
  return page.host === host.toLowerCase() && (name === "localhost" || isIP(name) !== 0);
}
