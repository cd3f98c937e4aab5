import type { Row } from "../columns.ts";
import { number, text } from "../columns.ts";
import type { BatchAnswers } from "./batch.ts";
import { newerThan } from "./database-state.ts";
import { released } from "./migrations/list.ts";
import type { Session } from "./session.ts";
import type { Connection } from "./statement.ts";
import { Statement } from "./statement.ts";

/** Runs work in transactions of its own that no writer is beside. Rejects with StoreError `newer` as a write would: `known` as there. */
export function aloneIn(session: Session, known = released.length): <T>(work: (db: Connection) => Promise<T>) => Promise<T> {
  return async (work) => {
    await session.command("BEGIN");
    try {
      const { rows } = await session.query("SELECT oldest FROM head FOR UPDATE", []);
      const oldest = number(rows[0]?.[0]);
      if (oldest > known) throw newerThan(known, oldest);
      const value = await work(session);
      await session.command("COMMIT");
      return value;
    } catch (error) {
      if (session.lost === null) await session.command("ROLLBACK");
      throw error;
    }
  };
}

/** What a node's row of `writers` says of its last batch. */
export interface LastBatch {
  readonly number: number;
  readonly answers: BatchAnswers;
}

/** The milliseconds of PostgreSQL's clock, which is the same for all nodes. */
const now = "(extract(epoch FROM clock_timestamp()) * 1000)::bigint";

/** `head`, which one node at a time holds, and `writers`, which tells a batch that was committed from one that was not. */
export class Fence {
  readonly #id: string;
  readonly #lock: Statement;
  readonly #last: Statement;
  readonly #keep: Statement;
  readonly #tell: Statement;
  readonly #free: Statement;
  readonly #prune: Statement;

  /** `id`: of the writer, never used again. */
  constructor(db: Connection, id: string) {
    this.#id = id;
    this.#lock = new Statement(db, "SELECT last_id, oldest FROM head FOR UPDATE");
    this.#last = new Statement(db, "SELECT number, answers FROM writers WHERE id = $1");
    this.#keep = new Statement(
      db,
      `INSERT INTO writers (id, number, answers, at) VALUES ($1, $2, $3, ${now})
       ON CONFLICT (id) DO UPDATE SET number = excluded.number, answers = excluded.answers, at = excluded.at`,
    );
    this.#tell = new Statement(db, "SELECT pg_notify('parlance_commits', ($1::bigint)::text)");
    // Whoever waits for a standby's word holds it, too, and must not be ended: what it wrote would be seen before it is safe.
    this.#free = new Statement(
      db,
      `SELECT pg_terminate_backend(a.pid) FROM pg_locks l JOIN pg_stat_activity a USING (pid)
       WHERE l.locktype = 'relation' AND l.relation = 'head'::regclass AND l.mode = 'RowShareLock' AND l.granted
         AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
         AND a.pid <> pg_backend_pid() AND a.usename = current_user AND a.wait_event_type IS DISTINCT FROM 'Lock'
         AND a.wait_event IS DISTINCT FROM 'SyncRep' AND a.state_change < clock_timestamp() - $1 * interval '1 millisecond'`,
    );
    this.#prune = new Statement(db, `DELETE FROM writers WHERE id <> $1 AND at < ${now} - $2`);
  }

  /** Waits for the lock; answers the id of the last event, the oldest version that may write (migrate.ts), and what is known of this node's last batch. */
  async enter(): Promise<{ readonly lastId: number; readonly oldest: number; readonly last: LastBatch | null }> {
    // The second sees what whoever held the lock before has committed: each statement sees all that was when it began.
    const [head, last] = await Promise.all([this.#lock.get(), this.#last.get(this.#id)]);
    return { lastId: number(head?.[0]), oldest: number(head?.[1]), last: last && lastBatch(last) };
  }

  /** To be sent with the COMMIT. */
  keep(batch: number, answers: BatchAnswers): Promise<unknown> {
    return this.#keep.run(this.#id, batch, JSON.stringify(answers));
  }

  /** Tells whoever listens, on whatever node, once it is committed. */
  tell(lastId: number): Promise<unknown> {
    return this.#tell.get(lastId);
  }

  /** Ends connections that hold the lock and have done nothing, or one thing, for longer than this. */
  async free(heldMs: number): Promise<void> {
    await this.#free.all(heldMs);
  }

  /** Forgets nodes that have written nothing for this long. */
  async prune(quietMs: number): Promise<void> {
    await this.#prune.run(this.#id, quietMs);
  }
}

function lastBatch([count, answers]: Row): LastBatch {
  return { number: number(count), answers: JSON.parse(text(answers)) as BatchAnswers };
}
