/** Everybody who takes part in a round. */
import type { Account } from "../../accounts.ts";
import type { Cast, Rooms, World } from "../world.ts";
import { DocumentClient, type DocumentOptions } from "./document.ts";
import { NativeTalker, type TalkerOptions } from "./native-talker.ts";
import { Poller } from "./poller.ts";
import { Probe } from "./probe.ts";
import { SdkTalker } from "./sdk-talker.ts";
import { pause, type Setting } from "./setting.ts";

interface Member {
  readonly isAtRest: boolean;
  rest?(): void;
  stop(): Promise<void>;
}

export interface Start {
  /** The greatest id, and the seq of each room, before anybody said anything. */
  readonly afterId: number;
  readonly standings: Readonly<Record<string, number>>;
}

export class Crowd {
  readonly #members: Member[] = [];
  readonly #pollers: Poller[] = [];
  readonly #ended: Promise<void>[] = [];

  static async start(setting: Setting, world: World, start: Start): Promise<Crowd> {
    const crowd = new Crowd();
    const { cast, rooms } = world;
    // The SDK's client knows what it starts from only while nobody else talks.
    const sdk = await SdkTalker.start(setting, {
      name: "sdk1",
      account: cast.sdk,
      roomIds: [rooms.lounge, rooms.open, rooms.closed],
      standings: standingsOf(start, [rooms.lounge, rooms.open, rooms.closed]),
    });
    crowd.#add(sdk);
    for (const options of documents(cast, rooms, start.afterId)) crowd.#add(await DocumentClient.start(setting, options));
    for (const options of natives(cast, rooms)) crowd.#add(await NativeTalker.start(setting, options));
    for (const [node, account] of cast.probes.entries()) {
      const probe = new Probe(setting, { node, account, roomId: rooms.probes });
      crowd.#add({ client: probe, ended: probe.ended });
    }
    const pollers: readonly (readonly [string, Account])[] = [
      ["poller1", cast.rooms],
      ["poller2", cast.native],
      ["poller3", cast.wanderer],
    ];
    for (const [name, account] of pollers) crowd.#pollers.push(new Poller(setting, { name, account, afterId: start.afterId }));
    return crowd;
  }

  /** Nobody says anything more, the network is good, and everybody has come back; answers whether that came to be in time. */
  async rest(patienceMs: number): Promise<boolean> {
    for (const member of this.#members) member.rest?.();
    const deadline = performance.now() + patienceMs;
    const isQuiet = (): boolean => [...this.#members, ...this.#pollers].every(({ isAtRest }) => isAtRest);
    while (!isQuiet() && performance.now() < deadline) await pause(50);
    return isQuiet();
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#members, ...this.#pollers].map((member) => member.stop()));
    await Promise.all(this.#ended);
  }

  #add({ client, ended }: { readonly client: Member; readonly ended: Promise<void> }): void {
    this.#members.push(client);
    this.#ended.push(ended);
  }
}

function standingsOf({ standings }: Start, roomIds: readonly string[]): Readonly<Record<string, number>> {
  return Object.fromEntries(roomIds.flatMap((roomId) => (standings[roomId] === undefined ? [] : [[roomId, standings[roomId]]])));
}

function documents(cast: Cast, rooms: Rooms, afterId: number): readonly DocumentOptions[] {
  const [first, second] = rooms.dms;
  const none = { roomIds: [], afterId };
  const partner = (dm: typeof first, account: Account) => (dm === undefined ? {} : { partner: { account, roomId: dm.roomId } });
  const direct = first === undefined ? [] : [first.roomId];
  return [
    { ...none, name: "reactions1", protocol: "reactions", account: null },
    { ...none, name: "reactions2", protocol: "reactions", account: null },
    { ...none, name: "champ1", protocol: "openchamp", account: cast.champ, ...partner(first, cast.rooms) },
    { ...none, name: "champ2", protocol: "openchamp", account: cast.champ2 },
    {
      name: "rooms1",
      protocol: "rooms",
      account: cast.rooms,
      afterId,
      roomIds: [rooms.lounge, rooms.open, rooms.closed, ...direct],
    },
    { name: "rooms2", protocol: "rooms", account: cast.wanderer, afterId, roomIds: [rooms.lounge, rooms.open, rooms.door] },
    { ...none, name: "roster1", protocol: "roster", account: cast.roster },
    { ...none, name: "zo1", protocol: "zo", account: cast.zo, ...partner(second, cast.native) },
  ];
}

function natives(cast: Cast, rooms: Rooms): readonly TalkerOptions[] {
  const { lounge, open, closed, door } = rooms;
  const dms = rooms.dms.filter(({ members }) => members.includes(cast.native)).map(({ roomId }) => roomId);
  return [
    { name: "native1", account: cast.native, roomIds: [lounge, open, closed, door, ...dms], hasKeys: true },
    { name: "native2", account: cast.native2, roomIds: [lounge, open], hasKeys: false },
    { name: "nomad1", account: cast.nomad, roomIds: [lounge, door], hasKeys: true },
  ];
}
