/** What a client was told of each room by seqs. */
import type { Stream } from "../history.ts";

export interface Numbered {
  readonly seq: number;
  readonly atMs: number;
  /** The client starts anew after this seq. */
  readonly isReset: boolean;
  readonly what: string;
}

export function numberedByRoom({ told }: Stream): ReadonlyMap<string, readonly Numbered[]> {
  const byRoom = new Map<string, Numbered[]>();
  for (const line of told) {
    if (line.roomId === undefined || line.seq === undefined) continue;
    const isReset = line.kind === "reset";
    const what = isReset ? "reset" : `${line.type} ${line.text ?? line.subjectId ?? ""}`;
    const list = byRoom.get(line.roomId) ?? [];
    byRoom.set(line.roomId, list);
    list.push({ seq: line.seq, atMs: line.atMs, isReset, what });
  }
  return byRoom;
}
