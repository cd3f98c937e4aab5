/** The real core over the real store, with the real `reactions`, and with rooms of ten, which no protocol has yet. */
import { join } from "node:path";
import { z } from "zod";
import { systemClock } from "../../../packages/server/src/app/system-clock.ts";
import { openDiskBlobs } from "../../../packages/server/src/blobs/disk/disk-blobs.ts";
import { createLocalBus } from "../../../packages/server/src/bus/local/local-bus.ts";
import { createChat } from "../../../packages/server/src/core/chat.ts";
import type { Dialect, DialectContext, Link } from "../../../packages/server/src/dialects/contract.ts";
import { reactionsDialect } from "../../../packages/server/src/dialects/reactions/dialect.ts";
import { loungeId } from "../../../packages/server/src/ports/model.ts";
import { openSqliteStore } from "../../../packages/server/src/store/sqlite/open.ts";
import { textFrame } from "../../../packages/server/src/transport/frames.ts";
import { bounds, hidden, log, telemetryOf } from "./quiet.ts";

interface Listeners {
  readonly posted: (count: number) => void;
  /** Called with each batch of events before any dialect is. */
  readonly first: () => void;
}

export async function openHouse(folder: string, { posted, first }: Listeners): Promise<ReadonlyMap<string, Dialect>> {
  const telemetry = telemetryOf(() => undefined, posted);
  const chat = await createChat({
    store: await openSqliteStore({ folder, bounds, onBatch: telemetry.commit }),
    bus: createLocalBus(),
    blobs: await openDiskBlobs({ folder: join(folder, "files"), reserveBytes: bounds.diskReserveBytes }),
    images: null,
    fileTypes: ["*"],
    clock: systemClock,
    bounds,
    limitsOn: false,
    log,
    telemetry,
    publicUrl: () => "",
    loungeAutoJoin: false,
  });
  chat.feeds.lounge.attach(first);
  const context = { chat, clock: systemClock, frame: textFrame, log, telemetry };
  return new Map([
    ["reactions", reactionsDialect(context)],
    ["ten", tenDialect(context)],
  ]);
}

const said = z.object({ type: z.literal("say"), text: z.string() });

/**
 * A message is a durable post into the lounge, with all that costs; only those in the sender's room are shown it. The room is in
 * the query, and goes before the text.
 */
function tenDialect({ chat, frame }: DialectContext): Dialect {
  const rooms = new Map<string, Set<Link>>();
  chat.feeds.lounge.attach((events) => {
    for (const event of events) {
      if (event.type !== "posted") continue;
      const { id, author, text, at } = event.message;
      const links = rooms.get(text.slice(0, text.indexOf(" ")));
      if (links === undefined) continue;
      const shown = frame(JSON.stringify({ type: "message", data: { id, from: author.name, text, at } }));
      for (const link of links) link.send(shown);
    }
  });
  return {
    name: "ten",
    maxFrameBytes: bounds.frameBytes,
    contract: { title: "", description: "", version: "", messages: [] },
    fidelity: hidden,
    open(link, { query }) {
      const room = new URLSearchParams(query).get("room") ?? "";
      const links = rooms.get(room) ?? new Set();
      rooms.set(room, links.add(link));
      const author = { id: chat.addressId(link.address), kind: "address", name: "Bench" } as const;
      link.trust();
      return {
        async receive(given) {
          const { text } = said.parse(JSON.parse(given));
          await chat.messages.post({ roomId: loungeId, author, text: `${room} ${text}`, membersOnly: false, rate: "checked" });
        },
        closed: () => links.delete(link),
      };
    },
  };
}
