/** For tests: databases that are there for one test, copied from one that was made once. */
import { after } from "node:test";
import { PostgresServer } from "@parlance/conformance/services/postgres.ts";
import { addressOf } from "../address.ts";
import { migrate } from "../migrate.ts";
import { Session } from "../session.ts";

const connectMs = 10_000;

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
