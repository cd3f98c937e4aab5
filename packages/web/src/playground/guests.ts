/** Who the visitor is in each column: friendly names that nobody has to think of. */
import type { Guest, ProtocolName } from "./protocols/protocol.ts";

const firstNames: Readonly<Record<ProtocolName, string>> = {
  reactions: "Remy",
  openchamp: "Oki",
  rooms: "Ruth",
  roster: "Rosa",
  zo: "Zoe",
};
/** Without those that are taken for one another. */
const letters = "abcdefghjkmnpqrstuvwxyz23456789";

/** Somebody new: a name that is likely to be free, and secrets of their own. */
export function renamed(protocol: ProtocolName): Guest {
  const tail = Array.from(crypto.getRandomValues(new Uint8Array(4)), (byte) => letters[byte % letters.length]).join("");
  return { name: `${firstNames[protocol]}-${tail}`, id: crypto.randomUUID(), password: crypto.randomUUID() };
}

export interface Keep {
  load(protocol: ProtocolName): Guest;
  save(protocol: ProtocolName, guest: Guest): void;
}

/** Kept by the browser, so that a reload is the same people and registers no more accounts. Without storage: new people each time. */
export function keepIn(storage: Pick<Storage, "getItem" | "setItem"> | null): Keep {
  const keyOf = (protocol: ProtocolName): string => `parlance.playground.${protocol}`;
  return {
    load: (protocol) => {
      const kept = guestFrom(attempt(() => storage?.getItem(keyOf(protocol))));
      return kept ?? renamed(protocol);
    },
    save: (protocol, guest) => {
      attempt(() => storage?.setItem(keyOf(protocol), JSON.stringify(guest)));
    },
  };
}

function guestFrom(text: string | null | undefined): Guest | null {
  const kept = attempt(() => JSON.parse(text ?? "null") as unknown);
  if (typeof kept !== "object" || kept === null) return null;
  const { name, id, password, token } = kept as Record<string, unknown>;
  if (typeof name !== "string" || typeof id !== "string" || typeof password !== "string") return null;
  return typeof token === "string" ? { name, id, password, token } : { name, id, password };
}

/** Browsers that keep nothing throw on the attempt. */
function attempt<T>(action: () => T): T | null {
  try {
    return action();
  } catch {
    return null;
  }
}
