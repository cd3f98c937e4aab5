export type BusLoss = "down" | "full" | "too_large" | "refused";

/** The counts and gauges of the house; the composition root turns them into Prometheus metrics (docs/OPERATIONS.md names them). */
export interface Telemetry {
  connectionOpened(dialect: string): void;
  connectionClosed(dialect: string, closeCode: number): void;
  /** `kind`: the command's name in its protocol, from a fixed list (never free text). `outcome`: `ok` or an error code. */
  command(dialect: string, kind: string, outcome: string): void;
  /** Events committed, by type. */
  events(type: string, count: number): void;
  /** Frames put into outboxes. */
  deliveries(dialect: string, count: number): void;
  /** A frame was deflated, once for all who get it: its size before, and the size it is sent in (never larger). */
  deflated(plainBytes: number, sentBytes: number): void;
  /** Change in bytes held in outboxes (may be negative). */
  outboxBytes(delta: number): void;
  commit(batchSize: number, durationMs: number): void;
  /** How many events the index of words is behind; told now and then. */
  unindexed(count: number): void;
  /** Events of other nodes handed over here: brought by the bus, or read from the store because it had not. */
  busEvents(by: "bus" | "tail", count: number): void;
  /** Messages that did not get to the bus: it was away, too much was waiting, they were too large, or it refused them. Events are read later; signals are gone. */
  busLost(why: BusLoss, count: number): void;
  /** The bus (`redis`, `postgres`) is there, or not. */
  busUp(bus: string, isUp: boolean): void;
  /** One reading of what moved: how many events it looked at, and how long it took. */
  tailRead(events: number, durationMs: number): void;
  /** An error code of the catalogue. */
  error(code: string): void;
}

/** The part of pino's interface that the house uses. MUST NOT be given a token, a password or a message's text. */
export interface Logger {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
  child(fields: object): Logger;
}
