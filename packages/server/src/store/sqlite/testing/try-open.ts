/** Tries to open the store in argv[2] and says what came of it. */
import { StoreError } from "../../../ports/store.ts";
import { openSqliteStore } from "../open.ts";
import { testBounds } from "./store-in-folder.ts";

try {
  const store = await openSqliteStore({ folder: process.argv[2] ?? "", bounds: testBounds });
  await store.close();
  process.stdout.write("opened\n");
} catch (error) {
  process.stdout.write(error instanceof StoreError ? `${error.code}: ${error.message}\n` : `${String(error)}\n`);
}
