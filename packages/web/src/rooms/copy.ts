import { say } from "../design/Toasts.tsx";
import { text } from "../text/text.ts";

/** Puts words where they can be pasted from, and says so. A page without a safe connection may not. */
export async function copy(words: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(words);
    say(text.rooms.copied);
  } catch {
    say(text.rooms.copyFailed, { isError: true });
  }
}
