import type { FileId, FileRef, Message, MessageId, Room } from "../../ports/model.ts";
import type { NewPrivatePost, PostOutcome, PrivatePostOutcome } from "../../ports/posts.ts";
import { fileColumn } from "../file-column.ts";
import type { Linked, Posted } from "../post-fields.ts";
import { nothingLinked } from "../post-fields.ts";
import { joint } from "./joint.ts";
import type { Ledger } from "./ledger.ts";
import { Links } from "./links.ts";
import type { NumberedEvent } from "./log-writer.ts";
import type { Accepted, Since } from "./post-decisions.ts";
import { decide, decidePrivate } from "./post-decisions.ts";
import type { PostFacts } from "./post-facts.ts";
import { directOf, PostFactsReader } from "./post-facts.ts";
import type { AnyPost } from "./posted.ts";
import { isPrivate, messageOfPost } from "./posted.ts";
import type { Connection } from "./statement.ts";
import { Statement } from "./statement.ts";

/** `gone`: by a deleted account. */
export type PostAnswer = Posted | { readonly kind: "gone" } | PostOutcome | PrivatePostOutcome;

/**
 * Executes by itself, in a savepoint, a private message whose room may have to be made (`directWrites`). `posted`: what it became; null
 * when it was refused.
 */
export type Alone<A> = (post: NewPrivatePost) => Promise<{ readonly answer: A; readonly posted: Message | null }>;

export interface PostRun<A> {
  /** One for each post, in their order. */
  readonly answers: readonly (PostAnswer | A)[];
  /** Those that the answers name by their places here. */
  readonly rooms: readonly Room[];
}

/** Posts of a run that are accepted and numbered, and not yet written. */
interface Draft {
  /** Without the authors' keys: some may have to be made. */
  events: (Omit<NumberedEvent, "user"> & { readonly authorId: string })[];
  kept: { readonly id: MessageId; readonly room: number; readonly linked: Linked }[];
  attached: { readonly file: FileId; readonly message: MessageId }[];
}

/** Writes posts, as many at once as there are. */
export class PostWriter {
  readonly #ledger: Ledger;
  readonly #reader: PostFactsReader;
  readonly #links: Links;
  readonly #attach: Statement;

  constructor(db: Connection, ledger: Ledger) {
    this.#ledger = ledger;
    this.#reader = new PostFactsReader(db);
    this.#links = new Links(db);
    this.#attach = new Statement(
      db,
      `UPDATE files f SET attached_to = n.message FROM unnest($1::text[], $2::bigint[]) AS n (id, message) WHERE f.id = n.id`,
    );
  }

  /**
   * Executes posts, whose texts are well-formed, as if one after the other: what all of them are decided by is read at once, and what they
   * become written at once. Its statements are refused only as the whole transaction is, so it needs no savepoint; when it has resolved
   * they are on their way (`Ledger.flushed`).
   */
  async run<A>(posts: readonly AnyPost[], alone: Alone<A>): Promise<PostRun<A>> {
    const run = new Run<A>(this.#ledger, alone, (draft, facts) => this.#write(draft, facts));
    while (run.answers.length < posts.length) {
      const rest = posts.slice(run.answers.length);
      await run.go(rest, await this.#reader.read(rest));
    }
    return run;
  }

  async #write({ events, kept, attached }: Draft, { authors }: PostFacts): Promise<void> {
    const unknown = [...new Set(events.map(({ authorId }) => authorId).filter((id) => !authors.has(id)))];
    const made = unknown.length === 0 ? null : await this.#ledger.users.of(unknown);
    const rows = events.map(({ authorId, ...event }): NumberedEvent => {
      const user = authors.get(authorId)?.key ?? made?.get(authorId);
      if (user === undefined) throw new Error("the author of a post has no key");
      return { ...event, user };
    });
    this.#ledger.appendAll(rows);
    if (kept.length > 0) this.#ledger.sent(this.#links.keep(kept));
    if (attached.length > 0) {
      const columns = [attached.map(({ file }) => file), attached.map(({ message }) => message)] as const;
      this.#ledger.sent(this.#attach.run(...columns));
    }
  }
}

