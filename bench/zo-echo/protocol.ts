/** What the measurement's processes tell each other over IPC. */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { contenderNames } from "./contenders.ts";

/** A server says where it listens; asked anything after that, it says what CPU time it has used. */
export const listening = z.object({ port: z.number() });
export const usage = z.object({ cpuUs: z.number() });

export const order = z.discriminatedUnion("do", [
  z.object({
    do: z.literal("connect"),
    contender: z.enum(contenderNames),
    port: z.number(),
    connections: z.number(),
    inFlight: z.number(),
    characters: z.number(),
  }),
  z.object({ do: z.literal("run"), ms: z.number() }),
  z.object({ do: z.literal("close") }),
]);
export type Order = z.infer<typeof order>;
/** After `connect`: every echo of the first lap was right. */
export const connected = z.object({ checked: z.number() });
/** After `run`: whole round trips, from the first request to the last reply; all of them right. */
export const ran = z.object({ roundTrips: z.number(), elapsedMs: z.number(), cpuUs: z.number() });
export type Ran = z.infer<typeof ran>;
export const closed = z.object({ isClosed: z.literal(true) });

/** User and system time of this process so far, in microseconds. */
export function cpuUs(): number {
  const { userCPUTime, systemCPUTime } = process.resourceUsage();
  return userCPUTime + systemCPUTime;
}

const patienceMs = 30_000;

/** A child process that answers each message with one. */
export class Helper implements AsyncDisposable {
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess) {
    this.#child = child;
  }

  static start(file: string, ...words: readonly string[]): Helper {
    const path = fileURLToPath(new URL(file, import.meta.url));
    return new Helper(fork(path, words, { env: { ...process.env, NODE_ENV: "production" } }));
  }

  /** @throws {Error} when the child ends or is silent for 30 s, and when it says something else. */
  async next<T>(schema: z.ZodType<T>): Promise<T> {
    const over = new AbortController();
    const signal = AbortSignal.any([over.signal, AbortSignal.timeout(patienceMs)]);
    const gone = once(this.#child, "exit", { signal }).then(() => {
      throw new Error("a process of the measurement ended; what it wrote above says why");
    });
    try {
      const [said]: unknown[] = await Promise.race([once(this.#child, "message", { signal }), gone]);
      return schema.parse(said);
    } finally {
      gone.catch(() => undefined);
      over.abort();
    }
  }

  ask<T>(question: Order | "usage", schema: z.ZodType<T>): Promise<T> {
    const answer = this.next(schema);
    this.#child.send(question);
    return answer;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exited = once(this.#child, "exit");
    this.#child.kill("SIGKILL");
    await exited;
  }
}
