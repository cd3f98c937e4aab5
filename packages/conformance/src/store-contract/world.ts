import assert from "node:assert/strict";
import { after, before } from "node:test";
import type { StoredFile } from "@parlance/server/ports/files.ts";
import type { FileRef, Message, Person, Role, Room, RoomEvent, User } from "@parlance/server/ports/model.ts";
import { loungeId } from "@parlance/server/ports/model.ts";
import type { NewPost, ReactionToggle } from "@parlance/server/ports/posts.ts";
import type { NewRoom } from "@parlance/server/ports/rooms.ts";
import type { Store } from "@parlance/server/ports/store.ts";
import type { NewAccount, NewToken } from "@parlance/server/ports/users.ts";

export interface StoreUnderTest {
  readonly store: Store;
  /** Closes the store and opens again what it kept. */
  reopen(): Promise<Store>;
  /** Closes whatever is open and removes what was kept. */
  dispose(): Promise<void>;
}

export interface StoreContractOptions {
  readonly makeStore: () => Promise<StoreUnderTest>;
  /** True for a store that is meant to keep nothing when it is closed: the rules about reopening are not for it. */
  readonly volatile?: boolean;
}

/** A store in use by one group of tests, with people and rooms that no other test knows. */
export class World {
  #underTest: StoreUnderTest;
  store: Store;
  /** Every batch that the commit listener got, in order. */
  readonly batches: (readonly RoomEvent[])[] = [];
  #count = 0;

  constructor(underTest: StoreUnderTest) {
    this.#underTest = underTest;
    this.store = underTest.store;
    this.#listen();
  }

  async reopen(): Promise<void> {
    this.store = await this.#underTest.reopen();
    this.#listen();
  }

  dispose(): Promise<void> {
    return this.#underTest.dispose();
  }

  /** A word used nowhere else in this world. */
  fresh(word: string): string {
    this.#count += 1;
    return `${word}-${String(this.#count).padStart(4, "0")}`;
  }

  newAccount(over: Partial<NewAccount> = {}): NewAccount {
    const name = over.name ?? this.fresh("Name");
    const id = this.fresh("user");
    return {
      id,
      name,
      nameKey: name.toLowerCase(),
      email: null,
      emailKey: null,
      passwordHash: `hash of ${id}`,
      at: 1_000,
      joins: [],
      ...over,
    };
  }

  async account(over: Partial<NewAccount> = {}): Promise<User> {
    const outcome = await this.store.createAccount(this.newAccount(over));
    assert.equal(outcome.kind, "created");
    assert.ok("user" in outcome);
    return outcome.user;
  }

  async guest(): Promise<User> {
    const name = this.fresh("Guest");
    const outcome = await this.store.saveGuest({ id: this.fresh("guest"), name, nameKey: name.toLowerCase(), at: 1_000 });
    assert.ok(outcome.kind === "saved");
    return outcome.user;
  }

  /** Somebody who is no user of the store: known by IP only. */
  stranger(): Person {
    return { id: this.fresh("address"), kind: "address", name: "Anonymous" };
  }

  async direct(a: User, b: User): Promise<Room> {
    const outcome = await this.store.openDirect({ from: a.id, to: b.id, newRoomId: this.fresh("room"), at: 2_000 });
    assert.ok(outcome.kind === "room");
    return outcome.room;
  }

  /** An administrator, made one as a server's settings make one. */
  async admin(): Promise<User> {
    const user = await this.account();
    const change = { userId: user.id, isAdmin: true, by: null, at: 1_500 };
    assert.ok(["done", "unchanged"].includes((await this.store.setAdmin(change)).kind));
    return user;
  }

  /** A public or private room that `owner` made. */
  async group(owner: User, over: Partial<NewRoom> = {}): Promise<Room> {
    const [id, name] = [this.fresh("group"), this.fresh("Group")];
    const given: NewRoom = { id, kind: "private", name, topic: null, by: person(owner), at: 2_000, maxPerDay: 1_000, ...over };
    const outcome = await this.store.createRoom(given);
    assert.ok(outcome.kind === "created", `created, not ${outcome.kind}`);
    return outcome.room;
  }

  /** Makes `users` members, each as `role`. */
  async admit(room: Room, owner: User, users: readonly User[], role: Role = "member"): Promise<void> {
    const deed = { roomId: room.id, by: person(owner), at: 2_500 };
    for (const { id: userId } of users) {
      assert.equal((await this.store.invite({ ...deed, userId, maxMembers: 1_000 })).kind, "done");
      if (role !== "member") assert.equal((await this.store.setRole({ ...deed, userId, role })).kind, "done");
    }
  }

  newPost(author: Person, over: Partial<NewPost> = {}): NewPost {
    const text = over.text ?? this.fresh("text");
    return { roomId: loungeId, author, text, file: null, at: 3_000, membersOnly: false, nameKey: null, clientKey: null, ...over };
  }

  async post(author: Person, over: Partial<NewPost> = {}): Promise<Message> {
    const outcome = await this.store.post(this.newPost(author, over));
    assert.ok(outcome.kind === "posted", `posted, not ${outcome.kind}`);
    return outcome.message;
  }

  newFile(owner: Person, over: Partial<StoredFile> = {}): StoredFile {
    const [id, hash] = [this.fresh("file"), this.fresh("hash")];
    const about = { name: "a.txt", type: "text/plain", sizeBytes: 3, image: null, previewHash: null };
    return { id, ...about, hash, ownerId: owner.id, createdAt: 2_000, ...over };
  }

  /** A file that was saved, as a message would carry it. */
  async file(owner: Person, over: Partial<StoredFile> = {}): Promise<FileRef> {
    const file = this.newFile(owner, over);
    await this.store.saveFile(file);
    const { id, name, type, sizeBytes, image } = file;
    return { id, name, type, sizeBytes, image };
  }

  newToken(user: User, over: Partial<NewToken> = {}): NewToken {
    const [hash, sessionId] = [this.fresh("hash"), this.fresh("session")];
    return { hash, sessionId, userId: user.id, createdAt: 1_000, expiresAt: 9_000, ...over };
  }

  newToggle(message: Message, user: Person, over: Partial<ReactionToggle> = {}): ReactionToggle {
    return { messageId: message.id, user, emoji: "👍", at: 4_000, maxEmoji: 50, maxUsers: 1_000, ...over };
  }

  /** What the listener was told of a room, from `start` in `batches` on. */
  eventsOf(roomId: string, start = 0): RoomEvent[] {
    return this.batches
      .slice(start)
      .flat()
      .filter((event) => event.room.id === roomId);
  }

  #listen(): void {
    this.store.onCommit((batch) => this.batches.push(batch));
  }
}

/** A world for the tests of the group this is called in, made before the first and disposed of after the last. */
export function worldFor({ makeStore }: StoreContractOptions): () => World {
  let world: World | null = null;
  before(async () => {
    world = new World(await makeStore());
  });
  after(async () => {
    await world?.dispose();
  });
  return () => {
    assert.ok(world !== null, "the store was opened");
    return world;
  };
}

/** A person as messages and events show them. */
export function person({ id, kind, name }: Person): Person {
  return { id, kind, name };
}
