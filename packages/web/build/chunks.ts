/**
 * Which file a module is put into. A page fetches a few large files rather than dozens of small ones: they are the same bytes, but compress
 * together, which is a tenth of all.
 */
import { join } from "node:path";

const source = join(import.meta.dirname, "../src");
const chat = join(source, "main.tsx");
const playground = join(source, "playground/main.tsx");

/** What the bundler tells of its modules. */
export interface Modules {
  getModuleInfo(id: string): { readonly importedIds: readonly string[] } | null;
}

/** All that is loaded with a module, itself too. */
function loadedWith(entry: string, modules: Modules): ReadonlySet<string> {
  const found = new Set<string>([entry]);
  for (const id of found) for (const imported of modules.getModuleInfo(id)?.importedIds ?? []) found.add(imported);
  return found;
}

/** From what is needed most to what is needed least: a group takes along what its modules need, unless an earlier one has it. */
const names = ["shared", "chat", "playground", "later"] as const;

/** `shared`: both pages begin with it. `chat`, `playground`: one does. `later`: what the chat shows when it is asked for. */
export function chunks() {
  let pages: { readonly chat: ReadonlySet<string>; readonly playground: ReadonlySet<string> } | undefined;
  const chunkOf = (id: string, modules: Modules): (typeof names)[number] | undefined => {
    pages ??= { chat: loadedWith(chat, modules), playground: loadedWith(playground, modules) };
    if (pages.chat.has(id)) return pages.playground.has(id) ? "shared" : "chat";
    if (pages.playground.has(id)) return "playground";
    // Data in files of their own.
    return id.startsWith("\0virtual:") ? undefined : "later";
  };
  return names.map((name, at) => ({
    name: (id: string, modules: Modules) => (chunkOf(id, modules) === name ? name : undefined),
    priority: names.length - at,
  }));
}
