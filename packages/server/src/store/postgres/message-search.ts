import type { Message, MessageId } from "../../ports/model.ts";
import { mayRead } from "../../ports/rights.ts";
import type { Search, SearchOutcome } from "../../ports/search.ts";
import { hasSought, wordsOf } from "../../ports/words.ts";
import { roomKinds, wordOf } from "../codes.ts";
import type { Row } from "../columns.ts";
import { number, text } from "../columns.ts";
import { presentText, searchedColumns } from "./search-entries.ts";
import { blockIds, blockOf, SearchKeys } from "./search-keys.ts";
import { type Connection, Statement } from "./statement.ts";

export interface MessageSearchOptions {
  /** Messages that one call looks at, at most. */
  readonly maxRows: number;
  /** Of these, those that are read at first; then twice as many each time. */
  readonly firstRows: number;
  /** Blocks of the index that are asked at once, at most; one at first, then twice as many each time. */
  readonly maxBlocks: number;
  /** After this nothing more is asked for, but the first time. */
  readonly workMs: number;
  /** Of more rooms than these the index is not asked by rooms: what it names is then looked at for its room. */
  readonly maxRooms: number;
}

const usual: MessageSearchOptions = { maxRows: 8_192, firstRows: 64, maxBlocks: 64, workMs: 20, maxRooms: 24 };

/** Blocks that one look into the index is about: each reads the list of what is not sorted in yet. */
const groupBlocks = 4;

/** Times that are none: `Search` without `from` or `until`. */
const always = { from: Number.MIN_SAFE_INTEGER, until: Number.MAX_SAFE_INTEGER };

/** A search under way. */
interface Course {
  readonly search: Search;
  readonly keys: SearchKeys;
  /** Keys of the rooms that it is about. */
  readonly rooms: readonly number[];
  /** Of the author that it is about; null for any. */
  readonly author: number | null;
  readonly from: number;
  readonly until: number;
  readonly found: MessageId[];
  /** Not from the Clock port: it bounds the work of one call, and tells nobody a time. */
  readonly untilMs: number;
}

/** Whom a search is for, and where. */
interface Scope {
  readonly rooms: readonly number[];
  readonly author: number | null;
}

/** What `before` is to be to go on with; null at the end. */
type Rest = MessageId | null;

/** Answers messages by rising ids; `LogTable` does. */
interface Messages {
  messages(ids: readonly MessageId[]): Promise<readonly Message[]>;
}

/**
 * Finds messages by their words, through the index of keys (search-keys.ts): blocks that have messages of the time that is meant, newest first,
 * a few more each time, until the page is full. What the index names is looked at before it is shown.
 * All of one search is to be of one instant: `db` is a connection in such a transaction (AtOneInstant).
 */
export class MessageSearch {
  readonly #db: Connection;
  readonly #log: Messages;
  readonly #options: MessageSearchOptions;
  readonly #author: Statement;
  readonly #roomsOf: Statement;
  readonly #room: Statement;
  readonly #blocks: Statement;

