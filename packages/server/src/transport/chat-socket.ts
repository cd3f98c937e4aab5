import { type RawData, WebSocket } from "ws";
import type { Inflater } from "./inflater.ts";

/** What a connection hears from its WebSocket. */
export interface SocketEvents {
  message(data: RawData, isBinary: boolean): void;
  /** A ping, already answered, or a pong. */
  control(payloadBytes: number): void;
  /** A close frame is about to be written, whoever asked for it. */
  closing(): void;
  /** `ws` found the protocol broken and is closing, or the socket broke. */
  errored(error: Error): void;
  socketClosed(code: number): void;
}

/** A WebSocket that knows its connection, so that all of them can share their listeners. */
export class ChatSocket extends WebSocket {
  connection: SocketEvents | null = null;
  /** Where `ws` looks for what inflates (8.23, lib/receiver.js and lib/websocket.js); its documentation does not name it, inflater.test.ts holds it. */
  declare private readonly _extensions: Record<string, Inflater>;

  listen(connection: SocketEvents): void {
    this.connection = connection;
    this.on("message", onMessage);
    this.on("ping", onControl);
    this.on("pong", onControl);
    this.on("error", onError);
    this.on("close", onClose);
  }

  /** Also what `ws` answers a close frame and a broken protocol with (8.23, lib/websocket.js). */
  override close(code?: number, data?: string | Buffer): void {
    this.connection?.closing();
    super.close(code, data);
  }

  /** Compressed messages are allowed from now on. To be called before anything is read. */
  inflateWith(inflater: Inflater): void {
    this._extensions["permessage-deflate"] = inflater;
  }
}

function onMessage(this: WebSocket, data: RawData, isBinary: boolean): void {
  if (this instanceof ChatSocket) this.connection?.message(data, isBinary);
}

function onControl(this: WebSocket, payload: Buffer): void {
  if (this instanceof ChatSocket) this.connection?.control(payload.length);
}

function onError(this: WebSocket, error: Error): void {
  if (this instanceof ChatSocket) this.connection?.errored(error);
}

function onClose(this: WebSocket, code: number): void {
  if (this instanceof ChatSocket) this.connection?.socketClosed(code);
}
