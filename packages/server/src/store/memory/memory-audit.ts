import type { RoomId, UserId } from "../../ports/model.ts";
import type { AuditEntry } from "../../ports/moderation.ts";

/** What does not apply may be left out. */
export type NewAuditEntry = Pick<AuditEntry, "at" | "by" | "action"> & Partial<Omit<AuditEntry, "id">>;

const nothingMore = { roomId: null, userId: null, messageId: null, detail: null, until: null };

/** Who did what to whom. */
export class MemoryAudit {
  #entries: { readonly entry: AuditEntry; readonly concernsServer: boolean }[] = [];
  #lastId = 0;

  /** Answers the entry's id. */
  append({ by, ...rest }: NewAuditEntry, concernsServer: boolean): number {
    this.#lastId += 1;
    const person = by && { id: by.id, kind: by.kind, name: by.name };
    this.#entries.push({ entry: { id: this.#lastId, ...nothingMore, ...rest, by: person }, concernsServer });
    return this.#lastId;
  }

  page(roomId: RoomId | null, beforeId: number, limit: number): AuditEntry[] {
    const wanted = this.#entries.filter(({ entry, concernsServer }) =>
      roomId === null ? concernsServer : entry.roomId === roomId,
    );
    return wanted
      .map(({ entry }) => entry)
      .filter(({ id }) => id < beforeId)
      .reverse()
      .slice(0, limit);
  }

  rename(userId: UserId, name: string): void {
    this.#entries = this.#entries.map(({ entry, concernsServer }) => ({
      entry: entry.by?.id === userId ? { ...entry, by: { ...entry.by, name } } : entry,
      concernsServer,
    }));
  }

  /** Answers how many. */
  purge(before: number, limit: number): number {
    const old = this.#entries.map(({ entry }) => entry).filter(({ at }) => at < before);
    const doomed = new Set(old.sort((a, b) => a.at - b.at || a.id - b.id).slice(0, limit));
    this.#entries = this.#entries.filter(({ entry }) => !doomed.has(entry));
    return doomed.size;
  }
}
