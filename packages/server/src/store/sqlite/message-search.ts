import type { DatabaseSync } from "node:sqlite";
import type { Message, MessageId } from "../../ports/model.ts";
import { mayRead } from "../../ports/rights.ts";
import type { Search, SearchOutcome } from "../../ports/search.ts";
import { hasSought, wordsOf } from "../../ports/words.ts";
import type { Row } from "../columns.ts";
import { number, text } from "../columns.ts";
import type { BansTable } from "./bans-table.ts";
import type { LogTable } from "./log-table.ts";
import type { RoomsTable } from "./rooms-table.ts";
import { presentText, SearchEntries, searchedColumns } from "./search-entries.ts";
import { blockIds } from "./search-indexing.ts";
import { SearchKeys } from "./search-keys.ts";
import { Statement } from "./statement.ts";

export interface MessageSearchOptions {
  /** Messages that one call looks at, at most; of those the index does not have yet as many again. */
  readonly maxRows: number;
  /** Ids that the index is asked about at once. */
  readonly windowIds: number;
  /** After this nothing more is looked at, but for the first messages of a question. */
  readonly workMs: number;
  /** To have rooms be part of what the index is asked costs some 25 us for each. Several are no part of it until so many messages were looked at. */
  readonly tryRows: number;
  /** Nor where the search goes on so many ids back: FTS5 would go through all newer messages of each room. */
  readonly nearIds: number;
  /** Of more than these they never are. */
  readonly maxRooms: number;
}

/** Messages between two looks at the clock. */
const rowsPerLook = 64;

const usual: MessageSearchOptions = {
  maxRows: 8_192,
  windowIds: 1_048_576,
  workMs: 20,
  tryRows: 1_024,
  nearIds: 262_144,
  maxRooms: 24,
};

/** A search under way. */
interface Course {
  readonly search: Search;
  /** Keys of the rooms that it is about. */
  readonly rooms: ReadonlySet<number>;
  /** Of the author that it is about; null for any. */
  readonly author: number | null;
  readonly found: MessageId[];
  /** Not from the Clock port: it bounds the work of another thread, and tells nobody a time. */
  readonly untilMs: number;
}

/** Ids to look at, both ends included. */
interface Span {
  readonly low: MessageId;
  readonly high: MessageId;
}

/** What the index is asked. */
interface Question {
  readonly span: Span;
  readonly query: string;
  readonly maxRows: number;
}

/** What `before` is to be to go on with; null at the end. */
type Rest = MessageId | null;

/**
 * Finds messages by their words: the newest, which the index does not have yet, by reading them; the others through the index. Whatever the
 * index names is looked at before it is shown.
 */
export class MessageSearch {
  readonly #options: MessageSearchOptions;
  readonly #rooms: RoomsTable;
  readonly #bans: BansTable;
  readonly #log: LogTable;
  readonly #entries: SearchEntries;
  readonly #keys: SearchKeys;
  readonly #roomsOf: Statement;
  readonly #userKey: Statement;
  readonly #lastId: Statement;
  readonly #newest: Statement;
  readonly #indexed: Statement;
  readonly #lastBlock: Statement;
  readonly #firstBlock: Statement;

