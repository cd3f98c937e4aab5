/** Whether clients who came were sent the history as it is: all of it, once, in one order, and then what was said next. */
import { must } from "./figure.ts";

export interface ExpectedReplay {
  readonly history: number;
  /** The text of a received message; throws for anything else. */
  readonly textIn: (payload: Buffer) => string;
  /** What was said after all had come. */
  readonly last: string;
}

/** Throws when one of the clients got anything else. */
export function checkReplay(transcripts: readonly (readonly Buffer[])[], { history, textIn, last }: ExpectedReplay): void {
  must(transcripts.length > 0, "nobody came");
  const [first = []] = transcripts.map((frames) => frames.map((frame) => frame.toString()));
  for (const [n, frames] of transcripts.entries()) {
    must(frames.length === history + 1, `client ${n} got ${frames.length} messages instead of ${history} and one`);
    must(new Set(frames.map(String)).size === frames.length, `client ${n} got a message twice`);
    must(String(frames) === String(first), `client ${n} got other messages than client 0, or in another order`);
    const said = frames.at(-1);
    must(said !== undefined && textIn(said) === last, `client ${n} was shown something after what was said last`);
  }
}
