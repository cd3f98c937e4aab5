/** Posts into the store in argv[2] until it is killed, and says what it was told and what was acknowledged. */
import { openSqliteStore } from "../open.ts";
import { loungePost } from "./post.ts";
import { testBounds } from "./store-in-folder.ts";

const [, , folder = "", round = ""] = process.argv;
const store = await openSqliteStore({ folder, bounds: { ...testBounds, storeBatch: 32 } });
store.onCommit((batch) => {
  for (const event of batch)
    if ("message" in event) process.stdout.write(`told ${event.message.id} ${event.seq} ${event.message.text}\n`);
});
process.stdout.write("open\n");

let count = 0;
const poster = async (): Promise<never> => {
  for (;;) {
    count += 1;
    const text = `${round}-${count}`;
    const outcome = await store.post(loungePost(text, { clientKey: text }));
    if (outcome.kind === "posted") process.stdout.write(`posted ${outcome.message.id} ${outcome.message.seq} ${text}\n`);
  }
};
await Promise.all(Array.from({ length: 48 }, poster));
