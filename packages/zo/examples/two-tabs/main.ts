/** `npm run example -w @parlance/zo`, then open the address in two tabs. `PORT` is 4000 unless told; 0 takes any free one. */
import { start } from "./server.ts";

const { url, stop } = await start(Number(process.env["PORT"] ?? 4000));
process.stdout.write(`Open ${url} in two tabs. Ctrl-C ends it.\n`);
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void stop());