/** One run on its way: what was answered so far, and what is to be written. */
class Run<A> implements PostRun<A> {
  readonly answers: (PostAnswer | A)[] = [];
  readonly rooms: Room[] = [];
  /** Where they are in `rooms`, by their keys. */
  readonly #places = new Map<number, number>();
  readonly #ledger: Ledger;
  readonly #alone: Alone<A>;
  readonly #write: (draft: Draft, facts: PostFacts) => Promise<void>;
  #draft: Draft = { events: [], kept: [], attached: [] };

  constructor(ledger: Ledger, alone: Alone<A>, write: (draft: Draft, facts: PostFacts) => Promise<void>) {
    this.#ledger = ledger;
    this.#alone = alone;
    this.#write = write;
  }

  /** Goes as far as these facts carry: to the end, or up to a post that they do not tell about as others before it have changed them. */
  async go(posts: readonly AnyPost[], facts: PostFacts): Promise<void> {
    const ledger = this.#ledger;
    const since: Since = {
      sent: new Map(),
      taken: new Set(),
      made: new Set(),
      firstId: ledger.nextId(),
      get nextId() {
        return ledger.nextId();
      },
    };
    for (const post of posts) {
      const decision = isPrivate(post) ? decidePrivate(facts, since, post) : decide(facts, since, post);
      if (decision.kind === "anew") break;
      if (decision.kind === "accepted") this.answers.push(this.#accept(post, decision, since));
      else if (decision.kind !== "alone") this.answers.push(decision);
      else if (isPrivate(post)) this.answers.push(await this.#letAlone(post, facts, since));
    }
    await this.#flush(facts);
  }

  async #letAlone(post: NewPrivatePost, facts: PostFacts, since: Since): Promise<A> {
    await this.#flush(facts);
    const { answer, posted } = await this.#alone(post);
    if (posted !== null) {
      since.made.add(posted.roomId);
      // Who writes to the same one next finds the room.
      const room = await this.#ledger.room(posted.roomId);
      if (room !== null) facts.directs.set(directOf(post), { ...room, isCut: false });
      if (post.clientKey !== null) since.sent.set(joint(post.author.id, post.clientKey), () => posted);
    }
    return answer;
  }

  #accept(post: AnyPost, { room: found, linked, file }: Accepted, since: Since): Posted {
    // Asked for anew for each: after a savepoint that was rolled back the ledger has opened it anew, too.
    const opened = this.#ledger.open(found);
    const { id, seq } = this.#ledger.number(opened);
    const { author, at, text, clientKey } = post;
    const about = { at, by: author, text, message: null, file: fileColumn(file), clientKey };
    this.#draft.events.push({ id, seq, room: opened.key, type: "posted", authorId: author.id, ...about });
    if (linked !== null) this.#draft.kept.push({ id, room: opened.key, linked });
    if (file !== null) {
      this.#draft.attached.push({ file: file.id, message: id });
      since.taken.add(file.id);
    }
    const findings = findingsOf(linked, file);
    if (clientKey !== null) {
      const place = { id, seq, roomId: opened.room.id };
      since.sent.set(joint(author.id, clientKey), () => messageOfPost(post, place, findings));
    }
    const place = this.#placeOf(opened.key, opened.room);
    return findings === undefined ? [id, seq, place] : [id, seq, place, findings];
  }

  #placeOf(key: number, room: Room): number {
    let place = this.#places.get(key);
    if (place === undefined) {
      place = this.rooms.push(room) - 1;
      this.#places.set(key, place);
    }
    return place;
  }

  async #flush(facts: PostFacts): Promise<void> {
    const draft = this.#draft;
    this.#draft = { events: [], kept: [], attached: [] };
    if (draft.events.length > 0) await this.#write(draft, facts);
  }
}

function findingsOf(linked: Linked | null, file: FileRef | null) {
  return linked === null && file === null ? undefined : { linked: linked ?? nothingLinked, file };
}
