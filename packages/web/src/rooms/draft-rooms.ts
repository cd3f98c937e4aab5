/** As the composer keeps them: `PREFIX USER/ROOM`, and `/THREAD` for a thread's. */
const prefix = "parlance.draft.";

/** The rooms in which somebody began to write and did not send, by the keys of what is stored. */
export function draftRooms(keys: readonly string[], userId: string): readonly string[] {
  const mine = `${prefix}${encodeURIComponent(userId)}/`;
  return keys
    .flatMap((key) => (key.startsWith(mine) ? decodeURIComponent(key.slice(mine.length).split("/")[0] ?? "") : []))
    .sort();
}
