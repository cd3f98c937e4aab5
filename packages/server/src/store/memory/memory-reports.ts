import type { Message, MessageId, Person, UnixMs, UserId } from "../../ports/model.ts";
import type {
  NewReport,
  Report,
  Reported,
  ReportOutcome,
  ReportsWanted,
  Resolution,
  ResolutionOutcome,
} from "../../ports/moderation.ts";
import type { MemoryLog } from "./memory-log.ts";
import type { MemoryModeration } from "./memory-moderation.ts";
import type { MemoryUsers } from "./memory-users.ts";

interface Kept extends Omit<Report, "message" | "user"> {
  readonly messageId: MessageId | null;
  readonly userId: UserId;
}

/** What users reported, and what became of it. */
export class MemoryReports {
  readonly #log: MemoryLog;
  readonly #users: MemoryUsers;
  readonly #moderation: MemoryModeration;
  readonly #reports = new Map<number, Kept>();
  #lastId = 0;

  constructor(log: MemoryLog, users: MemoryUsers, moderation: MemoryModeration) {
    this.#log = log;
    this.#users = users;
    this.#moderation = moderation;
  }

  isReported(id: MessageId): boolean {
    return [...this.#reports.values()].some(({ messageId }) => messageId === id);
  }

  create({ about, by, at, text, maxOpen }: NewReport): ReportOutcome {
    const found = this.#find(about, by.id);
    if (found === null) return { kind: "nothing" };
    const open = [...this.#reports.values()].filter((report) => report.by.id === by.id && report.resolved === null);
    if (open.length >= maxOpen) return { kind: "too_many" };
    this.#lastId += 1;
    const id = this.#lastId;
    this.#log.strangers.add(by.id);
    this.#reports.set(id, { id, at, by: person(by), text, resolved: null, ...found });
    return { kind: "reported", id };
  }

  resolve({ reportId, by, at, note }: Resolution): ResolutionOutcome {
    const report = this.#reports.get(reportId);
    if (report === undefined) return { kind: "no_report" };
    const message = report.messageId === null ? null : this.#log.message(report.messageId);
    const state = message && this.#log.rooms.get(message.roomId);
    const mayResolve = this.#users.isAdmin(by.id) || (state && this.#moderation.isStaff(state, by.id));
    if (!mayResolve) return { kind: "no_report" };
    if (report.resolved !== null) return { kind: "unchanged" };
    this.#reports.set(reportId, { ...report, resolved: { at, by: person(by), note } });
    const { userId, messageId } = report;
    const roomId = message?.roomId ?? null;
    this.#log.audit.append({ at, by, action: "report_resolved", roomId, userId, messageId, detail: note }, true);
    return { kind: "done" };
  }

  page({ roomId, isResolved, afterId, limit }: ReportsWanted): Report[] {
    return [...this.#reports.values()]
      .map(({ messageId, userId, ...report }) => {
        const message = messageId === null ? null : this.#log.message(messageId);
        const user = message?.author ?? this.#moderation.person(userId);
        if (user === null) throw new Error("a report about nobody");
        return { ...report, message, user };
      })
      .filter(({ id, resolved }) => id > afterId && (resolved !== null) === isResolved)
      .filter(({ message }) => roomId === null || message?.roomId === roomId)
      .slice(0, limit);
  }

  rename(userId: UserId, name: string): void {
    const renamed = (one: Person): Person => (one.id === userId ? { ...one, name } : one);
    for (const [id, { by, resolved, ...rest }] of this.#reports) {
      this.#reports.set(id, { ...rest, by: renamed(by), resolved: resolved && { ...resolved, by: renamed(resolved.by) } });
    }
  }

  /** Resolved before then; answers how many. */
  purge(before: UnixMs, limit: number): number {
    const old = [...this.#reports.values()].flatMap(({ id, resolved }) =>
      resolved !== null && resolved.at < before ? [{ id, at: resolved.at }] : [],
    );
    const doomed = old.sort((a, b) => a.at - b.at || a.id - b.id).slice(0, limit);
    for (const { id } of doomed) this.#reports.delete(id);
    return doomed.length;
  }

  #find(about: Reported, readerId: UserId): { messageId: MessageId | null; userId: UserId } | null {
    if ("userId" in about) {
      return this.#moderation.inUse(about.userId) && { messageId: null, userId: about.userId };
    }
    const message: Message | null = this.#log.message(about.messageId);
    if (message === null || message.deletedAt !== null || this.#log.readable(message.roomId, readerId) === null) return null;
    return { messageId: message.id, userId: message.author.id };
  }
}

function person({ id, kind, name }: Person): Person {
  return { id, kind, name };
}
