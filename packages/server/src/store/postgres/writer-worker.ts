/** The writer thread: owns the one connection that writes, so that a busy main thread never keeps other nodes waiting for the lock. */
import { randomUUID } from "node:crypto";
import type { MessagePort } from "node:worker_threads";
import { parentPort, workerData } from "node:worker_threads";
import { addressOf } from "../../postgres/address.ts";
import type { Opening } from "../thread.ts";
import type { FromWriter, ToWriter } from "../write-queue.ts";
import { Session } from "./session.ts";
import { createWriteParts } from "./write-handlers.ts";
import { WriteLoop } from "./write-loop.ts";
import type { WriterBounds } from "./writer.ts";
import { Writer } from "./writer.ts";
import { WriterSession } from "./writer-session.ts";

export interface WriterData {
  readonly url: string;
  /** Versions of the tables that the program knows. */
  readonly known: number;
  readonly bounds: WriterBounds & { readonly storeBatch: number; readonly databaseConnectMs: number };
}

if (parentPort !== null) start(parentPort, workerData);

function start(port: MessagePort, { url, known, bounds }: WriterData): void {
  const id = randomUUID();
  const address = addressOf(url);
  // The version is for whoever looks which nodes are left of an old one.
  const name = `parlance writer ${id} v${known}`;
  const { databaseHoldMs, databaseConnectMs, databaseWriterMs, databaseRetryGapMs, storeBatch } = bounds;
  const settings = {
    lock_timeout: String(databaseHoldMs),
    // Over the wait for the lock; under it, each statement has `databaseHoldMs`.
    statement_timeout: String(2 * databaseHoldMs),
    idle_in_transaction_session_timeout: String(databaseHoldMs),
  };
  const connect = async (): Promise<WriterSession> => {
    const session = await Session.open({ address, name, connectMs: databaseConnectMs, settings });
    // What PostgreSQL has not noticed to be lost may hold the lock; the fence tells what became of it.
    await session.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1 AND pid <> pg_backend_pid()
         AND datname = current_database() AND usename = current_user AND wait_event IS DISTINCT FROM 'SyncRep'`,
      [name],
    );
    const opened = new WriterSession(session, { id, parts: createWriteParts(session), bounds, known });
    await opened.prune(databaseWriterMs);
    return opened;
  };
  const say = (answer: FromWriter): void => port.postMessage(answer);
  const loop = new WriteLoop({ writer: new Writer({ connect, bounds }), storeBatch, databaseRetryGapMs, say });
  port.on("message", (message: ToWriter) => {
    if (message !== "close") loop.add(message);
    else void loop.close().then(() => port.close());
  });
  port.postMessage({ kind: "opened", secret: new Uint8Array() } satisfies Opening);
}
