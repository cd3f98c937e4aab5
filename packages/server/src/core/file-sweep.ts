import type { BlobHash, Blobs, Removal } from "../ports/blobs.ts";
import type { Bounds } from "../ports/bounds.ts";
import type { Clock } from "../ports/clock.ts";
import type { Store } from "../ports/store.ts";
import type { Logger } from "../ports/telemetry.ts";
import type { Duty } from "./cluster/duty.ts";

interface SweepOptions {
  readonly store: Store;
  readonly blobs: Blobs;
  readonly clock: Clock;
  /** One node sweeps for all. */
  readonly duty: Duty;
  readonly bounds: Pick<
    Bounds,
    "unattachedFilesMs" | "fileSweepMs" | "filesSweptAtOnce" | "blobSearchMs" | "blobsSearchedAtOnce"
  >;
  readonly log: Logger;
}

type Stores = Pick<SweepOptions, "store" | "blobs">;

/** Takes a blob away unless a file names it, or is about to: asked in this order, by the rule of the port. */
function removeNameless({ store, blobs }: Stores, hash: BlobHash): Promise<Removal> {
  return blobs.remove(hash, async () => (await store.namelessBlobs([hash])).length === 0);
}

/** The same where it is no harm when it does not work: whoever looks for nameless blobs will find it. */
export async function dropNameless(options: Stores & Pick<SweepOptions, "log">, hash: BlobHash): Promise<void> {
  await removeNameless(options, hash).catch((err: unknown) => options.log.warn({ err, hash }, "a blob without a name is left"));
}

/**
 * Keeps the disk free of what nobody can reach any more. Every `fileSweepMs`: files that nobody attached to a message in
 * `unattachedFilesMs`, and the blobs of files that went. Now and every `blobSearchMs`: all blobs without a name, such as those that a crash left
 * between the keeping of the bytes and of the name. Few at a time. `close` resolves when it rests.
 */
export function sweepFiles(options: SweepOptions): { close(): Promise<void> } {
  const { clock, duty, bounds, log } = options;
  const state = { isStopped: false };
  const sweep = oneByOne(async () => {
    await deleteUnattached(options, state);
    await removeReleased(options, state);
  });
  const search = oneByOne(() => removeUnknown(options, state));
  const run = ({ start }: Rounds): void => {
    if (!duty.isMine) return;
    start((err) => {
      if (!state.isStopped) log.warn({ err }, "could not sweep files");
    });
  };
  const cancels = [
    duty.whenMine(() => run(search)),
    clock.every(bounds.fileSweepMs, () => run(sweep)),
    clock.every(bounds.blobSearchMs, () => run(search)),
  ];
  return {
    async close() {
      state.isStopped = true;
      for (const cancel of cancels) cancel();
      await Promise.all([sweep.rest(), search.rest()]);
    },
  };
}

interface Rounds {
  /** Nothing happens while a round is under way. */
  start(failed: (error: unknown) => void): void;
  rest(): Promise<void>;
}

function oneByOne(round: () => Promise<void>): Rounds {
  let running: Promise<void> | null = null;
  return {
    start(failed) {
      running ??= round()
        .catch(failed)
        .finally(() => {
          running = null;
        });
    },
    rest: async () => running ?? undefined,
  };
}

interface SweepState {
  readonly isStopped: boolean;
}

async function deleteUnattached({ store, clock, bounds, log }: SweepOptions, state: SweepState): Promise<void> {
  let deleted = 0;
  let count = 0;
  do {
    count = await store.deleteUnattachedFiles(clock.now() - bounds.unattachedFilesMs, bounds.filesSweptAtOnce);
    deleted += count;
  } while (count === bounds.filesSweptAtOnce && !state.isStopped);
  if (deleted > 0) log.info({ deleted }, "files deleted that no message carries");
}

async function removeReleased(options: SweepOptions, state: SweepState): Promise<void> {
  const { store, bounds, log } = options;
  let removed = 0;
  let isMore = true;
  while (isMore && !state.isStopped) {
    const released = await store.releasedBlobs(bounds.filesSweptAtOnce);
    const settled: number[] = [];
    for (const { id, hash } of released) {
      const removal = await removeNameless(options, hash);
      if (removal === "removed") removed += 1;
      // One that is held may be let go of without having got a name: it stays on the list.
      if (removal !== "held") settled.push(id);
    }
    if (settled.length > 0) await store.forgetReleased(settled);
    isMore = settled.length === bounds.filesSweptAtOnce;
  }
  if (removed > 0) log.info({ removed }, "blobs of deleted files removed");
}

async function removeUnknown(options: SweepOptions, state: SweepState): Promise<void> {
  const { store, blobs, bounds, log } = options;
  let removed = 0;
  let page: readonly BlobHash[] = [];
  do {
    page = await blobs.list(page.at(-1) ?? "", bounds.blobsSearchedAtOnce);
    for (const hash of await store.namelessBlobs(page)) {
      if (state.isStopped) break;
      if ((await removeNameless(options, hash)) === "removed") removed += 1;
    }
  } while (page.length === bounds.blobsSearchedAtOnce && !state.isStopped);
  if (removed > 0) log.info({ removed }, "blobs without a name removed");
}
