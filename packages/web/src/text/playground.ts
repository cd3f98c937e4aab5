/** What the playground says. Not part of `text`, so that the chat's page need not load it. */

type ProtocolName = "reactions" | "openchamp" | "rooms" | "roster" | "zo";

const number = new Intl.NumberFormat();
const second = new Intl.NumberFormat(undefined, { style: "unit", unit: "second", maximumFractionDigits: 1 });
const kilobytes = new Intl.NumberFormat(undefined, { style: "unit", unit: "kilobyte", maximumFractionDigits: 1 });
const ago = new Intl.RelativeTimeFormat(undefined, { style: "narrow" });

/** By close code: what it means, in words. */
const closeCodes: Readonly<Record<number, string>> = {
  1000: "closed in order",
  1001: "the server is going",
  1003: "only text frames are taken",
  1005: "closed without a code",
  1006: "cut, without a goodbye",
  1007: "what came was not readable",
  1008: "against the server's rules",
  1009: "the frame was too large",
  1011: "the server failed",
  4000: "the server stops; come back",
  4001: "read too slowly; come back",
  4002: "not available just now; come back",
  4003: "no answer to a ping; come back",
  4004: "the server failed; come back",
  4005: "a frame took too long; come back",
  4501: "the session has ended",
  4502: "the token was refused",
  4504: "nobody said in time who was there",
};

const milliseconds = (ms: number): string =>
  ms < 1_000 ? `${number.format(Math.max(1, Math.round(ms)))} ms` : second.format(ms / 1_000);

interface Closed {
  readonly code: number;
  readonly reason: string;
  readonly wasOpen: boolean;
  readonly isOwn: boolean;
}

function closedText({ code, reason, wasOpen, isOwn }: Closed): string {
  if (isOwn) return code === 1006 ? "you cut the connection" : "you hung up";
  if (!wasOpen) return "refused before it was open (browsers do not say why)";
  const meaning = closeCodes[code];
  return [`closed with ${code}`, meaning === undefined ? "" : `: ${meaning}`, reason === "" ? "" : ` (“${reason}”)`].join("");
}

