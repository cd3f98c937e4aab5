/** Empties the write-ahead log of the database at argv[2], as an administrator might. */
import { DatabaseSync } from "node:sqlite";

const db = new DatabaseSync(process.argv[2] ?? "", { timeout: 5_000 });
const row = db.prepare("PRAGMA wal_checkpoint(TRUNCATE)").get();
process.stdout.write(row?.["busy"] === 0 ? "emptied\n" : "busy\n");
process.stdin.pause();
