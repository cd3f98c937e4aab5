/** The reader thread: owns the one connection that reads. */
import type { DatabaseSync } from "node:sqlite";
import type { MessagePort } from "node:worker_threads";
import { parentPort, workerData } from "node:worker_threads";
import { run } from "../calls.ts";
import { messageOf } from "../failure.ts";
import type { Opening } from "../thread.ts";
import { openForReading } from "./database.ts";
import { failureOf } from "./failures.ts";
import type { FromReader, Question, ToReader } from "./read-queue.ts";
import { createReader } from "./reader.ts";

export interface ReaderData {
  readonly folder: string;
  readonly storeBusyMs: number;
}

if (parentPort !== null) start(parentPort, workerData);

function start(port: MessagePort, { folder, storeBusyMs }: ReaderData): void {
  const say = (opening: Opening): void => port.postMessage(opening);
  try {
    serve(port, openForReading(folder, storeBusyMs));
    say({ kind: "opened", secret: new Uint8Array() });
  } catch (error) {
    say({ kind: "unopened", failure: failureOf(error) ?? { code: "failed", message: messageOf(error) } });
  }
}

function serve(port: MessagePort, db: DatabaseSync): void {
  const handlers = createReader(db);
  const answer = ({ id, call }: Question): FromReader => {
    try {
      // One transaction, so that all statements of one answer see the same instant.
      db.exec("BEGIN");
      const value = run(handlers, call);
      db.exec("COMMIT");
      return { kind: "value", id, value };
    } catch (error) {
      if (db.isTransaction) db.exec("ROLLBACK");
      const failure = failureOf(error);
      return failure === null ? { kind: "mistake", id, message: messageOf(error) } : { kind: "refused", id, failure };
    }
  };
  port.on("message", (message: ToReader) => {
    if (message !== "close") {
      port.postMessage(answer(message));
      return;
    }
    db.close();
    port.close();
  });
}
