/** What the playground has to know of a protocol; everything else about its column is the same for all five. */

export const protocolNames = ["reactions", "openchamp", "rooms", "roster", "zo"] as const;
export type ProtocolName = (typeof protocolNames)[number];

/** Who the visitor is in one column. Made up by the page and kept by the browser: nobody signs up. */
export interface Guest {
  readonly name: string;
  /** Of the page's own choice, for protocols whose clients bring an id. */
  readonly id: string;
  /** For protocols that know accounts only: a throwaway one is registered. */
  readonly password: string;
  readonly token?: string;
}

export interface Said {
  readonly text: string;
  readonly author: string;
  /** Where the protocol numbers its messages: the greatest one is where catching up goes on from. */
  readonly id?: number;
}

/** What an incoming frame means. Nothing of this: it is only shown. */
export interface Heard {
  readonly said?: Said;
  /** From here on the server knows who is there. */
  readonly isIn?: true;
  /** The guest as it is from now on; `again` says what has to be said anew, because it was refused as it was. */
  readonly guest?: Guest;
  readonly again?: "greet" | "connect";
  /** The server refuses something. */
  readonly isError?: true;
  /** It answers what was sent, and nothing that others did. */
  readonly isAnswer?: true;
}

export interface Posted {
  readonly path: string;
  readonly body: object;
}

export interface Protocol {
  readonly name: ProtocolName;
  /** Where it is served unless the server says otherwise. */
  readonly path: string;
  readonly subprotocols: readonly string[];
  /** True: who connects is in at once, nothing has to be said first. */
  readonly isInAtOnce?: true;
  /** True: on connecting, earlier messages come as frames like those of new ones. */
  readonly replays?: true;
  /** Goes into the URL's query, where the protocol wants to know there who comes. */
  query?(guest: Guest): Readonly<Record<string, string>>;
  /** The request that makes the account, where that is not done over the socket; its answer becomes the guest. */
  readonly register?: { request(guest: Guest): Posted; done(guest: Guest, answer: unknown): Guest | null };
  /** The first frames. */
  greet(guest: Guest): readonly object[];
  hear(frame: unknown, guest: Guest): Heard;
  /** A line for everybody in the lounge. */
  say(text: string, guest: Guest): object;
  /** The line that a frame says to everybody, if it is such a frame. */
  lineIn(frame: unknown): string | undefined;
  /** How what was missed is asked for after a cut; absent where it comes by itself or not at all. */
  readonly catchUp?: { frame(callId: number): object } | { request(lastId: number): Posted };
  /** Said now and then, where the protocol has such a frame. */
  readonly ping?: object;
  /** Frames that only keep the connection alive. */
  readonly pingTypes?: readonly string[];
  /** Frames for a flood: many, answered, but nothing is kept of them, so that the lounge stays readable. */
  flood(index: number): object;
}
