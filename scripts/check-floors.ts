/**
 * Fails when an import goes up a floor (ARCHITECTURE.md, "Floors"), when core names a dialect, or when a file outgrows the house style.
 * Usage: node scripts/check-floors.ts [ROOT]
 */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";

const maxLines = 500;

/** What each floor may import, itself aside. Anything not listed is up, or sideways. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  ports: [],
  postgres: ["ports"],
  store: ["ports", "postgres"],
  bus: ["ports", "postgres"],
  blobs: ["ports", "postgres"],
  images: ["ports"],
  core: ["ports"],
  dialects: ["core", "ports"],
  transport: ["dialects/contract.ts", "core", "ports"],
  http: ["dialects/contract.ts", "core", "ports"],
  app: ["http", "transport", "dialects", "core", "ports", "store", "bus", "blobs", "images", "postgres"],
};
/** What of other packages a folder of the server may import; no other subpaths are meant. */
const packagesFor: Readonly<Record<string, readonly string[]>> = { "dialects/zo": ["@parlance/zo", "@parlance/client/contract"] };
/** Packages that one folder alone may name: what they do is a port's business. */
const packagesOf: Readonly<Record<string, string>> = { sharp: "images/sharp", ioredis: "bus/redis" };
/** Siblings on these floors do not know each other: `store/memory` may not import `store/sqlite`. */
const separateRooms = new Set(["store", "bus", "blobs", "images"]);

/** The same for the package zo. Its entry points, directly in `src`, may import everything. */
const zoMayImport: Readonly<Record<string, readonly string[]>> = {
  wire: [],
  contract: ["wire"],
  bus: [],
  asyncapi: ["contract", "wire"],
  server: ["asyncapi", "bus", "contract", "wire"],
  client: ["contract", "wire"],
  react: ["client", "contract", "wire"],
  node: ["server", "contract", "wire"],
  bun: ["server", "contract", "wire"],
};
/** Floors of zo that know their runtime or a library; the others run everywhere and depend on nothing. */
const zoKnowsPackages = new Set(["node", "bun", "react", "bus"]);
/** Floors of zo that are tools and tests of its own. */
const zoTools = new Set(["testing", "types", "docs", "publishing"]);

/** What the SDK may import of packages: its contract is zod schemas for zo's routes, its hooks know React; all else runs everywhere, on zo's client alone. */
const clientMayImport: Readonly<Record<string, readonly string[]>> = { contract: ["@parlance/zo", "zod"], react: ["react"] };
const clientRestMayImport: readonly string[] = ["@parlance/zo/client"];
/** Folders of the SDK that are tools of its own. */
const clientTools = new Set(["docs"]);

/** The client's two pages share nothing but these, which know neither. */
const webShared = new Set(["design", "text"]);
const webPlayground = "playground";
/** Parts of the web client's package that run in Node, and what they may import of our packages besides the SDK. */
const webTools: Readonly<Record<string, readonly string[]>> = { build: [], journeys: ["@parlance/conformance"] };

export interface Finding {
  readonly file: string;
  readonly problem: string;
}

/** Not ours, or made of what is; a build is made beside `dist`, and gone in a moment. */
const unread = /^(?:node_modules|dist(?:-.*)?)$/;

function sourceFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return unread.test(entry.name) ? [] : sourceFiles(path);
    return /\.(?:tsx?|css)$/.test(entry.name) ? [path] : [];
  });
}

const isTestCode = (path: string): boolean => path.endsWith(".test.ts") || path.includes(`${sep}testing${sep}`);

