import type { MessageId, RoomId } from "../../ports/model.ts";
import type { Coming, Movement, MovementPage } from "../../ports/movements.ts";
import type { MemoryLog, RoomState } from "./memory-log.ts";

/** Which rooms moved, as `MovementStore` says. */
export function movementsIn(log: MemoryLog, afterId: MessageId, limit: number): MovementPage {
  const moved = [...log.rooms.values()]
    .flatMap((state) => state.ids.map((id, at) => ({ id, at, state })).filter(({ id }) => id > afterId))
    .sort((a, b) => a.id - b.id)
    .slice(0, limit);
  const movements = new Map<RoomId, Movement>();
  for (const { state, at } of moved) {
    const { room } = state;
    const before = movements.get(room.id);
    movements.set(room.id, {
      roomId: room.id,
      firstSeq: before?.firstSeq ?? at + 1,
      lastSeq: at + 1,
      pair: room.kind === "direct" ? room.pair.map(({ id }) => id) : null,
      comings: [...(before?.comings ?? []), ...comingAt(state, at)],
    });
  }
  return { lastId: moved.at(-1)?.id ?? afterId, count: moved.length, movements: [...movements.values()] };
}

function comingAt({ room, entries }: RoomState, at: number): readonly Coming[] {
  const entry = entries[at];
  if (room.kind === "direct" || (entry?.type !== "member_joined" && entry?.type !== "member_left")) return [];
  return [{ userId: entry.user.id, seq: entry.seq }];
}
