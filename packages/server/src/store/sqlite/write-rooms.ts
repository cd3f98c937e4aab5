import type { DatabaseSync } from "node:sqlite";
import type { Room } from "../../ports/model.ts";
import type { NewRoom, NewRoomOutcome, RoomChange, RoomOutcome } from "../../ports/rooms.ts";
import type { Handlers } from "../calls.ts";
import { codeOf, roomKinds } from "../codes.ts";
import { number } from "../columns.ts";
import { roomChanged } from "../room-changing.ts";
import type { Emit, Joiner } from "./joiner.ts";
import type { Ledger } from "./ledger.ts";
import { RoomChanger } from "./room-changer.ts";
import { Statement } from "./statement.ts";

const dayMs = 24 * 3_600_000;

export interface RoomParts {
  readonly ledger: Ledger;
  readonly joiner: Joiner;
  readonly emit: Emit;
}

/** Makes groups and changes what they are called. */
export function roomWrites(db: DatabaseSync, { ledger, joiner, emit }: RoomParts): Handlers<"createRoom" | "changeRoom"> {
  const changer = new RoomChanger(db, ledger, emit);
  const account = new Statement(db, "SELECT key FROM users WHERE id = ? AND kind = 0");
  const made = new Statement(db, "SELECT count(*) FROM rooms WHERE made_by = ? AND made_at > ?");
  const insert = new Statement(
    db,
    "INSERT INTO rooms (id, kind, name, topic, made_by, made_at) VALUES (?, ?, ?, ?, ?, ?) RETURNING key",
  );
  const createRoom = ({ id, kind, name, topic, by, at, maxPerDay }: NewRoom): NewRoomOutcome => {
    const maker = account.get(by.id);
    if (maker === null) return { kind: "no_user" };
    const makerKey = number(maker[0]);
    if (number(made.get(makerKey, at - dayMs)?.[0]) >= maxPerDay) return { kind: "too_many" };
    const key = number(insert.get(id, codeOf(roomKinds, kind), name, topic, makerKey, at)?.[0]);
    const room: Room = { id, kind, name, topic, archivedAt: null, pair: [] };
    joiner.join(ledger.made({ key, room }), by, { role: "owner", by: null, at });
    return { kind: "created", room };
  };
  const changeRoom = (change: RoomChange): RoomOutcome => {
    const { roomId, by, at } = change;
    const opened = ledger.readable(roomId, by.id);
    if (opened === null) return { kind: "no_room" };
    const { room } = opened;
    const role = ledger.rooms.roleOf(roomId, by.id);
    const outcome = roomChanged(room, role, change);
    if ("kind" in outcome) return outcome;
    const { changed } = outcome;
    changer.change(opened, changed, { by, at });
    return { kind: "done", room: changed };
  };
  return { createRoom, changeRoom };
}
