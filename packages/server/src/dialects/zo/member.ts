import { setImmediate as endOfTurn } from "node:timers/promises";
import type { NativeRoutes } from "@parlance/client/contract";
import { limitSubject } from "../../core/addresses.ts";
import type { Session } from "../../core/api.ts";
import { ChatError } from "../../core/errors.ts";
import { takeOrRefuse } from "../../core/limits.ts";
import type { Attending } from "../../core/presence-states.ts";
import type { Person, User } from "../../ports/model.ts";
import { type Arrival, arrive, type Init } from "../arrival.ts";
import type { DialectContext, Link } from "../contract.ts";
import { zoErrorOf } from "./errors.ts";
import { Showing, type Views } from "./showing.ts";

/** What a member does, as it is counted. */
export type Deed = "chat.private" | "connection.getClientId" | "lounge.send" | "lounge.history" | "zo.refresh" | NativeDeed;
/** `rooms.create`: a native call by its route. */
export type NativeDeed = { [Area in keyof NativeRoutes]: `${Area}.${keyof NativeRoutes[Area] & string}` }[keyof NativeRoutes];

interface MemberOptions {
  readonly context: DialectContext;
  /** The connection's own, before it is known who is behind it. */
  readonly clientId: string;
  readonly init: Init;
  readonly views: Views;
}

/** Who is behind one connection of zo: known before it is open, present while it is. */
export class Member {
  readonly clientId: string;
  readonly user: User;
  readonly #context: DialectContext;
  #session: Session | null;
  readonly #showing: Showing;
  readonly #undo: (() => void)[] = [];
  /** Lets go of the account's session, or of the guest's name. */
  #depart: () => void;
  /** Null before `enter`. */
  #link: Link | null = null;
  /** Null while the user is not present by this connection. */
  #attending: Attending | null = null;
  #isGone = false;
  #sessionIsOver = false;
  #work: Promise<void> | undefined;

  private constructor({ context, clientId, views }: MemberOptions, { user, session, leave }: Arrival) {
    this.#context = context;
    this.clientId = context.chat.clientIds.of(user, clientId);
    this.#showing = new Showing(views, user);
    this.user = user;
    this.#session = session;
    this.#depart = leave;
  }

  /** Errors as `arrive`, and `token_invalid` when the session ends meanwhile. */
  static async arriving(options: MemberOptions): Promise<Member> {
    const session = { isOver: false, ended: (): void => undefined };
    const arrival = await arrive(options.context.chat, options.init, () => {
      session.isOver = true;
      session.ended();
    });
    const member = new Member(options, arrival);
    member.#undo.push(
      () => member.#depart(),
      () => member.#showing.end(),
    );
    member.#sessionIsOver = session.isOver;
    session.ended = () => member.#sessionEnded();
    try {
      await member.#showing.prepare();
      if (member.#sessionIsOver) throw new ChatError("token_invalid");
    } catch (error) {
      member.leave();
      throw error;
    }
    return member;
  }

  /** The connection is open. */
  enter(link: Link): void {
    this.#link = link;
    link.trust();
    this.#showing.begin(link);
    if (this.#sessionIsOver) {
      link.close("sessionEnded");
      return;
    }
    const attending = this.#context.chat.presence.attend(this.user);
    this.#attending = attending;
    this.#undo.push(() => attending.leave());
  }

  /** Whether the user is away from this connection. */
  setAway(isAway: boolean): void {
    this.#attending?.setAway(isAway);
  }

  /** `undo` is called once, when the connection goes; at once when it has gone. */
  whenGone(undo: () => void): void {
    if (this.#isGone) undo();
    else this.#undo.push(undo);
  }

  /** Frees everything, also when the connection never came. Safe to call twice. */
  leave(): void {
    this.#link = null;
    this.#isGone = true;
    for (const undo of this.#undo.splice(0).reverse()) undo();
  }

  /**
   * From now on the connection lives as long as the session of this token, which must be one of the same account.
   * Errors as `accounts.authenticate`, and `token_invalid` for the token of another user.
   */
  async refresh(token: string): Promise<void> {
    const { accounts } = this.#context.chat;
    const session = await accounts.authenticate(token);
    if (session.user.id !== this.user.id) throw new ChatError("token_invalid");
    // The connection has gone meanwhile, and with it all there was to let go of.
    if (this.#link === null) return;
    this.#session = session;
    const depart = this.#depart;
    this.#depart = accounts.watch(session, () => this.#sessionEnded());
    depart();
  }

  /** The session that the connection lives on. Error: `forbidden` for a guest, who has none. */
  session(): Session {
    if (this.#session === null) throw new ChatError("forbidden");
    return this.#session;
  }

  /** Calls `end` when the connection ends; at once if it has. */
  beforeLeaving(end: () => void): void {
    if (this.#link === null) end();
    else this.#undo.push(end);
  }

  /** From now on the connection is shown events (`sync.onEvent`). Errors as `feeds.followRooms`. */
  hearEvents(): Promise<void> {
    return this.#showing.hearEvents();
  }

  /** Calls `stop` when the connection goes, or at once when it has gone. */
  untilGone(stop: () => void): void {
    if (this.#link === null) stop();
    else this.#undo.push(stop);
  }

  /** Guests cost nothing to make, and what they write is kept: in private those of one address have one allowance. Throws `rate_limited`. */
  takePrivateSend(): void {
    if (this.user.kind !== "guest") return;
    takeOrRefuse(this.#context.chat.limits, "guestPrivatesPerAddressPerMinute", limitSubject(this.#link?.address ?? ""));
  }

  /** As whom the user writes in private: the name that a reply reaches. */
  correspondent(): Person {
    return this.user.kind === "guest" ? this.author() : this.user;
  }

  /** As whom the user says something in public. */
  author(): Person {
    const { id, kind } = this.user;
    return { id, kind, name: this.#context.chat.shownName(this.user) };
  }

  /** Carries out what a frame asked for; a refusal by core is told in zo's words. */
  does<T>(deed: Deed, work: () => Promise<T>): Promise<T> {
    const doing = this.#counted(deed, work);
    // What refuses it is answered a few steps after it is refused: the frame is done when that is written.
    this.#work = doing.then(
      () => undefined,
      () => endOfTurn(),
    );
    return doing;
  }

  /** The work begun since this was last asked for. Does not reject. */
  begun(): Promise<void> | undefined {
    const work = this.#work;
    this.#work = undefined;
    return work;
  }

  count(deed: Deed, outcome: string): void {
    this.#context.telemetry.command("zo", deed, outcome);
  }

  async #counted<T>(deed: Deed, work: () => Promise<T>): Promise<T> {
    try {
      const done = await work();
      this.count(deed, "ok");
      return done;
    } catch (error) {
      this.count(deed, error instanceof ChatError ? error.code : "internal");
      throw zoErrorOf(error);
    }
  }

  #sessionEnded(): void {
    this.#sessionIsOver = true;
    this.#link?.close("sessionEnded");
  }
}
