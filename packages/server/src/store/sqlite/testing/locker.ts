/** Holds the write lock of the database at argv[2], as a backup tool might, until its input ends. */
import { once } from "node:events";
import { DatabaseSync } from "node:sqlite";

const db = new DatabaseSync(process.argv[2] ?? "");
db.exec("BEGIN IMMEDIATE");
process.stdout.write("locked\n");
await once(process.stdin.resume(), "data");
db.exec("ROLLBACK");
db.close();
process.stdout.write("unlocked\n");
process.stdin.pause();
