/** The accounts and rooms of a run: the same in all its rounds. */
import { type Account, newAccount } from "../accounts.ts";
import type { Deployment } from "../deployment.ts";
import { Caller } from "./follower.ts";

export interface Cast {
  readonly keeper: Account;
  readonly champ: Account;
  readonly champ2: Account;
  readonly rooms: Account;
  /** Comes to the door room and goes. */
  readonly wanderer: Account;
  readonly roster: Account;
  readonly zo: Account;
  readonly native: Account;
  readonly native2: Account;
  /** Comes to the door room and goes, too. */
  readonly nomad: Account;
  readonly sdk: Account;
  readonly probes: readonly Account[];
}

export interface Rooms {
  readonly lounge: string;
  /** A public group. */
  readonly open: string;
  /** A private one, whose members stay. */
  readonly closed: string;
  /** A private one, whose members come and go. */
  readonly door: string;
  readonly probes: string;
  /** Direct rooms: of champ and rooms, of zo and native. */
  readonly dms: readonly Direct[];
}

export interface Direct {
  readonly roomId: string;
  readonly members: readonly [Account, Account];
}

export interface World {
  readonly cast: Cast;
  readonly rooms: Rooms;
}

export async function makeWorld(nodes: readonly Deployment[]): Promise<World> {
  const [deployment] = nodes;
  if (deployment === undefined) throw new Error("no nodes");
  const make = (stem: string): Promise<Account> => newAccount(deployment, stem);
  const [keeper, champ, champ2, rooms, wanderer, roster] = [
    await make("keeper"),
    await make("champ"),
    await make("champb"),
    await make("rooms"),
    await make("wander"),
    await make("roster"),
  ];
  const [zo, native, native2, nomad, sdk] = [
    await make("zo"),
    await make("native"),
    await make("nativeb"),
    await make("nomad"),
    await make("sdk"),
  ];
  const probes: Account[] = [];
  for (const at of nodes.keys()) probes.push(await make(`probe${at}`));
  const cast: Cast = { keeper, champ, champ2, rooms, wanderer, roster, zo, native, native2, nomad, sdk, probes };
  return { cast, rooms: await makeRooms(nodes, cast) };
}

async function makeRooms(nodes: readonly Deployment[], cast: Cast): Promise<Rooms> {
  const { rooms, native, native2, sdk, wanderer, nomad, champ, zo, probes } = cast;
  const caller = new Caller(nodes, cast.keeper);
  const group = async (kind: "public" | "private", name: string, members: readonly Account[]): Promise<string> => {
    const { room } = await caller.call.rooms.create({ kind, name });
    for (const { id: userId } of members) await caller.call.rooms.invite({ roomId: room.id, userId });
    return room.id;
  };
  try {
    return {
      lounge: "lounge",
      open: await group("public", "open", [rooms, wanderer, native, native2, nomad, sdk]),
      closed: await group("private", "closed", [rooms, native, sdk]),
      door: await group("private", "door", [native, wanderer, nomad]),
      probes: await group("public", "probes", probes),
      dms: [await direct(nodes, [champ, rooms]), await direct(nodes, [zo, native])],
    };
  } finally {
    caller.close();
  }
}

async function direct(nodes: readonly Deployment[], members: readonly [Account, Account]): Promise<Direct> {
  const caller = new Caller(nodes, members[1]);
  try {
    const { room } = await caller.call.rooms.direct({ userId: members[0].id });
    return { roomId: room.id, members };
  } finally {
    caller.close();
  }
}
