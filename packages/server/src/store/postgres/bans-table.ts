import type { RoomId, UnixMs, UserId } from "../../ports/model.ts";
import type { Ban } from "../../ports/moderation.ts";
import { banOf, wholeServer } from "../ban-rows.ts";
import type { Connection } from "./statement.ts";
import { Statement } from "./statement.ts";

const columns = "b.id, u.id, b.user_kind, b.user_name, d.id, b.by_kind, b.by_name, b.at, b.reason, b.until";
const joins = `JOIN users u ON u.key = b."user" JOIN users d ON d.key = b.by`;
const holds = "(b.until IS NULL OR b.until > $3)";
const fromServer = `SELECT 1 FROM bans b JOIN users u ON u.key = b."user" WHERE b.room = ${wholeServer} AND u.id = $2 AND ${holds}`;

/** Reading bans. */
export class BansTable {
  readonly #held: Statement;
  readonly #silencedIn: Statement;
  readonly #silenced: Statement;
  readonly #ofRoom: Statement;
  readonly #ofServer: Statement;

  constructor(db: Connection) {
    const one = `SELECT 1 FROM bans b JOIN users u ON u.key = b."user" WHERE b.room`;
    this.#held = new Statement(db, `${one} = $1 AND u.id = $2 AND ${holds}`);
    this.#silencedIn = new Statement(
      db,
      `${fromServer} UNION ALL ${one} = (SELECT key FROM rooms WHERE id = $1) AND u.id = $2 LIMIT 1`,
    );
    this.#silenced = new Statement(db, `${fromServer} UNION ALL ${one} = $1 AND u.id = $2 LIMIT 1`);
    const page = (where: string, [after, limit]: readonly [string, string]) =>
      new Statement(db, `SELECT ${columns} FROM bans b ${joins} WHERE ${where} AND b.id > ${after} ORDER BY b.id LIMIT ${limit}`);
    this.#ofRoom = page("b.room = (SELECT key FROM rooms WHERE id = $1)", ["$2", "$3"]);
    this.#ofServer = page(`b.room = ${wholeServer} AND (b.until IS NULL OR b.until > $1)`, ["$2", "$3"]);
  }

  /** From the room with this key, or from the whole server. */
  async isBanned(room: number, userId: UserId, at: UnixMs): Promise<boolean> {
    return (await this.#held.get(room, userId, at)) !== null;
  }

  async isSilenced(roomId: RoomId, userId: UserId, at: UnixMs): Promise<boolean> {
    return (await this.#silencedIn.get(roomId, userId, at)) !== null;
  }

  /** The same, of the room with this key. */
  async isSilencedIn(room: number, userId: UserId, at: UnixMs): Promise<boolean> {
    return (await this.#silenced.get(room, userId, at)) !== null;
  }

  async ofRoom(roomId: RoomId, afterId: number, limit: number): Promise<Ban[]> {
    return (await this.#ofRoom.all(roomId, afterId, limit)).map(banOf);
  }

  async ofServer(at: UnixMs, afterId: number, limit: number): Promise<Ban[]> {
    return (await this.#ofServer.all(at, afterId, limit)).map(banOf);
  }
}
