/**
 * Which file a module is put into. A page fetches a few large files rather than dozens of small ones: they are the same bytes, but compress
 * together, which is a tenth of all.
 */
import { join } from "node:path";

const [chat, playground] = ["index.html", "playground.html"].map((page) => join(import.meta.dirname, "..", page)) as [
  string,
  string,
];

/** What the bundler tells of its modules. */
export interface Modules {
  getModuleInfo(
    id: string,
  ): { readonly importedIds: readonly string[]; readonly dynamicallyImportedIds: readonly string[] } | null;
}

/** All that is loaded with a module, itself too; `later` with what it may ask for afterwards. */
function loadedWith(entry: string, modules: Modules, { later }: { readonly later: boolean }): ReadonlySet<string> {
  const found = new Set<string>([entry]);
  for (const id of found) {
    const { importedIds = [], dynamicallyImportedIds = [] } = modules.getModuleInfo(id) ?? {};
    for (const imported of [...importedIds, ...(later ? dynamicallyImportedIds : [])]) found.add(imported);
  }
  return found;
}

/** From what is needed most to what is needed least: a group takes along what its modules need, unless an earlier one has it. */
const names = ["shared", "chat", "playground", "later"] as const;

/**
 * `shared`: both pages have it, so that neither loads a file of the other. `chat`, `playground`: one page begins with it. `later`: what the chat
 * shows when it is asked for.
 */
export function chunkOf(modules: Modules): (id: string) => (typeof names)[number] | undefined {
  const begins = loadedWith(chat, modules, { later: false });
  const all = loadedWith(chat, modules, { later: true });
  const other = loadedWith(playground, modules, { later: false });
  return (id) => {
    if (other.has(id)) return all.has(id) ? "shared" : "playground";
    if (begins.has(id)) return "chat";
    // Data in files of their own.
    return id.startsWith("\0virtual:") ? undefined : "later";
  };
}

/** As the bundler takes them. */
export function chunks() {
  let find: ReturnType<typeof chunkOf> | undefined;
  return names.map((name, at) => ({
    name: (id: string, modules: Modules) => {
      find ??= chunkOf(modules);
      return find(id) === name ? name : undefined;
    },
    priority: names.length - at,
  }));
}
