import type { Session } from "../../core/api.ts";
import { ChatError } from "../../core/errors.ts";
import type { User } from "../../ports/model.ts";
import type { Audience } from "../audience.ts";
import type { DialectContext, Link } from "../contract.ts";
import { isEditForReader, isForReader } from "../direct-message.ts";
import type { Encoder } from "./encode.ts";

/** What all connections of the dialect share. */
export interface Hall {
  readonly context: DialectContext;
  readonly encoder: Encoder;
  /** The connections that are logged in. */
  readonly lounge: Audience;
}

/** One login of one connection: present, seeing the lounge and its user's direct rooms, until it ends or its session does. */
export class Attendance {
  readonly session: Session;
  user: User;
  /** True while the session's end is no reason to close the connection: before `show`, and while the connection itself ends it. */
  expectsEnd = true;
  sessionIsOver = false;
  readonly #hall: Hall;
  readonly #link: Link;
  readonly #undo: (() => void)[] = [];
  #visible = false;

  constructor(hall: Hall, link: Link, session: Session) {
    this.#hall = hall;
    this.#link = link;
    this.session = session;
    this.user = session.user;
  }

  /**
   * Gets ready to `show`. `sessionEnded` is called when the session is revoked or expires, unless that is expected.
   * Errors as `feeds.followUser`, and `token_invalid` when the session is over by now.
   */
  async prepare(sessionEnded: () => void): Promise<void> {
    const { accounts, feeds } = this.#hall.context.chat;
    const unwatch = accounts.watch(this.session, () => {
      this.sessionIsOver = true;
      if (!this.expectsEnd) sessionEnded();
    });
    this.#undo.push(unwatch);
    const { id } = this.user;
    const unfollow = await feeds.followUser(id, (events) => {
      if (!this.#visible) return;
      for (const event of events) {
        const frame = isForReader(event, id) || isEditForReader(event, id) ? this.#hall.encoder.direct(event) : null;
        if (frame !== null) this.#link.send(frame);
      }
    });
    this.#undo.push(unfollow);
    if (this.sessionIsOver) throw new ChatError("token_invalid");
  }

  /** From here on the user is present on this connection, instead of `previous`, and sees everything. */
  show(previous: Attendance | null): void {
    // Entered before `previous` leaves: a user who logs in again does not go offline in between.
    this.#undo.push(this.#hall.context.chat.presence.enter(this.user));
    previous?.end();
    this.#undo.push(this.#hall.lounge.join(this.#link));
    this.#visible = true;
    this.expectsEnd = false;
  }

  /** Nothing reaches the connection through it any more. Safe to call twice, and before `show`. */
  end(): void {
    this.#visible = false;
    for (const undo of this.#undo.splice(0)) undo();
  }
}