  constructor(
    db: DatabaseSync,
    tables: { readonly rooms: RoomsTable; readonly bans: BansTable; readonly log: LogTable },
    options: Partial<MessageSearchOptions> = {},
  ) {
    this.#options = { ...usual, ...options };
    this.#rooms = tables.rooms;
    this.#bans = tables.bans;
    this.#log = tables.log;
    this.#entries = new SearchEntries(db);
    this.#keys = new SearchKeys(db);
    this.#roomsOf = new Statement(db, "SELECT room FROM members WHERE user = (SELECT key FROM users WHERE id = ?)");
    this.#userKey = new Statement(db, "SELECT key FROM users WHERE id = ?");
    this.#lastId = new Statement(db, "SELECT max(id) FROM log");
    const rows = `SELECT ${searchedColumns} FROM`;
    this.#newest = new Statement(
      db,
      `${rows} log l ${presentText} WHERE l.id <= ? AND l.id >= ? AND l.type = 0 ORDER BY l.id DESC`,
    );
    this.#indexed = new Statement(
      db,
      `${rows} search s CROSS JOIN log l ON l.id = s.rowid ${presentText}
       WHERE s.search MATCH ? AND s.rowid <= ? AND s.rowid >= ? ORDER BY s.rowid DESC`,
    );
    this.#lastBlock = new Statement(db, "SELECT block FROM search_times WHERE min_at < ? ORDER BY block DESC LIMIT 1");
    this.#firstBlock = new Statement(db, "SELECT block FROM search_times WHERE max_at >= ? ORDER BY block LIMIT 1");
  }

  find(search: Search): SearchOutcome {
    const rooms = this.#roomsFor(search);
    if (rooms === null) return { kind: "no_room" };
    const author = search.authorId === null ? null : this.#keyOf(search.authorId);
    if (search.phrases.length === 0 || search.limit === 0 || rooms.size === 0 || author === undefined) {
      return { kind: "found", messages: [], next: null };
    }
    const untilMs = performance.now() + this.#options.workMs;
    const course: Course = { search, rooms, author, found: [], untilMs };
    const to = this.#entries.to();
    const next = this.#findNewest(course, to) ?? this.#findIndexed(course, to);
    return { kind: "found", messages: course.found.flatMap((id): Message[] => this.#shown(id)), next };
  }

  #findNewest(course: Course, to: MessageId): Rest {
    const lastId = number(this.#lastId.get()?.[0] ?? 0);
    const high = Math.min(lastId, (course.search.before ?? lastId + 1) - 1);
    return high <= to ? null : this.#look(course, this.#newest.each(high, to + 1), this.#options.maxRows);
  }

  #findIndexed(course: Course, to: MessageId): Rest {
    const { maxRows, tryRows, nearIds, maxRooms } = this.#options;
    const { search, author, rooms } = course;
    let span = this.#indexedSpan(search, to);
    if (rooms.size > 1) {
      // Mostly that is enough: the words are in few messages, or in many that the user may read.
      const isAll = rooms.size > maxRooms || to - span.high > nearIds;
      const query = this.#keys.query(search, { rooms: null, author });
      const rest = this.#ask(course, { span, query, maxRows: isAll ? maxRows : tryRows });
      if (isAll || rest === null || course.found.length === search.limit) return rest;
      span = { low: span.low, high: rest - 1 };
    }
    return this.#ask(course, { span, query: this.#keys.query(search, { rooms: [...rooms], author }), maxRows });
  }

  /** Asks the index, a window after the other. */
  #ask(course: Course, { span, query, maxRows }: Question): Rest {
    const { windowIds } = this.#options;
    for (let { high } = span; high >= span.low; high -= windowIds) {
      const low = Math.max(span.low, high - windowIds + 1);
      const rest = this.#look(course, this.#indexed.each(query, high, low), maxRows);
      if (rest !== null) return rest;
      if (low > span.low && performance.now() >= course.untilMs) return low;
    }
    return null;
  }

  /** The ids in the index among which all are that were posted in the time the search is about. */
  #indexedSpan({ before, from, until }: Search, to: MessageId): Span {
    const none: Span = { low: 1, high: 0 };
    const last = until === null ? null : this.#lastBlock.get(until);
    const first = from === null ? null : this.#firstBlock.get(from);
    if ((until !== null && last === null) || (from !== null && first === null)) return none;
    const end = last === null ? to : (number(last[0]) + 1) * blockIds - 1;
    return { low: first === null ? 1 : number(first[0]) * blockIds, high: Math.min(to, end, (before ?? to + 1) - 1) };
  }

  /** Adds what is meant among the rows, which come newest first, until the page is full, `maxRows` were looked at or the time is over. */
  #look(course: Course, rows: Iterable<Row>, maxRows: number): Rest {
    let looked = 0;
    for (const row of rows) {
      const id = number(row[0]);
      if (isMeant(course, row)) course.found.push(id);
      looked += 1;
      if (looked === maxRows || course.found.length === course.search.limit) return id;
      if (looked % rowsPerLook === 0 && performance.now() >= course.untilMs) return id;
    }
    return null;
  }

  /** Null for a room that is not to be told of. */
  #roomsFor({ userId, roomId }: Search): ReadonlySet<number> | null {
    if (roomId === null) return new Set(this.#roomsOf.all(userId).map(([key]) => number(key)));
    const found = this.#rooms.byId(roomId);
    if (found === null) return null;
    const reader = { isMember: this.#rooms.isMember(roomId, userId), isBanned: this.#bans.isBanned(found.key, userId, 0) };
    return mayRead(found.room, reader) ? new Set([found.key]) : null;
  }

  /** Undefined for somebody of whom nothing is known. */
  #keyOf(userId: string): number | undefined {
    const row = this.#userKey.get(userId);
    return row === null ? undefined : number(row[0]);
  }

  #shown(id: MessageId): Message[] {
    const message = this.#log.message(id);
    return message === null ? [] : [message];
  }
}

function isMeant({ search, rooms, author }: Course, [, room, user, at, body]: Row): boolean {
  const { from, until } = search;
  return (
    rooms.has(number(room)) &&
    (author === null || author === number(user)) &&
    (from === null || number(at) >= from) &&
    (until === null || number(at) < until) &&
    hasSought(wordsOf(text(body)), search)
  );
}
