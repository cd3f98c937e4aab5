/** Requests over HTTP, written down like frames are. */
import type { Posted } from "../protocols/protocol.ts";
import { parsed } from "./entries.ts";
import type { Journal } from "./journal.ts";
import type { World } from "./world.ts";

interface Asking {
  readonly world: Pick<World, "post">;
  readonly journal: Journal;
  readonly token: string | undefined;
}

/** What was answered; null when there was no answer, or a refusal. */
export async function ask({ path, body }: Posted, { world, journal, token }: Asking): Promise<unknown> {
  const text = JSON.stringify(body);
  journal.frame("sent", text, { path });
  try {
    const answer = await world.post(path, text, token);
    const isError = answer.status >= 400;
    journal.frame("received", answer.text, { path: `${path} · ${answer.status}`, isError, isAnswer: isError });
    return isError ? null : parsed(answer.text);
  } catch {
    journal.note({ what: "unreachable" });
    return null;
  }
}
