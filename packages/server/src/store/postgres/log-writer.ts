import type { MessageId, Person, RoomEventType, Seq, UnixMs } from "../../ports/model.ts";
import { codeOf, eventTypes, userKinds } from "../codes.ts";
import type { Searched } from "./search-entries.ts";
import { SearchEntries } from "./search-entries.ts";
import type { Connection } from "./statement.ts";
import { Statement } from "./statement.ts";

/** An event with its numbers; `room` and `user` are keys. */
export interface NumberedEvent {
  readonly id: MessageId;
  readonly room: number;
  readonly seq: Seq;
  readonly type: RoomEventType;
  readonly at: UnixMs;
  readonly user: number;
  readonly by: Pick<Person, "kind" | "name">;
  readonly text: string;
  readonly message: MessageId | null;
  readonly file: string | null;
  readonly clientKey: string | null;
}

const columns = `id, room, seq, type, at, "user", user_kind, user_name, text, message, file, client_key`;

/** Writes rows of the log, and posts into the index of words, without waiting for each: statements sent later see them. */
export class LogWriter {
  readonly #one: Statement;
  readonly #many: Statement;
  readonly #search: SearchEntries;
  #waiting: Promise<unknown>[] = [];

  constructor(db: Connection) {
    this.#search = new SearchEntries(db);
    this.#one = new Statement(db, `INSERT INTO log (${columns}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`);
    this.#many = new Statement(
      db,
      `INSERT INTO log (${columns})
       SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::smallint[], $5::bigint[], $6::bigint[], $7::smallint[],
         $8::text[], $9::text[], $10::bigint[], $11::text[], $12::text[])`,
    );
  }

  add(event: NumberedEvent): void {
    const { id, room, seq, type, at, user, by, text, message, file, clientKey } = event;
    const [code, kind] = [codeOf(eventTypes, type), codeOf(userKinds, by.kind)];
    this.sent(this.#one.run(id, room, seq, code, at, user, kind, by.name, text, message, file, clientKey));
    if (type === "posted") this.sent(this.#search.enter([searchedOf(event)]));
  }

  /** All with one statement. */
  addAll(events: readonly NumberedEvent[]): void {
    if (events.length === 0) return;
    this.sent(
      this.#many.run(
        events.map(({ id }) => id),
        events.map(({ room }) => room),
        events.map(({ seq }) => seq),
        events.map(({ type }) => codeOf(eventTypes, type)),
        events.map(({ at }) => at),
        events.map(({ user }) => user),
        events.map(({ by }) => codeOf(userKinds, by.kind)),
        events.map(({ by }) => by.name),
        events.map(({ text }) => text),
        events.map(({ message }) => message),
        events.map(({ file }) => file),
        events.map(({ clientKey }) => clientKey),
      ),
    );
    const posts = events.filter(({ type }) => type === "posted");
    if (posts.length > 0) this.sent(this.#search.enter(posts.map(searchedOf)));
  }

  /** Resolves when all are written; rejects for one that was refused. */
  async flushed(): Promise<void> {
    const waiting = this.#waiting;
    this.#waiting = [];
    await Promise.all(waiting);
  }

  /** After a rollback: nobody waits for those any more. */
  forget(): void {
    this.#waiting = [];
  }

  /** Takes a statement whose answer nobody needs: `flushed` waits for it, too. */
  sent(written: Promise<unknown>): void {
    // Whoever waits for `flushed` is told; until then it is no rejection that nobody has seen.
    written.catch(() => undefined);
    this.#waiting.push(written);
  }
}

function searchedOf({ id, room, user, at, text }: NumberedEvent): Searched {
  return { id, room, author: user, at, text };
}
