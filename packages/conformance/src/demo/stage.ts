/** Starts actors, prints what they send and receive line by line, and lets the script wait for what should come. */
import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { styleText } from "node:util";
import { type Protocol, protocols } from "../blackbox/everyone.ts";
import type { Part, Report } from "./actor.ts";

const actorFile = fileURLToPath(new URL("./actor.ts", import.meta.url));
const waitMs = 10_000;
const defaultColumns = 140;
const colours = {
  reactions: "cyan",
  openchamp: "green",
  rooms: "yellow",
  roster: "magenta",
  zo: "blue",
} as const satisfies Record<Protocol, string>;
const labelWidth = 2 + Math.max(...protocols.map((protocol) => protocol.length));

export class Stage {
  readonly #out: NodeJS.WriteStream;
  readonly #startedAt = performance.now();

  constructor(out: NodeJS.WriteStream) {
    this.#out = out;
  }

  /** A heading before what comes next. */
  scene(title: string): void {
    this.#out.write(`\n${this.#style("bold", `── ${title}`)}\n`);
  }

  /** One line of a protocol's client; long frames are cut to the terminal's width. */
  line(protocol: Protocol, mark: string, text: string): void {
    const at = `${((performance.now() - this.#startedAt) / 1000).toFixed(2).padStart(6)}s `;
    const label = protocol.padEnd(labelWidth);
    const room = (this.#out.columns ?? defaultColumns) - at.length - label.length - 3;
    this.#out.write(`${this.#style("dim", at)}${this.#style(colours[protocol], label)}${mark} ${cut(text, room)}\n`);
  }

  note(text: string): void {
    this.#out.write(`${" ".repeat(8)}${this.#style("dim", text)}\n`);
  }

  print(text: string): void {
    this.#out.write(`${text}\n`);
  }

  enter(protocol: Protocol, part: Part): Actor {
    return new Actor(this, protocol, part);
  }

  #style(style: Parameters<typeof styleText>[0], text: string): string {
    return styleText(style, text, { stream: this.#out });
  }
}

/** No control characters, which would move the cursor, and no tokens. */
function cut(text: string, width: number): string {
  const printable = text.replace(/("(?:auth_)?token":")[^"]+/g, "$1…").replace(/[\u0000-\u001f\u007f-\u009f]/g, "\ufffd");
  return printable.length <= width ? printable : `${printable.slice(0, Math.max(width - 1, 0))}…`;
}

export class Actor {
  readonly protocol: Protocol;
  /** The texts of all frames received, in order. */
  readonly received: string[] = [];
  /** Resolves when the socket is open and the first frames were sent. */
  readonly connected: Promise<void>;
  readonly #child: ChildProcess;
  readonly #stage: Stage;
  readonly #ended: Promise<void>;
  #wake: () => void = () => undefined;
  #connect: () => void = () => undefined;

  constructor(stage: Stage, protocol: Protocol, part: Part) {
    this.#stage = stage;
    this.protocol = protocol;
    this.#child = fork(actorFile, [JSON.stringify(part)], { execArgv: [], stdio: ["ignore", "ignore", "inherit", "ipc"] });
    this.connected = new Promise((resolve) => {
      this.#connect = resolve;
    });
    this.#ended = new Promise((resolve) => this.#child.once("exit", () => resolve()));
    this.#child.on("message", (report: Report) => this.#report(report));
  }

  send(frame: unknown): void {
    this.#child.send(frame as object);
  }

  /** The first frame received that contains all the parts; fails after ten seconds. */
  async sees(...parts: readonly string[]): Promise<string> {
    const deadline = performance.now() + waitMs;
    for (;;) {
      const hit = this.received.find((text) => parts.every((part) => text.includes(part)));
      if (hit !== undefined) return hit;
      const left = deadline - performance.now();
      if (left <= 0) throw new Error(`${this.protocol} was to see ${parts.join(" … ")} and did not`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }

  /** Ends the process, without a word to the server. */
  async leave(): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.#ended;
  }

  #report(report: Report): void {
    switch (report.kind) {
      case "connected":
        this.#connect();
        this.#stage.line(this.protocol, "·", `connected (process ${this.#child.pid})`);
        break;
      case "sent":
        this.#stage.line(this.protocol, "→", report.text);
        break;
      case "received":
        this.received.push(report.text);
        this.#stage.line(this.protocol, "←", report.text);
        break;
      case "closed":
        this.#stage.line(this.protocol, "·", `connection lost (${report.code})`);
        break;
    }
    this.#wake();
  }
}
