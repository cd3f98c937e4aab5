/** For tests: whoever uses up the connections that PostgreSQL gives. */
import type { PostgresServer } from "@parlance/conformance/services/postgres.ts";
import pg from "pg";

export interface Hog extends AsyncDisposable {
  /** Ends connections by the name of who made them (as LIKE has it), and takes their places. */
  takeThoseOf(name: string): Promise<void>;
}

/** Has all connections that nobody else has. */
export async function hogConnections(server: PostgresServer): Promise<Hog> {
  const clients: pg.Client[] = [];
  const another = async (): Promise<boolean> => {
    const client = new pg.Client({ connectionString: server.url(), application_name: "hog" });
    client.on("error", () => undefined);
    try {
      await client.connect();
    } catch {
      return false;
    }
    clients.push(client);
    return true;
  };
  const takeAll = async (): Promise<void> => {
    while (await another());
  };
  await takeAll();
  return {
    async takeThoseOf(name) {
      const [client] = clients;
      if (client === undefined) throw new Error("there was no connection to be had");
      const left = async (): Promise<number> => {
        const like = "FROM pg_stat_activity WHERE application_name LIKE $1";
        const { rows } = await client.query<{ pid: number }>(`SELECT pid, pg_terminate_backend(pid) ${like}`, [name]);
        return rows.length;
      };
      // Whoever connects again meanwhile is ended again.
      do await takeAll();
      while ((await left()) > 0);
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(clients.map((client) => client.end()));
    },
  };
}
