/** Who is in a room: read once for all who look, and then kept up by the room's events. */
import type { Chat, ChatEvent, Member, Role } from "@parlance/client";
import { useChat } from "@parlance/client/react";
import { useSyncExternalStore } from "react";
import { applied } from "./member-changes.ts";

export interface RoomMembers {
  /** Undefined until they are known, all of them. */
  readonly members: ReadonlyMap<string, Member> | undefined;
  /** They are as many or more: a large room's are not all read to be counted. */
  readonly atLeast: number | undefined;
  /** They could not be read. */
  readonly error: unknown;
}

const unknown: RoomMembers = { members: undefined, atLeast: undefined, error: undefined };

class Membership {
  readonly #chat: Chat;
  readonly #roomId: string;
  readonly #listeners = new Set<() => void>();
  #now = unknown;
  /** Somebody looks at them, and not only at how many they are. */
  #areWanted = false;
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
    chat.connection.subscribe(() => this.#look());
  }

  readonly get = (): RoomMembers => this.#now;

  /** For whoever wants to know how many. */
  readonly count = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    this.#look();
    return () => this.#listeners.delete(listener);
  };

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#areWanted = true;
    return this.count(listener);
  };

  readonly readAgain = (): void => {
    this.#become(unknown);
    this.#look();
  };

  #look(): void {
    const { members, atLeast, error } = this.#now;
    const isKnown = members !== undefined || (!this.#areWanted && atLeast !== undefined);
    if (isKnown || error !== undefined || this.#meanwhile !== undefined || this.#listeners.size === 0) return;
    if (this.#chat.connection.get().state === "online") void this.#read();
  }

  async #read(): Promise<void> {
    const meanwhile: ChatEvent[] = [];
    this.#meanwhile = meanwhile;
    const now = await this.#answer(meanwhile).catch((error: unknown) => ({ ...unknown, error }));
    // Forgotten meanwhile: what is asked for anew answers.
    if (this.#meanwhile !== meanwhile) return;
    this.#meanwhile = undefined;
    this.#become(now);
    this.#look();
  }

  async #answer(meanwhile: readonly ChatEvent[]): Promise<RoomMembers> {
    const room = { roomId: this.#roomId };
    const page = this.#areWanted ? undefined : await this.#chat.call.rooms.members(room);
    if (page?.next !== undefined) return { ...unknown, atLeast: page.members.length };
    const all = page?.members ?? (await this.#chat.room(this.#roomId).members());
    const members = new Map(all.map((member) => [member.user.id, member]));
    return { ...unknown, members: meanwhile.reduce<ReadonlyMap<string, Member>>(applied, members) };
  }

  #take(event: ChatEvent): void {
    this.#meanwhile?.push(event);
    const { members } = this.#now;
    if (members === undefined) return;
    const changed = applied(members, event);
    if (changed !== members) this.#become({ ...unknown, members: changed });
  }

  #forget(): void {
    this.#meanwhile = undefined;
    this.#become(unknown);
    this.#look();
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
  const { subscribe, get, readAgain } = membershipOf(useChat(), roomId);
  return { ...useSyncExternalStore(subscribe, get), readAgain };
}

const nobody = (): (() => void) => () => undefined;

/** The role of one of them. They are only asked for where it matters: a large room has many. */
export function useRoleOf(userId: string, roomId: string, matters: boolean): Role | undefined {
  const membership = membershipOf(useChat(), roomId);
  return useSyncExternalStore(matters ? membership.subscribe : nobody, () => membership.get().members?.get(userId)?.role);
}

export interface MemberCount {
  readonly count: number;
  /** They may be more. */
  readonly isLeast: boolean;
}

export function useMemberCount(roomId: string): MemberCount | undefined {
  const membership = membershipOf(useChat(), roomId);
  const { members, atLeast } = useSyncExternalStore(membership.count, membership.get);
  const count = members?.size ?? atLeast;
  return count === undefined ? undefined : { count, isLeast: members === undefined };
}
