import { createHash } from "node:crypto";
import type { Bounds } from "../../../ports/bounds.ts";
import { addressOf } from "../../../postgres/address.ts";
import { type BlobsCopied, compareBlobs, copyBlobs } from "./copy-blobs.ts";
import { compareTables, copyTables, type TableDigest, type Told } from "./copy-tables.ts";
import { openPostgresSource } from "./postgres-source.ts";
import { PostgresTarget } from "./postgres-target.ts";
import { MigrationError, type Source, type Target } from "./side.ts";
import { openSqliteSource } from "./sqlite-source.ts";
import { SqliteTarget } from "./sqlite-target.ts";

export interface MoveOptions {
  /** A data folder, or a database's URL. */
  readonly from: string;
  readonly to: string;
  /** Read a database that servers are connected to. */
  readonly isForced: boolean;
  readonly bounds: Bounds;
  /** A line for whoever watches. */
  readonly tell: Told;
}

export interface Moved {
  /** `already`: it was all there, and nothing was written. */
  readonly kind: "moved" | "already";
  readonly tables: readonly TableDigest[];
  readonly blobs: BlobsCopied | null;
}

const isUrl = (place: string): boolean => /^postgres(?:ql)?:/.test(place);

/**
 * Copies everything from one database to the other, and reads it back. The source is only read; the target is empty, or what such a move has left.
 * Rejects with MigrationError or StoreError, with the target marked as unfinished.
 */
export async function move({ from, to, isForced, bounds, tell }: MoveOptions): Promise<Moved> {
  if (isUrl(from) === isUrl(to)) {
    throw new MigrationError(
      "one of --from and --to is to be a folder, the other a database (postgres://…); to copy one, use its backup",
    );
  }
  if (isUrl(from)) checked(from);
  if (isUrl(to)) checked(to);
  const source = isUrl(from) ? await openPostgresSource({ url: from, bounds, isForced }) : openSqliteSource(from);
  try {
    const target = isUrl(to) ? await PostgresTarget.open({ url: to, bounds, isForced }) : new SqliteTarget(to);
    try {
      return await moved(source, target, { pageRows: bounds.migrationRows, tell });
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
}

function checked(url: string): void {
  try {
    addressOf(url);
  } catch (error) {
    throw new MigrationError(error instanceof Error ? error.message : String(error));
  }
}

interface How {
  readonly pageRows: number;
  readonly tell: Told;
}

async function moved(source: Source, target: Target, { pageRows, tell }: How): Promise<Moved> {
  const { secret } = await source.carried();
  const name = createHash("sha256").update("move").update(secret).digest("hex").slice(0, 16);
  const state = await target.state();
  if (state === "used") return await same(source, target, { pageRows, tell });
  const before = await target.moving();
  if (before !== null && before !== name) {
    throw new MigrationError(
      `${target.name} holds part of another server, whose move was not finished; empty it, or choose another`,
    );
  }
  tell(
    `moving ${source.name} to ${target.name}${before === null ? "" : " (once more: an earlier attempt did not come to its end)"}`,
  );
  await target.begin(name);
  await copyTables({ from: source, to: target, pageRows, tell });
  const tables = await compareTables(source, target, pageRows);
  tell("  read back: the rows are the same");
  const blobs = await copyBlobs(source.blobs, target, pageRows);
  tell(`  files: ${blobs.blobs} contents, ${blobs.bytes} bytes, read back by their hashes`);
  await target.derive();
  tell("  made anew: the index of words, and what else is made of the rows");
  await source.unchanged();
  await target.finish();
  return { kind: "moved", tables, blobs };
}

/** What has rows is left alone, and said to be the same if it is. */
async function same(source: Source, target: Target, { pageRows, tell }: How): Promise<Moved> {
  tell(`${target.name} is not empty: comparing`);
  try {
    const tables = await compareTables(source, target, pageRows);
    await compareBlobs(source.blobs, target.blobs, pageRows);
    return { kind: "already", tables, blobs: null };
  } catch (error) {
    if (!(error instanceof MigrationError)) throw error;
    throw new MigrationError(
      `${target.name} is in use and not a copy of ${source.name}, so nothing was written (${error.message})`,
    );
  }
}
