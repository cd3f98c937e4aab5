/** The writer thread: owns the one connection that writes. */

import type { MessagePort } from "node:worker_threads";
import { parentPort, receiveMessageOnPort, workerData } from "node:worker_threads";
import type { Write } from "../batches.ts";
import { messageOf } from "../failure.ts";
import type { Opening } from "../thread.ts";
import type { FromWriter, ToWriter } from "../write-queue.ts";
import { Checkpoints } from "./checkpoints.ts";
import type { OpenDatabase } from "./database.ts";
import { journalLimitBytes, logPath, openForWriting } from "./database.ts";
import { failureOf } from "./failures.ts";
import { LogSpace } from "./log-space.ts";
import type { IndexingOptions } from "./search-indexing.ts";
import { SearchPace } from "./search-pace.ts";
import { Statement } from "./statement.ts";
import { Writer } from "./writer.ts";

export interface WriterData {
  readonly folder: string;
  readonly storeBatch: number;
  readonly storeBusyMs: number;
  /** Null: nothing comes into the index of words. */
  readonly indexing: Partial<IndexingOptions> | null;
}

if (parentPort !== null) start(parentPort, workerData);

function start(port: MessagePort, data: WriterData): void {
  const say = (opening: Opening): void => port.postMessage(opening);
  try {
    const opened = openForWriting(data.folder, data.storeBusyMs);
    const secret = new Statement(opened.db, "SELECT value FROM meta WHERE key = 'secret'").get()?.[0];
    if (!(secret instanceof Uint8Array)) throw new TypeError("the database has no secret");
    serve(port, opened, data);
    say({ kind: "opened", secret });
  } catch (error) {
    say({ kind: "unopened", failure: failureOf(error) ?? { code: "failed", message: messageOf(error) } });
  }
}

function serve(port: MessagePort, { db, lock }: OpenDatabase, { folder, storeBatch, storeBusyMs, indexing }: WriterData): void {
  const writer = new Writer(db, storeBusyMs, indexing ?? {});
  const checkpoints = new Checkpoints(db, new LogSpace(db, { path: logPath(folder), limitBytes: journalLimitBytes }));
  const next = (): ToWriter | undefined => receiveMessageOnPort(port)?.message;
  const checkpoint = (): void => {
    const failure = checkpoints.runIfDue();
    if (failure !== null) writer.breakDown(failure);
  };
  const pace = new SearchPace({
    work: () => {
      const isMore = indexing !== null && writer.indexSome();
      if (isMore) checkpoint();
      return isMore;
    },
    waiting: () => writer.unindexed(),
    told: (unindexed) => port.postMessage({ kind: "indexed", unindexed } satisfies FromWriter),
    nowMs: () => performance.now(),
  });
  const close = (): void => {
    pace.stop();
    db.close();
    lock.close();
    port.close();
  };

  port.on("message", (message: ToWriter) => {
    pace.pause();
    let held: ToWriter | undefined = message;
    while (held !== undefined) {
      if (held === "close") return close();
      const batch: Write[] = [...held];
      held = next();
      while (held !== undefined && held !== "close" && batch.length + held.length <= storeBatch) {
        batch.push(...held);
        held = next();
      }
      port.postMessage(writer.write(batch) satisfies FromWriter);
      checkpoint();
      held ??= next();
      pace.batchDone(held !== undefined);
    }
    pace.rest();
  });
}
