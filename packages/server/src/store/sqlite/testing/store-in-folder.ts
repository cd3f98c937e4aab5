/** For tests: a store in a folder of its own that goes with it. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Store } from "../../../ports/store.ts";
import type { SqliteStoreOptions } from "../open.ts";
import { openSqliteStore } from "../open.ts";

export const testBounds: SqliteStoreOptions["bounds"] = { storeWaiting: 65_536, storeBatch: 1_024, storeBusyMs: 5_000 };

type Changes = Partial<SqliteStoreOptions["bounds"]> & Pick<SqliteStoreOptions, "onBatch" | "onIndexed" | "indexing">;

export function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), "parlance-store-"));
}

export class StoreInFolder {
  readonly folder: string;
  store: Store;
  readonly #options: SqliteStoreOptions;

  private constructor(options: SqliteStoreOptions, store: Store) {
    this.folder = options.folder;
    this.#options = options;
    this.store = store;
  }

  static async make({ onBatch, onIndexed, indexing, ...bounds }: Changes = {}): Promise<StoreInFolder> {
    const options: SqliteStoreOptions = {
      folder: temporaryFolder(),
      bounds: { ...testBounds, ...bounds },
      ...(onBatch === undefined ? {} : { onBatch }),
      ...(onIndexed === undefined ? {} : { onIndexed }),
      ...(indexing === undefined ? {} : { indexing }),
    };
    return new StoreInFolder(options, await openSqliteStore(options));
  }

  async reopen(): Promise<Store> {
    await this.store.close();
    this.store = await openSqliteStore(this.#options);
    return this.store;
  }

  async dispose(): Promise<void> {
    await this.store.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.dispose();
  }
}