  constructor(db: Connection, log: Messages, options: Partial<MessageSearchOptions> = {}) {
    this.#db = db;
    this.#log = log;
    this.#options = { ...usual, ...options };
    this.#author = new Statement(db, "SELECT key FROM users WHERE id = $1");
    this.#roomsOf = new Statement(db, `SELECT room FROM members WHERE "user" = (SELECT key FROM users WHERE id = $1)`);
    this.#room = new Statement(
      db,
      `SELECT r.key, r.kind,
         EXISTS (SELECT 1 FROM members m WHERE m."user" = u.key AND m.room_id = r.id),
         EXISTS (SELECT 1 FROM bans b WHERE b.room = r.key AND b."user" = u.key AND (b.until IS NULL OR b.until > 0))
       FROM rooms r LEFT JOIN users u ON u.id = $2 WHERE r.id = $1`,
    );
    this.#blocks = new Statement(
      db,
      "SELECT block FROM search_blocks WHERE block <= $1 AND max_at >= $2 AND min_at < $3 ORDER BY block DESC LIMIT $4",
    );
  }

  async find(search: Search): Promise<SearchOutcome> {
    const [keys, scope] = await Promise.all([SearchKeys.read(this.#db), this.#scopeOf(search)]);
    if (scope === "no_room") return { kind: "no_room" };
    if (scope === null || search.phrases.length === 0 || search.limit === 0 || scope.rooms.length === 0) {
      return { kind: "found", messages: [], next: null };
    }
    const untilMs = performance.now() + this.#options.workMs;
    const times = { from: search.from ?? always.from, until: search.until ?? always.until };
    const course: Course = { search, keys, ...scope, ...times, found: [], untilMs };
    const next = await this.#goOn(course);
    const messages = await this.#log.messages(course.found);
    return { kind: "found", messages: messages.toReversed(), next };
  }

  /** Null when nobody can have written what is looked for. */
  async #scopeOf({ userId, roomId, authorId }: Search): Promise<Scope | "no_room" | null> {
    const [rooms, author] = await Promise.all([
      roomId === null ? this.#roomsOf.all(userId) : this.#room.all(roomId, userId),
      authorId === null ? null : this.#author.get(authorId),
    ]);
    if (roomId !== null) {
      const [room] = rooms;
      if (room === undefined) return "no_room";
      const [, kind, isMember, isBanned] = room;
      const reader = { isMember: isMember === true, isBanned: isBanned === true };
      if (!mayRead({ id: roomId, kind: wordOf(roomKinds, kind) }, reader)) return "no_room";
    }
    if (authorId !== null && author === null) return null;
    return { rooms: rooms.map(([key]) => number(key)), author: author && number(author[0]) };
  }

  async #goOn(course: Course): Promise<Rest> {
    const { maxRows, firstRows, maxBlocks } = this.#options;
    const { search } = course;
    let before = search.before ?? Number.MAX_SAFE_INTEGER;
    let looked = 0;
    for (let blockCount = 1, rowCount = Math.max(firstRows, search.limit); ; blockCount *= 2, rowCount *= 2) {
      const limits = { blocks: Math.min(blockCount, maxBlocks), rows: Math.min(rowCount, maxRows - looked) };
      const blocks = await this.#blocksBelow(course, before, limits.blocks);
      const rows = await this.#candidates(course, blocks, { before, limit: limits.rows });
      for (const row of rows) {
        if (isMeant(course, row)) course.found.push(number(row[0]));
        if (course.found.length === search.limit) return number(row[0]);
      }
      looked += rows.length;
      const isWhole = rows.length < limits.rows;
      if (isWhole && blocks.length < limits.blocks) return null;
      before = isWhole ? (blocks.at(-1) ?? 0) * blockIds : number(rows.at(-1)?.[0]);
      if (looked >= maxRows || performance.now() >= course.untilMs) return before;
    }
  }

  async #blocksBelow({ from, until }: Course, before: MessageId, limit: number): Promise<readonly number[]> {
    const rows = await this.#blocks.all(blockOf(before - 1), from, until, limit);
    return rows.map(([block]) => number(block));
  }

  /** What the index names in these blocks, newest first. */
  async #candidates(
    course: Course,
    blocks: readonly number[],
    { before, limit }: { readonly before: MessageId; readonly limit: number },
  ): Promise<readonly Row[]> {
    if (blocks.length === 0) return [];
    const { search, keys, author, rooms, from, until } = course;
    const within = { author, rooms: rooms.length > this.#options.maxRooms ? null : rooms };
    const groups: string[][] = [];
    for (let at = 0; at < blocks.length; at += groupBlocks) {
      groups.push(keys.queries(blocks.slice(at, at + groupBlocks), search, within));
    }
    const statement = new Statement(this.#db, candidates(groups[0]?.length ?? 0));
    return await statement.all(groups.flat(), groups.length, before, from, until, rooms, limit);
  }
}

/**
 * Asks group after group of blocks, each `listCount` lists of keys: a LATERAL subquery is run for one row of what it stands beside after the
 * other, and LIMIT ends that.
 * - `+ 0`: nothing is to be found by the order of the messages' ids, which would be to look at all of them; each group is sorted by itself.
 * - `IS TRUE`: a plain IN would become a join with the rooms; so they are hashed once.
 */
function candidates(listCount: number): string {
  const lists = Array.from({ length: listCount }, (_, n) => `s.keys && ($1::text[])[nth * ${listCount} + ${n + 1}]::int4[]`);
  return `SELECT ${searchedColumns} FROM (
      SELECT found.message FROM generate_series(0, $2::int4 - 1) AS nth CROSS JOIN LATERAL (
        SELECT s.message FROM search s
        WHERE ${lists.join(" AND ")} AND s.message + 0 < $3::bigint AND s.at >= $4::bigint AND s.at < $5::bigint
          AND (s.room IN (SELECT unnest($6::bigint[]))) IS TRUE
        ORDER BY s.message + 0 DESC
      ) found LIMIT $7
    ) p JOIN log l ON l.id = p.message ${presentText} ORDER BY l.id DESC`;
}

/** Two things may have the same key. */
function isMeant({ search, author }: Course, [, , user, , body]: Row): boolean {
  return (author === null || author === number(user)) && hasSought(wordsOf(text(body)), search);
}
