/** `npm run admin`. Exit codes: 0 done, 1 failed, 2 not understood. */
import { boundsWith } from "../../ports/bounds.ts";
import { StoreError } from "../../ports/store.ts";
import { helpText, readAdminCommand } from "./command-line.ts";
import { move } from "./migration/move.ts";
import { reportOf } from "./migration/report.ts";
import { MigrationError } from "./migration/side.ts";

const command = readAdminCommand(process.argv.slice(2));
switch (command.kind) {
  case "help":
    process.stdout.write(helpText);
    break;
  case "mistake":
    process.stderr.write(`parlance admin: ${command.message}\n`);
    process.exitCode = 2;
    break;
  case "migrate":
    try {
      const tell = (line: string): void => void process.stdout.write(`${line}\n`);
      process.stdout.write(reportOf(await move({ ...command, bounds: boundsWith({}), tell }), command));
    } catch (error) {
      const isForPeople = error instanceof MigrationError || error instanceof StoreError;
      const message = isForPeople ? error.message : error instanceof Error ? error.stack : String(error);
      process.stderr.write(`parlance admin: NOT MOVED: ${message}\n`);
      process.exitCode = 1;
    }
    break;
}
