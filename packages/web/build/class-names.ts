import { globSync, readFileSync } from "node:fs";

/**
 * The names of classes and animations in CSS modules, as short as can be: all names of a folder are numbered, in the order of its files. The
 * same sources have the same names, whatever is read first.
 */
export function shortClassNames(folder: string): (name: string, file: string) => string {
  const numbers = new Map<string, number>();
  for (const file of globSync(`${folder}/**/*.module.css`).sort()) {
    for (const [, name] of readFileSync(file, "utf8").matchAll(/(?:\.|@keyframes )([a-z][\w-]*)/gi)) {
      const key = `${file} ${name}`;
      if (!numbers.has(key)) numbers.set(key, numbers.size);
    }
  }
  return (name, file) => {
    const number = numbers.get(`${file.replace(/\?.*/, "")} ${name}`);
    if (number === undefined) throw new Error(`${file} names no ${name}`);
    return `_${number.toString(36)}`;
  };
}
