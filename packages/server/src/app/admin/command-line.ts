import { parseArgs } from "node:util";

export type AdminCommand =
  | { readonly kind: "help" }
  | { readonly kind: "migrate"; readonly from: string; readonly to: string; readonly isForced: boolean }
  | { readonly kind: "mistake"; readonly message: string };

export const helpText = `Parlance, for administrators of the machine

  npm run admin -- migrate --from ./data --to postgres://user@host/database
  npm run admin -- migrate --from postgres://user@host/database --to ./data

Copies everything, users, messages, files, from a data folder to a PostgreSQL database or back, and compares it. No server may be running on either.
The source is only read; the target must be empty, or hold what such a move that stopped has left: then it begins again.

  --from, --to   a folder, or a database's URL; one of each
  --force        read a database although servers are connected to it. What they write meanwhile makes the move fail at its end
`;

export function readAdminCommand(argv: readonly string[]): AdminCommand {
  const mistake = (message: string): AdminCommand => ({ kind: "mistake", message: `${message} (--help tells what there is)` });
  const options = {
    from: { type: "string" },
    to: { type: "string" },
    force: { type: "boolean" },
    help: { type: "boolean", short: "h" },
  } as const;
  try {
    const { values, positionals } = parseArgs({ args: [...argv], options, strict: true, allowPositionals: true });
    if (values.help === true) return { kind: "help" };
    const [command, ...more] = positionals;
    if (command !== "migrate" || more.length > 0)
      return mistake(command === undefined ? "no command" : `no command "${positionals.join(" ")}"`);
    const { from = "", to = "", force = false } = values;
    if (from === "" || to === "") return mistake("migrate needs --from and --to");
    return { kind: "migrate", from, to, isForced: force };
  } catch (error) {
    return mistake(error instanceof Error ? error.message : String(error));
  }
}
