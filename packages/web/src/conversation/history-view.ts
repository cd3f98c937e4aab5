/** Where in its history a person is: kept when messages come and go around it, and gone from only when they want to. */
import type { VirtualizerHandle } from "virtua";
import type { HistoryRow } from "./history-rows.ts";

/** Where to be, as soon as it is drawn. */
export type Goal =
  | { readonly kind: "end" }
  | { readonly kind: "message"; readonly messageId: number }
  | { readonly kind: "new" }
  | ({ readonly kind: "place" } & Place);

/** Where somebody was: this message, so far above the top of what they saw. */
export interface Place {
  readonly messageId: number;
  readonly offset: number;
}

export interface Seen {
  /** The last message that is in sight; 0 for none. */
  readonly lastId: number;
  readonly isAtEnd: boolean;
}

export interface Drawn {
  readonly rows: readonly HistoryRow[];
  readonly hasOlder: boolean;
  readonly hasNewer: boolean;
  /** False while the end of a step is still to be drawn. */
  readonly isSettled: boolean;
}

export interface HistoryViewEvents {
  readonly onWant: (what: "older" | "newer") => void;
  readonly onSeen: (seen: Seen) => void;
  readonly onReached: (messageId: number) => void;
}

/** Whatever stands above the messages is so high: nothing moves when it is something else. */
export const startHeightPx = 152;
/** As near to the end as this is at it. */
const nearPx = 48;
/** More is asked for so many heights of what is seen before one gets there. */
const heightsAhead = 4;
/** Rows around where one has gone to are measured within this time; what comes before them would come in between. */
const arriveMs = 300;
/** What is new begins so far below the top, so that a little of what was read is seen, too. */
const readShare = 0.25;

export class HistoryView {
  readonly #events: HistoryViewEvents;
  #element: HTMLElement | null = null;
  #list: VirtualizerHandle | null = null;
  #drawn: Drawn = { rows: [], hasOlder: false, hasNewer: false, isSettled: true };
  #goal: Goal | undefined;
  #sticks = true;
  #lastOffset = 0;
  #place: Place | undefined;
  #arriving: ReturnType<typeof setTimeout> | undefined;

  constructor(events: HistoryViewEvents, goal: Goal) {
    this.#events = events;
    this.#goal = goal;
  }

  readonly setElement = (element: HTMLElement | null): void => {
    this.#element = element;
  };

  readonly setList = (list: VirtualizerHandle | null): void => {
    this.#list = list;
  };

  /** Where it can be gone back to; undefined at the end. */
  get place(): Place | undefined {
    return this.#sticks ? undefined : this.#place;
  }

  get isAtEnd(): boolean {
    return this.#sticks && !this.#drawn.hasNewer;
  }

  go(goal: Goal): void {
    this.#goal = goal;
    this.#sticks = goal.kind === "end";
    clearTimeout(this.#arriving);
    this.#arriving = undefined;
    this.#pursue();
  }

  /** These rows are in the page now. */
  draw(drawn: Drawn): void {
    this.#drawn = drawn;
    if (!drawn.isSettled) return;
    this.#pursue();
    if (this.isAtEnd) this.#toEnd();
    this.#look();
  }

  readonly scrolled = (): void => {
    const element = this.#element;
    if (element === null) return;
    const offset = element.scrollTop;
    const left = element.scrollHeight - element.clientHeight - offset;
    // On arrival rows are still being measured: what seems to be near the end may be far from it.
    if (this.#arriving !== undefined) this.#sticks = false;
    else if (left <= nearPx && !this.#drawn.hasNewer) this.#sticks = true;
    else if (offset < this.#lastOffset - 1 || this.#drawn.hasNewer) this.#sticks = false;
    this.#lastOffset = offset;
    this.#remember();
    this.#look();
  };

  /** Rows were measured, or the window is another (a keyboard came up): the end stays the end. */
  readonly resized = (): void => {
    if (this.isAtEnd) this.#toEnd();
    this.#look();
  };

  /** The row that is the last one in sight. */
  lastInSight(): number {
    const [element, list] = [this.#element, this.#list];
    if (element === null || list === null) return -1;
    const { rows } = this.#drawn;
    const at = this.isAtEnd ? rows.length - 1 : list.findItemIndex(element.scrollTop + element.clientHeight - nearPx / 2);
    return Math.min(at, rows.length - 1);
  }

  #pursue(): void {
    const [goal, list] = [this.#goal, this.#list];
    if (goal === undefined || list === null || !this.#drawn.isSettled || this.#drawn.rows.length === 0) return;
    if (goal.kind === "end") {
      if (this.#drawn.hasNewer) return;
      this.#goal = undefined;
      this.#toEnd();
      return;
    }
    const at = this.#drawn.rows.findIndex((row) => isGoal(goal, row));
    if (at === -1) {
      if (goal.kind === "new") this.#goal = undefined;
      return;
    }
    this.#goal = undefined;
    this.#sticks = false;
    if (goal.kind === "message") {
      list.scrollToIndex(at, { align: "center" });
      this.#events.onReached(goal.messageId);
    } else {
      list.scrollToIndex(at, { offset: goal.kind === "place" ? goal.offset : -readShare * list.viewportSize });
    }
    clearTimeout(this.#arriving);
    this.#arriving = setTimeout(() => {
      this.#arriving = undefined;
      // It may be as far as one can go, and then nothing has scrolled.
      this.scrolled();
    }, arriveMs);
  }

  #toEnd(): void {
    if (this.#element !== null) this.#element.scrollTop = this.#element.scrollHeight;
  }

  #remember(): void {
    const [element, list] = [this.#element, this.#list];
    if (element === null || list === null) return;
    const at = list.findItemIndex(element.scrollTop);
    const messageId = this.#drawn.rows[at]?.message.id;
    if (messageId !== undefined) this.#place = { messageId, offset: element.scrollTop - this.#topOf(at) };
  }

  #topOf(at: number): number {
    return startHeightPx + (this.#list?.getItemOffset(at) ?? 0);
  }

  /** What is in sight, and whether there will soon be nothing more to see. */
  #look(): void {
    const [element, { rows, hasOlder, hasNewer, isSettled }] = [this.#element, this.#drawn];
    if (element === null || rows.length === 0 || !isSettled) return;
    const ahead = heightsAhead * element.clientHeight;
    if (this.#arriving === undefined) {
      const left = element.scrollHeight - element.clientHeight - element.scrollTop;
      if (hasOlder && element.scrollTop < ahead) this.#events.onWant("older");
      if (hasNewer && left < ahead) this.#events.onWant("newer");
    }
    let lastId = 0;
    for (let at = this.lastInSight(); at >= 0 && lastId === 0; at -= 1) lastId = rows[at]?.message.id ?? 0;
    this.#events.onSeen({ lastId, isAtEnd: this.isAtEnd });
  }
}

function isGoal(goal: Exclude<Goal, { kind: "end" }>, row: HistoryRow): boolean {
  return goal.kind === "new" ? row.isFirstNew : row.message.id === goal.messageId;
}
