/** `zo` (docs/protocols: zo): the typed message router of packages/zo, its routes joined to the one world, its hub on our transport. */
import { type Clock, Hub, type OutFrame, type Peer, type PeerSocket, type ZoError } from "@parlance/zo";
import type { Chat } from "../../core/api.ts";
import type { Admission, Conversation, DialectContext, Frame, GatedDialect, Handling, Link, Upgrade } from "../contract.ts";
import { CoreRefusal } from "./errors.ts";
import { zoFidelity } from "./fidelity.ts";
import type { Member } from "./member.ts";
import { zoRouter } from "./router.ts";
import type { ZoRoutes } from "./routes.ts";
import { zoContract } from "./schema.ts";

export function zoDialect(context: DialectContext): GatedDialect {
  const { chat } = context;
  const members = new Map<string, Member>();
  const hub: Hub<ZoRoutes> = new Hub<ZoRoutes>(zoRouter({ context, members, send: () => hub.send }), hubOptions(context));
  const frameOf = sharedFrames(context);
  return {
    name: "zo",
    maxFrameBytes: chat.bounds.frameBytes,
    contract: zoContract(chat.bounds),
    fidelity: zoFidelity,
    async admit({ token, headers, query }: Upgrade): Promise<Admission> {
      // A token in Authorization is as good as one in a header of its own.
      const decided = await hub.admit({ headers: token === null ? headers : { token, ...headers }, query });
      if (!decided.isAdmitted) return decided;
      return {
        isAdmitted: true,
        open: (link) => {
          const member = members.get(decided.clientId);
          if (member === undefined) throw new Error("admitted without a member");
          member.enter(link);
          return new ZoConversation(decided.open(new LinkSocket(link, frameOf)), member, chat);
        },
        abandon: () => decided.abandon(),
      };
    },
  };
}

/** Silence, slow readers, floods, numbers of connections, and the time an admission or a close may take: all of that transport bounds. */
const lifted = {
  framesPerSecond: Number.POSITIVE_INFINITY,
  refusalsInARow: Number.POSITIVE_INFINITY,
  outboxBytes: Number.POSITIVE_INFINITY,
  connections: Number.POSITIVE_INFINITY,
};
/** So the hub has no use for time. */
const noTime: Clock = { nowMs: () => 0, after: () => () => undefined };

function hubOptions({ chat, log, telemetry }: DialectContext) {
  return {
    bounds: { ...lifted, jsonDepth: chat.bounds.jsonDepth },
    clock: noTime,
    // As `onConnect` of the router answers it.
    clientIdOf: (context: object) => (context as { readonly member: Member }).member.clientId,
    onError: (err: unknown, site: object) => {
      log.error({ ...site, err }, "a handler failed");
      telemetry.error("internal");
    },
    onRefusal: (error: ZoError) => {
      // What core refuses is counted with what was asked of it.
      if (!(error instanceof CoreRefusal)) telemetry.command("zo", "frame", error.code);
    },
  };
}

type FrameOf = (out: OutFrame) => Frame;

/**
 * The hub hands a frame to all who get it before it makes the next: remembering one is enough to build each once. Room events, which
 * come to each member by themselves, do not go through the hub (showing.ts).
 */
function sharedFrames({ frame }: DialectContext): FrameOf {
  let latest: { readonly out: OutFrame; readonly frame: Frame } | null = null;
  return (out) => {
    if (latest?.out !== out) latest = { out, frame: frame(out.text) };
    return latest.frame;
  };
}

/** A connection of ours, as the hub knows sockets. */
class LinkSocket implements PeerSocket {
  /** Nothing to the hub: transport bounds its outbox itself. */
  readonly unsentBytes = 0;
  readonly #link: Link;
  readonly #frameOf: FrameOf;

  constructor(link: Link, frameOf: FrameOf) {
    this.#link = link;
    this.#frameOf = frameOf;
  }

  send(out: OutFrame): void {
    this.#link.send(this.#frameOf(out));
  }

  ping(): void {
    // Transport pings.
  }

  /** With its bounds lifted the hub has no reason of its own to close. */
  close(): void {
    this.#link.close("internal");
  }

  terminate(): void {
    this.#link.close("internal");
  }
}

class ZoConversation implements Conversation {
  readonly #peer: Peer;
  readonly #member: Member;
  readonly #chat: Chat;

  constructor(peer: Peer, member: Member, chat: Chat) {
    this.#peer = peer;
    this.#member = member;
    this.#chat = chat;
  }

  receive(text: string): Handling {
    this.#chat.presence.touch(this.#member.user.id);
    this.#peer.message(text);
    return this.#member.begun();
  }

  closed(): void {
    this.#peer.closed();
  }
}
