/** For tests: databases that are there for one test, copied from one that was made once. */
import { after } from "node:test";
import { PostgresServer } from "@parlance/conformance/services/postgres.ts";
import { boundsWith } from "../../../ports/bounds.ts";
import type { Store } from "../../../ports/store.ts";
import { addressOf } from "../../../postgres/address.ts";
import { migrate } from "../migrate.ts";
import type { PostgresStoreOptions } from "../open.ts";
import { openPostgresStore } from "../open.ts";
import { Session } from "../session.ts";

const connectMs = 10_000;

export const testBounds: PostgresStoreOptions["bounds"] = boundsWith({ databaseRetryMs: 5_000, databaseRetryGapMs: 50 });

interface Made {
  readonly server: PostgresServer;
  /** URL of a database without anything in it but the tables. */
  readonly template: string;
}
let made: Promise<Made> | null = null;

async function make(): Promise<Made> {
  const server = await PostgresServer.start();
  const template = await server.newDatabase();
  const session = await Session.open({ address: addressOf(template), name: "template", connectMs });
  await migrate(session);
  await session.close();
  return { server, template };
}

// Here and not where it is started: there it would be stopped after the first test.
after(async () => (await made)?.server.stop());

/** The server of this test file, started when it is first asked for and stopped after its tests. */
function running(): Promise<Made> {
  made ??= make();
  return made;
}

/** A new database with our tables; its URL. */
export async function newStoreDatabase(): Promise<string> {
  const { server, template } = await running();
  return await server.newDatabase(template);
}

/** The server that `newStoreDatabase` has its databases on. */
export async function testServer(): Promise<PostgresServer> {
  return (await running()).server;
}

/**
 * Runs `work` on a connection to a new database, in a transaction that is committed after it: for trying a module of this folder by
 * itself. What it rejects with comes out.
 */
export async function onConnection<T>(work: (db: Session) => Promise<T>): Promise<T> {
  const session = await Session.open({ address: addressOf(await newStoreDatabase()), name: "trial", connectMs });
  try {
    await session.command("BEGIN");
    const value = await work(session);
    await session.command("COMMIT");
    return value;
  } finally {
    await session.close();
  }
}

type Changes = Partial<PostgresStoreOptions["bounds"]> &
  Pick<PostgresStoreOptions, "onBatch" | "migrations"> & { readonly url?: string };

/** A store in a database of its own, or in that of `url`. */
export class StoreInDatabase {
  readonly url: string;
  store: Store;
  readonly #options: PostgresStoreOptions;

  private constructor(options: PostgresStoreOptions, store: Store) {
    this.url = options.url;
    this.#options = options;
    this.store = store;
  }

  static async make({ onBatch, migrations, url, ...bounds }: Changes = {}): Promise<StoreInDatabase> {
    const options: PostgresStoreOptions = {
      url: url ?? (await newStoreDatabase()),
      bounds: { ...testBounds, ...bounds },
      ...(onBatch === undefined ? {} : { onBatch }),
      ...(migrations === undefined ? {} : { migrations }),
    };
    return new StoreInDatabase(options, await openPostgresStore(options));
  }

  /** Another node's store in the same database. */
  beside(bounds: Partial<PostgresStoreOptions["bounds"]> = {}): Promise<StoreInDatabase> {
    return StoreInDatabase.make({ ...this.#options.bounds, ...bounds, url: this.url });
  }

  async reopen(): Promise<Store> {
    await this.store.close();
    this.store = await openPostgresStore(this.#options);
    return this.store;
  }

  dispose(): Promise<void> {
    return this.store.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.dispose();
  }
}
