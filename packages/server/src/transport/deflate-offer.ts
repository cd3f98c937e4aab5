import { windowBits } from "./deflater.ts";

/** `Sec-WebSocket-Extensions` of a request: `malformed` fails it, null is served uncompressed, a string is the header that agrees. */
export type Agreement = { readonly kind: "malformed" } | { readonly kind: "agreed"; readonly answer: string | null };

interface Offer {
  readonly extension: string;
  /** Null: a parameter without a value. */
  readonly parameters: readonly (readonly [name: string, value: string | null])[];
}

const separator = /[ \t,]*/y;
const endOfOffer = /[ \t]*(?:,|$)/y;
const token = /[!#$%&'*+\-.^_`|~\dA-Za-z]+/y;
const parameter =
  /[ \t]*;[ \t]*([!#$%&'*+\-.^_`|~\dA-Za-z]+)(?:[ \t]*=[ \t]*(?:([!#$%&'*+\-.^_`|~\dA-Za-z]+)|"((?:\\?[!#$%&'*+\-.^_`|~\dA-Za-z])+)"))?/y;

const declined: Agreement = { kind: "agreed", answer: null };

/**
 * Answers offers of permessage-deflate (RFC 7692, section 7.1): the first that can be accepted is. Neither side keeps a context
 * from message to message: so one deflated form serves all, and inflating keeps no memory. An offer that is wrong in
 * itself, or allows the server too small a window, is declined; a header that is no list of extensions is malformed (RFC 6455, 9.1).
 */
export function agreeOn(header: string | undefined): Agreement {
  if (header === undefined) return declined;
  const offers = offersIn(header);
  if (offers === null) return { kind: "malformed" };
  for (const { extension, parameters } of offers) {
    if (extension !== "permessage-deflate") continue;
    const answer = answerTo(parameters);
    if (answer !== null) return { kind: "agreed", answer };
  }
  return declined;
}

/** Null: not what RFC 6455 (section 9.1) calls a list of extensions. */
function offersIn(header: string): readonly Offer[] | null {
  let at = 0;
  const next = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const found = pattern.exec(header);
    if (found !== null) at = pattern.lastIndex;
    return found;
  };
  const offers: Offer[] = [];
  for (next(separator); at < header.length; next(separator)) {
    const extension = next(token)?.[0];
    if (extension === undefined) return null;
    const parameters: (readonly [string, string | null])[] = [];
    for (let one = next(parameter); one !== null; one = next(parameter)) {
      parameters.push([one[1] ?? "", one[2] ?? one[3]?.replaceAll("\\", "") ?? null]);
    }
    if (next(endOfOffer) === null) return null;
    offers.push({ extension, parameters });
  }
  return offers;
}

function answerTo(parameters: Offer["parameters"]): string | null {
  const asked = new Map(parameters);
  if (asked.size < parameters.length) return null;
  for (const [name, value] of parameters) {
    if (!isValid(name, value)) return null;
  }
  const answer = "permessage-deflate; server_no_context_takeover; client_no_context_takeover";
  const bits = asked.get("server_max_window_bits");
  if (bits === undefined) return answer;
  return Number(bits) < windowBits ? null : `${answer}; server_max_window_bits=${windowBits}`;
}

function isValid(name: string, value: string | null): boolean {
  switch (name) {
    case "server_no_context_takeover":
    case "client_no_context_takeover":
      return value === null;
    case "server_max_window_bits":
      return value !== null && isBits(value);
    case "client_max_window_bits":
      return value === null || isBits(value);
    default:
      return false;
  }
}

const isBits = (value: string): boolean => /^(?:[89]|1[0-5])$/.test(value);