export const playground = {
  title: "Protocol playground",
  home: "Parlance",
  homeLabel: "Parlance: to the chat",
  docs: "Documentation",
  promise: "Five chat protocols, one conversation.",
  explanation: "Each column is a real client of another protocol, connected to this server.",
  invitation: "Say something in one and watch it arrive in the other four.",
  hello: "Say hello for me",
  helloText: (name: string, protocol: ProtocolName) => `Hello from ${name}, on ${protocol}!`,
  about: {
    reactions: "One public room with emoji reactions. You are your address.",
    openchamp: "The chat of a game server: log in, then talk to all.",
    rooms: "Rooms, history over HTTP, one socket for what is live.",
    roster: "One room, and the list of everybody who is there.",
    zo: "The native protocol: typed routes, calls and events.",
  },

  states: {
    away: "not connected",
    connecting: "connecting …",
    greeting: "saying who it is …",
    in: "connected",
    waiting: (ms: number) => `back in ${milliseconds(ms)}`,
  },
  youAre: (name: string) => `You are ${name}`,
  docsOf: (protocol: ProtocolName) => `What ${protocol} is, in full`,
  columnLabel: (protocol: ProtocolName) => `${protocol}: a live client`,
  columnsLabel: "The five protocols",
  showColumn: (protocol: ProtocolName, state: string) => `Show ${protocol} (${state})`,
  saySomething: "Say something",
  sayIn: (protocol: ProtocolName) => `Say something in ${protocol}`,
  say: (protocol: ProtocolName) => `Say it in ${protocol}`,

  relay: {
    label: "The latest message, and where it was seen",
    nothing: "Nothing was said yet. Write a line in any column.",
    typedIn: (protocol: ProtocolName) => `typed in ${protocol}`,
    elsewhere: "said by somebody else",
    took: milliseconds,
    seen: (count: number, all: number, ms: number) => `in ${count} of ${all} after ${milliseconds(ms)}`,
    notYet: "not yet",
    seenIn: (protocol: ProtocolName, took: string) => `${protocol}: ${took}`,
  },

  frames: (protocol: ProtocolName) => `Frames of ${protocol}`,
  sent: "sent",
  received: "received",
  error: "error",
  none: "No frames yet",
  dropped: (count: number) => `${number.format(count)} older ones were dropped: the newest 500 are kept`,
  unknown: "not in the schema",
  notJson: "not JSON",
  size: (count: number) => (count < 1_000 ? `${count} B` : kilobytes.format(count / 1_000)),
  ago: (ms: number) => {
    const seconds = Math.round(ms / 1_000);
    if (seconds < 2) return "now";
    if (seconds < 60) return ago.format(-seconds, "second");
    return seconds < 3_600 ? ago.format(-Math.floor(seconds / 60), "minute") : ago.format(-Math.floor(seconds / 3_600), "hour");
  },
  mark: (count: number) => `Message ${count}: show it in every column`,
  more: (lines: number) => `Show all ${number.format(lines)} lines`,
  less: "Show less",
  toEnd: (unseen: number) => (unseen === 0 ? "To the newest" : `${number.format(unseen)} new`),
  notes: {
    connecting: (url: string) => `connecting to ${url}`,
    opened: "connected",
    in: (name: string) => `in, as ${name}`,
    closed: closedText,
    waiting: (ms: number) => `coming back in ${milliseconds(ms)}`,
    stays: "the code says not to come back: press Connect to try anyway",
    renamed: (name: string) => `trying again as ${name}`,
    catchingUp: "asking for what was missed",
    unreachable: "no answer from the server",
    flooding: (count: number) => `${number.format(count)} frames at once`,
  },
  required: "required",
  optional: "optional",

  copy: "Copy this frame",
  copyJson: "as JSON",
  copyWscat: "as a wscat command",
  copyScript: "as JavaScript",
  copied: "Copied",
  notCopied: "The browser did not let it be copied.",

  tools: {
    compose: "Compose",
    chosen: "chosen",
    pause: "Hold the list",
    resume: "Go on",
    pauseAll: "Hold all lists",
    resumeAll: "Let all lists go on",
    clear: "Clear the list",
    connect: "Connect",
    hangUp: "Hang up",
    more: (protocol: ProtocolName) => `More for ${protocol}`,
    filters: { all: "Show every frame", noPings: "Show all but pings", talk: "Show messages only" },
  },

  compose: {
    views: "How the frame is written",
    title: (protocol: ProtocolName) => `Compose a ${protocol} frame`,
    message: "Message",
    form: "Form",
    json: "JSON",
    badJson: "This is not JSON. It is sent as it is.",
    send: "Send",
    answers: "What came and went since",
    noAnswers: "Send it, and what comes back is shown here.",
    notConnected: "Not connected: nothing can be sent just now.",
    add: (name: string) => `Add ${name}`,
    remove: (name: string) => `Leave out ${name}`,
    addItem: "Add one",
    item: (index: number) => `Item ${index + 1}`,
    removeItem: (index: number) => `Take out item ${index + 1}`,
    shape: "One of",
    loading: "The schema is not here yet.",
  },

  breaking: {
    open: "Break it",
    title: "Break it",
    intro: "Misbehave, and see what the server says and how the client recovers. Nothing of it is kept in the lounge.",
    all: "In all five",
    in: (protocol: ProtocolName) => `Break ${protocol}`,
    drop: "Cut the connection",
    dropShort: "Cut",
    garbage: "Send garbage",
    garbageShort: "Garbage",
    flood: "Flood",
    how: {
      notJson: "Half a JSON text",
      wrongType: "A number for the text",
      missing: "Without the text",
      tooLong: "5,000 characters",
      tooLarge: "A frame of 70 kB",
    },
    sentCount: (count: number) => (count === 1 ? "1 frame sent" : `${number.format(count)} frames sent`),
    silent: "answered by nothing",
    stillOpen: "still connected",
    back: "connected again",
    comingBack: "coming back …",
    stays: "not connected",
    times: (count: number) => `${number.format(count)} ×`,
    recovery: {
      reactions: "After a cut the server sends the newest messages again, by itself.",
      openchamp: "This protocol has no history: what was said meanwhile is not shown.",
      rooms: "Refused sends get no answer here, by design. After a cut, /chat/retrieve has what was missed.",
      roster: "After init, history has the last 50 messages.",
      zo: "After a cut, lounge.history (or sync.catchUp) has what was missed.",
    },
  },

  fidelity: {
    open: "Fidelity",
    title: "What each protocol can show",
    intro: "The same events, as each protocol has words for them.",
    event: "Event",
    kinds: { native: "native", fallback: "fallback", hidden: "hidden" },
    loading: "The table is not here yet.",
    cell: (protocol: ProtocolName, event: string, kind: string) => `${event} in ${protocol}: ${kind}`,
  },
};
