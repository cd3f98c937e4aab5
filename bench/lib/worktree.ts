/** Another commit of this repository, checked out beside it, with the same packages installed. */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "./parlance.ts";

/** Our own packages, which are of the commit and not of the installation. */
const scope = "@parlance";

function git(...words: readonly string[]): string {
  return execFileSync("git", words, { cwd: root, encoding: "utf8" }).trim();
}

/** A link for each installed package. */
function linkPackages(tree: string): void {
  const [from, to] = [join(root, "node_modules"), join(tree, "node_modules")];
  mkdirSync(join(to, scope), { recursive: true });
  for (const name of readdirSync(from)) {
    if (name !== scope && !name.startsWith(".")) symlinkSync(join(from, name), join(to, name));
  }
  for (const name of readdirSync(join(tree, "packages"))) symlinkSync(join(tree, "packages", name), join(to, scope, name));
}

export interface Worktree extends Disposable {
  readonly path: string;
  /** The commit's short hash. */
  readonly commit: string;
}

/** Throws what git says when there is no such commit. */
export function checkOut(commit: string): Worktree {
  const hash = git("rev-parse", "--verify", "--short", `${commit}^{commit}`);
  const folder = mkdtempSync(join(tmpdir(), "parlance-bench-"));
  const path = join(folder, hash);
  const remove = (): void => {
    git("worktree", "remove", "--force", path);
    rmSync(folder, { recursive: true, force: true });
  };
  git("worktree", "add", "--detach", path, hash);
  try {
    linkPackages(path);
  } catch (error) {
    remove();
    throw error;
  }
  return { path, commit: hash, [Symbol.dispose]: remove };
}
