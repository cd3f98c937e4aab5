/** Who is in a room: read once for all who look, and then kept up by the room's events. */
import type { Chat, ChatEvent, Member, Role } from "@parlance/client";
import { useChat } from "@parlance/client/react";
import { useSyncExternalStore } from "react";
import { applied } from "./member-changes.ts";

export interface RoomMembers {
  /** Undefined until they are known. */
  readonly members: ReadonlyMap<string, Member> | undefined;
  /** They could not be read. */
  readonly error: unknown;
}

class Membership {
  readonly #chat: Chat;
  readonly #roomId: string;
  readonly #listeners = new Set<() => void>();
  #now: RoomMembers = { members: undefined, error: undefined };
  /** What happened while they are read: the answer may be of before or after it. */
  #meanwhile: ChatEvent[] | undefined;

  constructor(chat: Chat, roomId: string) {
    this.#chat = chat;
    this.#roomId = roomId;
    chat.on("event", (event) => {
      if (event.roomId !== roomId) return;
      if (event.type === "reset" || event.type === "gone") this.#forget();
      else this.#take(event);
    });
  }

  readonly get = (): RoomMembers => this.#now;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    if (this.#now.members === undefined) void this.read();
    return () => this.#listeners.delete(listener);
  };

  async read(): Promise<void> {
    if (this.#meanwhile !== undefined) return;
    const meanwhile: ChatEvent[] = [];
    this.#meanwhile = meanwhile;
    try {
      const list = await this.#chat.room(this.#roomId).members();
      // Forgotten meanwhile: what was asked for later answers.
      if (this.#meanwhile !== meanwhile) return;
      const members = new Map(list.map((member) => [member.user.id, member]));
      this.#become({ members: meanwhile.reduce<ReadonlyMap<string, Member>>(applied, members), error: undefined });
    } catch (error) {
      if (this.#meanwhile === meanwhile) this.#become({ members: undefined, error });
    } finally {
      if (this.#meanwhile === meanwhile) this.#meanwhile = undefined;
    }
  }

  #take(event: ChatEvent): void {
    this.#meanwhile?.push(event);
    const { members } = this.#now;
    if (members === undefined) return;
    const changed = applied(members, event);
    if (changed !== members) this.#become({ members: changed, error: undefined });
  }

  #forget(): void {
    this.#meanwhile = undefined;
    this.#become({ members: undefined, error: undefined });
    if (this.#listeners.size > 0) void this.read();
  }

  #become(now: RoomMembers): void {
    this.#now = now;
    for (const listener of this.#listeners) listener();
  }
}

const ofChats = new WeakMap<Chat, Map<string, Membership>>();

function membershipOf(chat: Chat, roomId: string): Membership {
  const ofRooms = ofChats.get(chat) ?? new Map<string, Membership>();
  ofChats.set(chat, ofRooms);
  const membership = ofRooms.get(roomId) ?? new Membership(chat, roomId);
  ofRooms.set(roomId, membership);
  return membership;
}

export interface UsedMembers extends RoomMembers {
  readonly readAgain: () => void;
}

export function useMembers(roomId: string): UsedMembers {
  const membership = membershipOf(useChat(), roomId);
  return { ...useSyncExternalStore(membership.subscribe, membership.get), readAgain: () => void membership.read() };
}

const nobody = (): (() => void) => () => undefined;

/** The role of one of them. They are only asked for where it matters: a large room has many. */
export function useRoleOf(userId: string, roomId: string, matters: boolean): Role | undefined {
  const membership = membershipOf(useChat(), roomId);
  return useSyncExternalStore(matters ? membership.subscribe : nobody, () => membership.get().members?.get(userId)?.role);
}
