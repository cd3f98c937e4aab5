/** Reads the database at argv[2] without a pause: two connections in turn, one always in a transaction. */
import { DatabaseSync } from "node:sqlite";

const open = (): DatabaseSync => new DatabaseSync(process.argv[2] ?? "", { readOnly: true });
const begin = (db: DatabaseSync): void => db.exec("BEGIN; SELECT count(*) FROM meta");
let [active, idle] = [open(), open()];
begin(active);
process.stdout.write("reading\n");
setInterval(() => {
  begin(idle);
  active.exec("COMMIT");
  [active, idle] = [idle, active];
}, 10);
