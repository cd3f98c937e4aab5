import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";

/** The compiler's own command, whichever `typescript` is installed. */
export const compiler = join(dirname(createRequire(import.meta.url).resolve("typescript/package.json")), "lib", "tsc.js");

interface Position {
  readonly line: number;
  readonly character: number;
}

interface Location {
  readonly uri: string;
  readonly range: { readonly start: Position };
}

/** TypeScript's language server, as an editor talks to it (LSP over stdio). */
export class LanguageServer implements AsyncDisposable {
  readonly #process: ChildProcess;
  readonly #answers = new Map<number, (result: unknown) => void>();
  #received = Buffer.alloc(0);
  #id = 0;

  private constructor(root: string) {
    this.#process = spawn(process.execPath, [compiler, "--lsp", "--stdio"], { cwd: root, stdio: ["pipe", "pipe", "ignore"] });
    this.#process.stdout?.on("data", (chunk: Buffer) => this.#read(chunk));
  }

  static async start(root: string): Promise<LanguageServer> {
    const server = new LanguageServer(root);
    await server.#ask("initialize", { processId: process.pid, rootUri: pathToFileURL(root).href, capabilities: {} });
    server.#send({ method: "initialized", params: {} });
    return server;
  }

  /** Where an editor goes from the last word of `text` in `file`: lines of source, by file. */
  async definitionOf(file: string, text: string): Promise<readonly string[]> {
    const source = readFileSync(file, "utf8");
    const at = source.indexOf(text);
    if (at === -1) throw new Error(`${file} does not hold ${text}`);
    const before = source.slice(0, at + text.length - 1).split("\n");
    const position = { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
    const uri = pathToFileURL(file).href;
    this.#send({
      method: "textDocument/didOpen",
      params: { textDocument: { uri, languageId: "typescript", version: 1, text: source } },
    });
    const result = await this.#ask("textDocument/definition", { textDocument: { uri }, position });
    const locations = (Array.isArray(result) ? result : [result]) as Location[];
    return locations.map(
      ({ uri: target, range }) => readFileSync(new URL(target), "utf8").split("\n")[range.start.line]?.trim() ?? "",
    );
  }

  #ask(method: string, params: object): Promise<unknown> {
    this.#id += 1;
    const id = this.#id;
    this.#send({ id, method, params });
    return new Promise((resolve) => this.#answers.set(id, resolve));
  }

  #send(message: object): void {
    const body = JSON.stringify({ jsonrpc: "2.0", ...message });
    this.#process.stdin?.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  }

  #read(chunk: Buffer): void {
    this.#received = Buffer.concat([this.#received, chunk]);
    for (;;) {
      const end = this.#received.indexOf("\r\n\r\n");
      const length = Number(/Content-Length: (\d+)/i.exec(this.#received.subarray(0, Math.max(0, end)).toString())?.[1]);
      if (end === -1 || this.#received.length < end + 4 + length) return;
      const body: unknown = JSON.parse(this.#received.subarray(end + 4, end + 4 + length).toString());
      this.#received = this.#received.subarray(end + 4 + length);
      this.#handle(body as { id?: number; method?: string; result?: unknown });
    }
  }

  #handle({ id, method, result }: { readonly id?: number; readonly method?: string; readonly result?: unknown }): void {
    if (id === undefined) return;
    // A question of the server's: nothing here is configured.
    if (method !== undefined) this.#send({ id, result: null });
    else this.#answers.get(id)?.(result);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#process.stdin?.end();
    this.#process.kill();
    if (this.#process.exitCode === null && this.#process.signalCode === null) await once(this.#process, "exit");
  }
}
