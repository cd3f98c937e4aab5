/** What people do at the busiest hour. Every number is an assumption, stated here, and can be changed on the command line. */

/** Rooms of one kind: which share of all messages goes to them, and how many of their members are connected. */
export interface RoomKind {
  readonly name: string;
  readonly share: number;
  /** Connections that hear a message: between these, each power of two as likely as the next. */
  readonly least: number;
  readonly most: number;
}

export interface Workload {
  readonly users: number;
  /** Of them, connected at the busiest hour. */
  readonly onlineShare: number;
  readonly connectionsPerUser: number;
  /** Each user who is connected sends so many. */
  readonly messagesPerHour: number;
  /** Comings and goings of each connected user. */
  readonly arrivalsPerHour: number;
  readonly rooms: readonly RoomKind[];
}

/** A work day's messenger: mostly pairs and small groups; one message in a thousand is heard by thousands. */
export const workDay = (users: number): Workload => ({
  users,
  onlineShare: 0.15,
  connectionsPerUser: 1.5,
  messagesPerHour: 12,
  arrivalsPerHour: 4,
  rooms: [
    { name: "direct", share: 0.55, least: 2, most: 4 },
    { name: "team", share: 0.35, least: 4, most: 32 },
    { name: "channel", share: 0.099, least: 32, most: 1_024 },
    { name: "hall", share: 0.001, least: 1_024, most: 16_384 },
  ],
});

export interface Rates {
  readonly online: number;
  readonly connections: number;
  readonly messagesPerSecond: number;
  readonly deliveriesPerSecond: number;
  readonly arrivalsPerSecond: number;
}

/** The mean of a room kind's audience: of a number whose logarithm is uniform. */
export function meanAudience({ least, most }: RoomKind): number {
  return most === least ? least : (most - least) / Math.log(most / least);
}

/** No room has more listeners than there are connections. */
export const within = (connections: number, kind: RoomKind): RoomKind => ({
  ...kind,
  least: Math.max(1, Math.min(kind.least, connections)),
  most: Math.max(1, Math.min(kind.most, connections)),
});

export function ratesOf(workload: Workload): Rates {
  const online = workload.users * workload.onlineShare;
  const connections = online * workload.connectionsPerUser;
  const messagesPerSecond = (online * workload.messagesPerHour) / 3_600;
  const audience = workload.rooms.reduce((sum, kind) => sum + kind.share * meanAudience(within(connections, kind)), 0);
  return {
    online,
    connections,
    messagesPerSecond,
    deliveriesPerSecond: messagesPerSecond * audience,
    arrivalsPerSecond: (online * workload.arrivalsPerHour) / 3_600,
  };
}