/** The module specifiers of static, dynamic and type imports. */
export function importsOf(text: string): string[] {
  const pattern = /(?:\bfrom|\bimport)\s*\(?\s*["']([^"']+)["']/g;
  return [...text.matchAll(pattern)].map((match) => match[1] ?? "");
}

/** A file directly on the floor, in none of its rooms. */
const isShared = (room = ""): boolean => room.endsWith(".ts");

function allowed(from: string, to: string): boolean {
  const [fromFloor = "", fromRoom] = from.split("/");
  const [toFloor = "", toRoom] = to.split("/");
  if (fromFloor === toFloor) return !separateRooms.has(fromFloor) || fromRoom === toRoom || isShared(toRoom);
  return (mayImport[fromFloor] ?? []).some((target) => to === target || to.startsWith(`${target}/`));
}

function checkImports(source: string, file: string, text: string): Finding[] {
  const from = relative(source, file).split(sep).join("/");
  return importsOf(text).flatMap((specifier) => {
    if (specifier.startsWith("@parlance/")) {
      if (packagesFor[from.split("/", 2).join("/")]?.includes(specifier)) return [];
      return [{ file, problem: `imports ${specifier}: ${from} depends on no other package` }];
    }
    const owner = packagesOf[specifier];
    if (owner !== undefined && !from.startsWith(`${owner}/`)) {
      return [{ file, problem: `imports ${specifier}, which is for ${owner} alone` }];
    }
    if (!specifier.startsWith(".")) return [];
    const to = relative(source, resolve(dirname(file), specifier))
      .split(sep)
      .join("/");
    if (to.startsWith("../")) return [{ file, problem: `imports ${specifier}, outside the server's source` }];
    return allowed(from, to) ? [] : [{ file, problem: `${from} imports ${to}, which is not below it` }];
  });
}

function checkZo(source: string, file: string, text: string): Finding[] {
  const [floor = "", ...rest] = relative(source, file).split(sep);
  if (rest.length === 0 || zoTools.has(floor)) return [];
  const targets = zoMayImport[floor];
  if (targets === undefined) return [{ file, problem: `${floor} is no floor of zo` }];
  return importsOf(text).flatMap((specifier) => {
    if (!specifier.startsWith(".")) {
      const isAllowed = zoKnowsPackages.has(floor) && !specifier.startsWith("@parlance/");
      return isAllowed ? [] : [{ file, problem: `imports ${specifier}: zo's ${floor} depends on no package` }];
    }
    const [to = ""] = relative(source, resolve(dirname(file), specifier)).split(sep);
    const toFloor = to.replace(/\.ts$/, "");
    const isDown = toFloor === floor || targets.includes(toFloor);
    return isDown ? [] : [{ file, problem: `zo's ${floor} imports ${specifier}, which is not below it` }];
  });
}

/** The contract is types to the rest of the SDK: nothing of zod reaches a page. The hooks stand on the rest, which knows nothing of them. */
function checkClient(source: string, file: string, text: string): Finding[] {
  const [floor = ""] = relative(source, file).split(sep);
  if (clientTools.has(floor)) return [];
  const part = floor.replace(/\.ts$/, "");
  const packages = clientMayImport[part] ?? clientRestMayImport;
  const findings = importsOf(text)
    .filter((specifier) => !specifier.startsWith(".") && !packages.includes(specifier))
    .map((specifier) => ({
      file,
      problem: `imports ${specifier}: the SDK's ${floor} depends on ${packages.join(" and ")} only`,
    }));
  const values = part === "contract" ? [] : [...text.matchAll(/^(?:im|ex)port (?!type\b)(.*) from "[./]*contract\b.*$/gm)];
  const hooks = part === "react" ? [] : importsOf(text).filter((specifier) => /^[./]+react\b/.test(specifier));
  return [
    ...findings,
    ...values.map(([line]) => ({ file, problem: `${line}: the contract is types only outside of it` })),
    ...hooks.map((specifier) => ({ file, problem: `imports ${specifier}: only its entry knows the hooks` })),
  ];
}

/** Both pages know the server by the SDK and by HTTP only, and each loads nothing of the other's. */
function checkWeb(web: string, file: string, text: string): Finding[] {
  const [part = "", room = ""] = relative(web, file).split(sep);
  const packages = ["@parlance/client", ...(webTools[part] ?? [])];
  return importsOf(text).flatMap((specifier) => {
    const isOurs = specifier.startsWith("@parlance/");
    if (isOurs && !packages.some((name) => specifier === name || specifier.startsWith(`${name}/`))) {
      return [{ file, problem: `imports ${specifier}: the web client's ${part} depends on ${packages.join(" and ")} only` }];
    }
    if (!specifier.startsWith(".")) return [];
    const [toPart = "", toRoom = ""] = relative(web, resolve(dirname(file), specifier)).split(sep);
    if (toPart === "..") return [{ file, problem: `imports ${specifier}, outside the web client` }];
    if (part !== "src") return [];
    if (toPart !== "src") return [{ file, problem: `imports ${specifier}, which is no part of a page` }];
    const isKnown = webShared.has(toRoom) || (!webShared.has(room) && (room === webPlayground) === (toRoom === webPlayground));
    return isKnown
      ? []
      : [{ file, problem: `${room} imports ${specifier}: the pages share ${[...webShared].join(" and ")} only` }];
  });
}

/** All findings below `root`; empty when the house stands as planned. */
export function checkFloors(root: string): Finding[] {
  const source = join(root, "packages", "server", "src");
  const zoSource = join(root, "packages", "zo", "src");
  const clientSource = join(root, "packages", "client", "src");
  const web = join(root, "packages", "web");
  const dialects = readdirSync(join(source, "dialects"), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== "testing")
    .map((entry) => entry.name);
  const findings: Finding[] = [];
  for (const file of [...sourceFiles(join(root, "packages")), ...sourceFiles(join(root, "scripts"))]) {
    const text = readFileSync(file, "utf8");
    const lines = text.split("\n").length;
    if (lines > maxLines) findings.push({ file, problem: `${lines} lines, more than ${maxLines}` });
    if (isTestCode(file) || file.endsWith(".css")) continue;
    if (file.startsWith(zoSource)) findings.push(...checkZo(zoSource, file, text));
    if (file.startsWith(clientSource)) findings.push(...checkClient(clientSource, file, text));
    if (file.startsWith(web + sep)) findings.push(...checkWeb(web, file, text));
    if (!file.startsWith(source)) continue;
    findings.push(...checkImports(source, file, text));
    if (!relative(source, file).startsWith(`core${sep}`)) continue;
    for (const dialect of dialects) {
      // `rooms` is also a plain word of the house.
      if (dialect !== "rooms" && new RegExp(`\\b${dialect}[A-Z./]`).test(text)) {
        findings.push({ file, problem: `core names the dialect ${dialect}` });
      }
    }
  }
  return findings;
}

if (process.argv[1] !== undefined && fileURLToPath(import.meta.url) === resolve(process.argv[1])) {
  const root = resolve(process.argv[2] ?? join(dirname(fileURLToPath(import.meta.url)), ".."));
  statSync(join(root, "packages"));
  const findings = checkFloors(root);
  for (const { file, problem } of findings) process.stderr.write(`${relative(root, file)}: ${problem}\n`);
  process.stdout.write(findings.length === 0 ? "floors: every import goes down\n" : `floors: ${findings.length} findings\n`);
  process.exitCode = findings.length === 0 ? 0 : 1;
}
