/** A frame to take away: as a command for wscat, as JavaScript for a browser's console or Node. Both run as they are. */

export interface Taken {
  /** With what the protocol wants in its query. */
  readonly url: string;
  readonly subprotocols: readonly string[];
  /** What has to be said first, to be let in. */
  readonly greeting: readonly string[];
  /** The frame to be sent; absent for one that was received, which the snippet then waits for. */
  readonly frame?: string;
}

/** Quoted for a POSIX shell. */
const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

export function wscatOf({ url, subprotocols, greeting, frame }: Taken): string {
  const said = frame === undefined || greeting.includes(frame) ? greeting : [...greeting, frame];
  return [
    "npx wscat",
    ...subprotocols.map((name) => `-s ${quoted(name)}`),
    `-c ${quoted(url)}`,
    ...said.map((text) => `-x ${quoted(text)}`),
    ...(said.length === 0 ? [] : ["-w -1"]),
  ].join(" ");
}

export function scriptOf({ url, subprotocols, greeting, frame }: Taken): string {
  const said = frame === undefined || greeting.includes(frame) ? greeting : [...greeting, frame];
  const given = subprotocols.length === 0 ? "" : `, ${JSON.stringify(subprotocols)}`;
  return [
    `const socket = new WebSocket(${JSON.stringify(url)}${given});`,
    "socket.onmessage = ({ data }) => console.log(data);",
    "socket.onclose = ({ code, reason }) => console.log(code, reason);",
    ...(said.length === 0 ? [] : ["socket.onopen = () => {", ...said.map((text) => `  socket.send(${sent(text)});`), "};"]),
    "",
  ].join("\n");
}

/** JSON is JavaScript, and reads better than a text with all its quotes escaped. */
function sent(text: string): string {
  try {
    return `JSON.stringify(${JSON.stringify(JSON.parse(text))})`;
  } catch {
    return JSON.stringify(text);
  }
}
