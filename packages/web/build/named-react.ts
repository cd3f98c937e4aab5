import { createRequire } from "node:module";
import type { Plugin } from "vite";

const require = createRequire(import.meta.url);
const prefix = "\0named:";

/**
 * React's functions by names of their own. React is CommonJS, so `useState()` would be `(0, react.useState)()` in each of thousands of places,
 * with a name that nothing shortens.
 */
export function namedReact(): Plugin {
  return {
    name: "named-react",
    apply: "build",
    enforce: "pre",
    resolveId: {
      filter: { id: /^react(?:\/jsx-runtime)?$/ },
      handler: (id, importer, { kind }) =>
        kind === "import-statement" && importer?.startsWith(prefix) !== true ? prefix + id : undefined,
    },
    load: {
      filter: { id: new RegExp(`^${prefix}`) },
      handler(id) {
        const name = id.slice(prefix.length);
        const all = Object.keys(require(name) as object).filter((part) => !part.startsWith("__"));
        // Marked as calls without effects, so that those which nobody imports are left out.
        const parts = all.map((part) => `export const ${part} = /*#__PURE__*/ (() => all.${part})();`);
        return [`import all from "${name}";`, "export default all;", ...parts].join("\n");
      },
    },
  };
}
