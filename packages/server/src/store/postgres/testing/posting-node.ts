/** For tests: a node that posts into the lounge as long as it lives, and says the text of each post that was acknowledged. Argument: URL. */

import { boundsWith } from "../../../ports/bounds.ts";
import { openPostgresStore } from "../open.ts";
import { loungePost } from "./lounge-post.ts";

const [url = "", name = "node", holdMs = "300"] = process.argv.slice(2);
const store = await openPostgresStore({ url, bounds: boundsWith({ databaseHoldMs: Number(holdMs) }) });

async function send(sender: number): Promise<void> {
  for (let n = 0; ; n += 1) {
    const text = `${name} ${sender} ${n}`;
    const outcome = await store.post(loungePost(text));
    if (outcome.kind === "posted") process.stdout.write(`${text}\n`);
  }
}

await Promise.all([0, 1, 2, 3].map(send));
