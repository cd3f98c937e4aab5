/** The page's state: five columns, what joins them, and what the server tells of itself. Nothing of it is React's. */
import { type Breakage, brokenFrame, floodFrames } from "./breakage.ts";
import { Column } from "./column/column.ts";
import type { World } from "./column/world.ts";
import { type Fidelity, fidelityFrom } from "./fidelity.ts";
import { Marks } from "./marks.ts";
import { besidePage, mountPath, socketUrl } from "./place.ts";
import { protocols } from "./protocols/all.ts";
import { type ProtocolName, protocolNames } from "./protocols/protocol.ts";
import { type Contract, contractOf, noContract } from "./schema/asyncapi.ts";
import { Store } from "./store.ts";

/** What was last done to break a column, by the key of the last entry before it. */
export interface Broken {
  readonly after: number;
  readonly sent: number;
}

export class Playground {
  readonly marks: Marks;
  readonly columns: Readonly<Record<ProtocolName, Column>>;
  readonly contracts = byName(() => new Store<Contract>(noContract));
  readonly fidelity = new Store<Fidelity>([]);
  readonly broken = byName(() => new Store<Broken | null>(null));
  /** The message that is looked at in all columns. */
  readonly looked = new Store<number | null>(null);
  readonly #page: string;
  readonly #paths: Record<ProtocolName, string>;

  constructor(world: World, page: string) {
    this.#page = page;
    this.marks = new Marks(() => world.now());
    this.#paths = byName((name) => protocols[name].path);
    const outward: World = { ...world, post: (path, body, token) => world.post(besidePage(path, page), body, token) };
    const urlOf = (name: ProtocolName): string => socketUrl(this.#paths[name], page);
    this.columns = byName((name) => new Column(protocols[name], outward, { marks: this.marks, url: () => urlOf(name) }));
  }

  /** Finds out where each protocol is, connects all five, then reads what explains their frames. */
  async start(get: (url: string) => Promise<unknown>): Promise<void> {
    const read = (path: string): Promise<unknown> => get(besidePage(path, this.#page)).catch(() => null);
    const mounts = await read("/docs/mounts.json");
    for (const name of protocolNames) {
      this.#paths[name] = mountPath(mounts, name) ?? this.#paths[name];
      this.columns[name].connect();
    }
    await Promise.all([
      read("/docs/fidelity.json").then((document) => this.fidelity.set(fidelityFrom(document))),
      ...protocolNames.map((name) =>
        read(`/docs/asyncapi/${name}.json`).then((document) => this.contracts[name].set(contractOf(document))),
      ),
    ]);
  }

  cut(name: ProtocolName): void {
    this.#break(name, 0);
    this.columns[name].cut();
  }

  sendBroken(name: ProtocolName, breakage: Breakage): void {
    const column = this.columns[name];
    this.#break(name, 1);
    column.sendUnseen(brokenFrame(breakage, column.protocol, column.guest.get()));
  }

  flood(name: ProtocolName): void {
    const column = this.columns[name];
    if (!column.isOpen) return;
    this.#break(name, floodFrames);
    column.journal.note({ what: "flooding", count: floodFrames });
    for (let index = 0; index < floodFrames; index++) column.sendUnseen(JSON.stringify(column.protocol.flood(index)));
  }

  #break(name: ProtocolName, sent: number): void {
    this.broken[name].set({ after: this.columns[name].journal.lastKey, sent });
  }
}

function byName<T>(make: (name: ProtocolName) => T): Record<ProtocolName, T> {
  return Object.fromEntries(protocolNames.map((name) => [name, make(name)])) as Record<ProtocolName, T>;
}
