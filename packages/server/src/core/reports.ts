import type { RoomId, User } from "../ports/model.ts";
import type { Report, Reported } from "../ports/moderation.ts";
import { type DoingOptions, doer } from "./doing.ts";
import { ChatError } from "./errors.ts";
import { takeOrRefuse } from "./limits.ts";
import { checkedReason, checkStaff } from "./moderation.ts";
import { readAsAllowed } from "./read-as-allowed.ts";
import { isLongerThan } from "./text.ts";

/** Telling those who keep order. All reject with `unavailable` and `overloaded`. */
export interface Reports {
  /** A message that one may read, or a user. Answers the report's id. Errors: `not_found`, `text_empty`, `text_too_long`, `limit_reached`, `rate_limited`. */
  create(by: User, report: { about: Reported; text: string }): Promise<number>;
  /**
   * A page of the open reports about messages of a room, the oldest first, after a report's id (0 for the first), for its owners and
   * moderators. Errors: `not_found` (a room the user may not read), `forbidden`.
   */
  ofRoom(by: User, roomId: RoomId, afterId: number): Promise<readonly Report[]>;
  /** By whoever is shown it. Errors: `not_found`, `text_too_long` (the note), `rate_limited`. */
  resolve(by: User, resolution: { reportId: number; note: string | null }): Promise<void>;
}

export function createReports(options: DoingOptions): Reports {
  const { store, clock, bounds, limits, guard } = options;
  return {
    create: (by, { about, text }) =>
      guard(async () => {
        if (text.trim() === "") throw new ChatError("text_empty");
        if (isLongerThan(text, bounds.reportChars)) throw new ChatError("text_too_long");
        takeOrRefuse(limits, "reportsPerMinute", by.id);
        const maxOpen = bounds.openReportsPerUser;
        const outcome = await store.createReport({ about, by: doer(by, options), at: clock.now(), text, maxOpen });
        if (outcome.kind === "reported") return outcome.id;
        throw new ChatError(outcome.kind === "nothing" ? "not_found" : "limit_reached");
      }),
    ofRoom: (by, roomId, afterId) =>
      guard(async () => {
        takeOrRefuse(limits, "lookUpsPerMinute", by.id);
        return await readAsAllowed(
          () => checkStaff(store, by, roomId),
          () => store.reports({ roomId, isResolved: false, afterId, limit: bounds.moderationPage }),
        );
      }),
    resolve: (by, { reportId, note }) =>
      guard(async () => {
        const checked = checkedReason(note, bounds);
        takeOrRefuse(limits, "roomChangesPerMinute", by.id);
        const outcome = await store.resolveReport({ reportId, by: doer(by, options), at: clock.now(), note: checked });
        if (outcome.kind === "no_report") throw new ChatError("not_found");
      }),
  };
}
