import type { Room } from "../../ports/model.ts";
import type { NewRoom, NewRoomOutcome, RoomChange, RoomOutcome } from "../../ports/rooms.ts";
import type { Functions } from "../calls.ts";
import { codeOf, roomKinds } from "../codes.ts";
import { number } from "../columns.ts";
import { roomChanged } from "../room-changing.ts";
import type { Emit, Joiner } from "./joiner.ts";
import type { Ledger } from "./ledger.ts";
import { RoomChanger } from "./room-changer.ts";
import type { Connection } from "./statement.ts";
import { Statement } from "./statement.ts";

const dayMs = 24 * 3_600_000;

export interface RoomParts {
  readonly ledger: Ledger;
  readonly joiner: Joiner;
  readonly emit: Emit;
}

/** Makes groups and changes what they are called. */
export function roomWrites(db: Connection, { ledger, joiner, emit }: RoomParts): Pick<Functions, "createRoom" | "changeRoom"> {
  const changer = new RoomChanger(db, ledger, emit);
  const account = new Statement(
    db,
    `SELECT u.key, (SELECT count(*) FROM rooms r WHERE r.made_by = u.key AND r.made_at > $2)
     FROM users u WHERE u.id = $1 AND u.kind = 0`,
  );
  const insert = new Statement(
    db,
    "INSERT INTO rooms (id, kind, name, topic, made_by, made_at) VALUES ($1, $2, $3, $4, $5, $6) RETURNING key",
  );
  const createRoom = async ({ id, kind, name, topic, by, at, maxPerDay }: NewRoom): Promise<NewRoomOutcome> => {
    const maker = await account.get(by.id, at - dayMs);
    if (maker === null) return { kind: "no_user" };
    const [makerKey, made] = maker.map(number);
    if (made === undefined || made >= maxPerDay) return { kind: "too_many" };
    const row = await insert.get(id, codeOf(roomKinds, kind), name, topic, number(makerKey), at);
    const room: Room = { id, kind, name, topic, archivedAt: null, pair: [] };
    await joiner.join(ledger.made({ key: number(row?.[0]), room }), by, { role: "owner", by: null, at });
    return { kind: "created", room };
  };
  const changeRoom = async (change: RoomChange): Promise<RoomOutcome> => {
    const { roomId, by, at } = change;
    const [opened, role] = await Promise.all([ledger.readable(roomId, by.id), ledger.rooms.roleOf(roomId, by.id)]);
    if (opened === null) return { kind: "no_room" };
    const { room } = opened;
    const outcome = roomChanged(room, role, change);
    if ("kind" in outcome) return outcome;
    const { changed } = outcome;
    await changer.change(opened, changed, { by, at });
    return { kind: "done", room: changed };
  };
  return { createRoom, changeRoom };
}
