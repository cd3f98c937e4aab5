import type { ChatBounds } from "../base/bounds.ts";
import { ChatError, chatErrorOf } from "../base/errors.ts";
import { Source } from "../base/observable.ts";
import type { RoomNews } from "../contract.ts";
import type { LiveRoom } from "../room/live-room.ts";
import type { Line, NativeClient } from "./line.ts";
import type { Rooms } from "./rooms.ts";

/** What reads use of their chat. */
export interface ReadsOwner {
  readonly client: NativeClient;
  readonly line: Line;
  readonly everyRoom: Rooms;
  readonly bounds: Pick<ChatBounds, "roomsPerCall">;
  failed(error: ChatError): void;
}

/** What the user keeps for themself: how far they have read, what is mute, whom they do not want to hear from. */
export class Reads {
  readonly blocked = new Source<ReadonlySet<string>>(() => this.#blocked);
  readonly #owner: ReadsOwner;
  #blocked: ReadonlySet<string> = new Set();
  /** Who is blocked changed before the connection was of use. */
  #isUnsettled = false;
  readonly #counting = new Set<LiveRoom>();
  /** How far each room is being marked. */
  readonly #marking = new Map<LiveRoom, number>();
  /** The question that this turn's rooms are asked about in. */
  #next: { readonly roomIds: string[]; readonly news: Promise<readonly RoomNews[]> } | undefined;

  constructor(owner: ReadsOwner) {
    this.#owner = owner;
    const { client, everyRoom } = owner;
    client.on.reads.onMoved((counts) => everyRoom.of(counts.roomId).count(counts));
    client.on.mutes.onChanged(({ roomId, mutedUntil }) => everyRoom.of(roomId).mute(mutedUntil));
    client.on.blocks.onChanged(({ userIds }) => {
      this.#isUnsettled ||= !owner.line.isOnline;
      this.#block(userIds);
    });
  }

  online(): void {
    // Standings that were read before the list changed may have come after.
    if (this.#isUnsettled) this.#recountAll();
    this.#isUnsettled = false;
    this.#quietly(async () => this.#block((await this.#owner.client.call.blocks.list({})).userIds));
  }

  /** Asks for the room's counts, unless that is being done. */
  recount(room: LiveRoom): void {
    if (this.#counting.has(room)) return;
    this.#counting.add(room);
    this.#quietly(async () => {
      try {
        await room.log.ask(
          () => room.position,
          () => this.#newsOf(room.id),
          (news, later) => {
            this.#counting.delete(room);
            room.recount(news, later);
          },
        );
      } finally {
        this.#counting.delete(room);
      }
    });
  }

  /** The user has read up to this message: the greatest of those that are given while one is on its way. */
  mark(room: LiveRoom, messageId: number): void {
    const marking = this.#marking.get(room) ?? 0;
    if (messageId <= Math.max(marking, room.counts.readTo)) return;
    this.#marking.set(room, messageId);
    if (marking > 0) return;
    this.#quietly(async () => {
      const { client, line } = this.#owner;
      try {
        for (let done = 0, to = messageId; done < to; to = this.#marking.get(room) ?? 0) {
          room.count(await line.patiently(() => client.call.reads.mark({ roomId: room.id, messageId: to })));
          done = to;
        }
      } finally {
        this.#marking.delete(room);
      }
    });
  }

  isBlocked(userId: string): boolean {
    return this.#blocked.has(userId);
  }

  #block(userIds: readonly string[]): void {
    if (userIds.length === this.#blocked.size && userIds.every((id) => this.#blocked.has(id))) return;
    this.#blocked = new Set(userIds);
    this.blocked.touch();
    if (this.#owner.line.isOnline) this.#recountAll();
  }

  #recountAll(): void {
    for (const room of this.#owner.everyRoom.live) this.recount(room);
  }

  async #newsOf(roomId: string): Promise<RoomNews> {
    const { client, line, bounds } = this.#owner;
    if (this.#next === undefined || this.#next.roomIds.length >= bounds.roomsPerCall) {
      const roomIds: string[] = [];
      const news = Promise.resolve().then(async () => {
        if (this.#next?.roomIds === roomIds) this.#next = undefined;
        return (await line.patiently(() => client.call.reads.counts({ roomIds }))).rooms;
      });
      this.#next = { roomIds, news };
    }
    this.#next.roomIds.push(roomId);
    const news = (await this.#next.news).find((one) => one.roomId === roomId);
    if (news === undefined) throw new ChatError("not_found");
    return news;
  }

  /** Nobody waits for it: what fails is told. A room that is gone meanwhile is no failure, and neither is the end. */
  #quietly(work: () => Promise<void>): void {
    work().catch((cause: unknown) => {
      const error = chatErrorOf(cause);
      if (error.reason !== "not_found" && error.reason !== "closed") this.#owner.failed(error);
    });
  }
}
