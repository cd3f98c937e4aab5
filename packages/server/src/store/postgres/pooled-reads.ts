import { StoreError } from "../../ports/store.ts";
import { failureOf } from "../../postgres/failures.ts";
import type { Answer, Arguments, Functions, ReadName } from "../calls.ts";
import { runAsync } from "../calls.ts";
import { messageOf, storeError } from "../failure.ts";
import type { Reads } from "../queued-store.ts";
import type { ReadPool } from "./read-pool.ts";
import { createReader, singleStatements } from "./reader.ts";
import type { Session } from "./session.ts";

/** The reading half of the port: each call on a connection of its own for as long as it takes, and all that it reads of one instant. */
export class PooledReads implements Reads {
  readonly #pool: ReadPool;
  readonly #readers = new WeakMap<Session, Pick<Functions, ReadName>>();

  constructor(pool: ReadPool) {
    this.#pool = pool;
  }

  async call<N extends ReadName>(name: N, args: Arguments<N>): Promise<Answer<N>> {
    try {
      const work = (session: Session) => runAsync<N>(this.#readerOf(session), { name, args });
      return await (singleStatements.has(name) ? this.#pool.run(work) : this.#pool.atOneInstant(work));
    } catch (error) {
      if (error instanceof StoreError) throw error;
      const failure = failureOf(error);
      throw failure === null ? new Error(messageOf(error), { cause: error }) : storeError(failure);
    }
  }

  close(): Promise<void> {
    return this.#pool.close();
  }

  #readerOf(session: Session): Pick<Functions, ReadName> {
    let reader = this.#readers.get(session);
    if (reader === undefined) {
      reader = createReader(session);
      this.#readers.set(session, reader);
    }
    return reader;
  }
}
