import type { Bus, BusSubscription } from "../bus/port.ts";
import { OutFrame } from "./port.ts";

/** A connection, as its audience sees it. */
export interface Listener {
  readonly clientId: string;
  readonly rooms: ReadonlySet<string>;
  send(frame: OutFrame): void;
}

export type Target =
  | { readonly to: "clients"; readonly ids: readonly string[] }
  | { readonly to: "rooms"; readonly ids: readonly string[] }
  | { readonly to: "all" };

interface BusMessage {
  readonly origin: string;
  /** Tells copies of one delivery apart from the next; only where it went out on several topics. */
  readonly delivery: number;
  readonly target: Target;
  readonly except: readonly string[];
  readonly frame: string;
}

/** Deliveries on several topics that are remembered, to pass over their copies. */
const rememberedDeliveries = 4_096;
/** No client id is longer: what else stands in a `to` cannot be one. */
const maxClientIdChars = 256;

/** Everybody who is connected, here by their sockets and elsewhere by the bus. */
export class Audience<L extends Listener> {
  readonly nodeId = crypto.randomUUID();
  readonly #bus: Bus | undefined;
  readonly #listeners = new Map<string, L>();
  readonly #rooms = new Map<string, { readonly members: Set<L>; readonly subscription: BusSubscription | undefined }>();
  readonly #subscriptions: BusSubscription[] = [];
  readonly #seen = new Set<string>();
  #deliveries = 0;

  constructor(bus: Bus | undefined) {
    this.#bus = bus;
    for (const topic of ["all", `node:${this.nodeId}`]) this.#listen(topic);
  }

  #listen(topic: string): void {
    const subscription = this.#bus?.subscribe(topic, (data) => this.#arrived(data));
    if (subscription !== undefined) this.#subscriptions.push(subscription);
  }

  /** Resolves when what other nodes send to this one's clients arrives. */
  async ready(): Promise<void> {
    await Promise.all(this.#subscriptions.map((subscription) => subscription.ready));
  }

  newClientId(): string {
    return `${this.nodeId}.${crypto.randomUUID()}`;
  }

  get size(): number {
    return this.#listeners.size;
  }

  get(clientId: string): L | undefined {
    return this.#listeners.get(clientId);
  }

  values(): Iterable<L> {
    return this.#listeners.values();
  }

  add(listener: L): void {
    this.#listeners.set(listener.clientId, listener);
  }

  remove(listener: L): void {
    this.#listeners.delete(listener.clientId);
    for (const room of listener.rooms) this.leave(room, listener);
  }

  join(room: string, listener: L): void {
    const known = this.#rooms.get(room);
    if (known !== undefined) {
      known.members.add(listener);
      return;
    }
    const subscription = this.#bus?.subscribe(`room:${room}`, (data) => this.#arrived(data));
    this.#rooms.set(room, { members: new Set([listener]), subscription });
  }

  leave(room: string, listener: L): void {
    const known = this.#rooms.get(room);
    if (known === undefined || !known.members.delete(listener) || known.members.size > 0) return;
    known.subscription?.unsubscribe();
    this.#rooms.delete(room);
  }

  /** To everyone the target means, once, here at once and elsewhere by the bus. */
  deliver(target: Target, frame: OutFrame, except: ReadonlySet<string>): void {
    this.#deliverHere(target, frame, except);
    if (this.#bus !== undefined) this.#publish(this.#bus, { target, frame: frame.text, except: [...except] });
  }

  close(): void {
    for (const subscription of this.#subscriptions) subscription.unsubscribe();
    for (const { subscription } of this.#rooms.values()) subscription?.unsubscribe();
    this.#rooms.clear();
  }

  #deliverHere(target: Target, frame: OutFrame, except: ReadonlySet<string>): void {
    for (const listener of this.#meant(target)) {
      if (!except.has(listener.clientId)) listener.send(frame);
    }
  }

  #meant(target: Target): Iterable<L> {
    if (target.to === "all") return this.#listeners.values();
    const [first] = target.ids;
    if (first !== undefined && target.ids.length === 1) {
      if (target.to === "rooms") return this.#rooms.get(first)?.members ?? [];
      const listener = this.#listeners.get(first);
      return listener === undefined ? [] : [listener];
    }
    const meant = new Set<L>();
    for (const id of target.ids) {
      for (const listener of this.#meant({ to: target.to, ids: [id] })) meant.add(listener);
    }
    return meant;
  }

  #publish(bus: Bus, message: Omit<BusMessage, "origin" | "delivery">): void {
    this.#deliveries += 1;
    for (const [topic, target] of this.#topics(message.target)) {
      const sent: BusMessage = { ...message, target, origin: this.nodeId, delivery: this.#deliveries };
      bus.publish(topic, JSON.stringify(sent));
    }
  }

  /** Where a delivery is to be heard elsewhere, and what it is to mean there. */
  #topics(target: Target): Map<string, Target> {
    if (target.to === "all") return new Map([["all", target]]);
    if (target.to === "rooms") return new Map(target.ids.map((room) => [`room:${room}`, target]));
    const topics = new Map<string, { readonly to: "clients"; readonly ids: string[] }>();
    for (const id of target.ids) {
      const nodeId = id.length <= maxClientIdChars ? id.slice(0, Math.max(0, id.indexOf("."))) : "";
      if (nodeId === "" || nodeId === this.nodeId) continue;
      const topic = `node:${nodeId}`;
      const there = topics.get(topic);
      if (there === undefined) topics.set(topic, { to: "clients", ids: [id] });
      else there.ids.push(id);
    }
    return topics;
  }

  #arrived(data: string): void {
    const message: BusMessage = JSON.parse(data);
    if (message.origin === this.nodeId || this.#isCopy(message)) return;
    this.#deliverHere(message.target, new OutFrame(message.frame), new Set(message.except));
  }

  /** A delivery to several rooms comes once on each of their topics that this node hears; the first one served all. */
  #isCopy({ origin, delivery, target }: BusMessage): boolean {
    if (target.to !== "rooms" || target.ids.length === 1) return false;
    const key = `${origin}/${delivery}`;
    if (this.#seen.has(key)) return true;
    this.#seen.add(key);
    if (this.#seen.size > rememberedDeliveries) {
      for (const oldest of this.#seen) {
        this.#seen.delete(oldest);
        break;
      }
    }
    return false;
  }
}
