/** The log: pino to stderr, so that stdout carries nothing but what the start prints. */
import { pino } from "pino";
import pretty from "pino-pretty";
import type { Logger } from "../ports/telemetry.ts";
import type { LogLevel } from "./config/settings.ts";
import { createLineWriter } from "./line-writer.ts";

/** What must never be written, should a caller pass it by mistake: credentials, and what people say. */
const redacted = ["token", "auth_token", "password", "authorization", "text", "message_text"];

/** JSON lines, or readable ones when stderr is a terminal. Written at once: the last lines before an exit are the ones that matter. */
export function createLog(level: LogLevel): Logger {
  const options = {
    level,
    base: { pid: process.pid },
    redact: { paths: redacted.flatMap((key) => [key, `*.${key}`]), censor: "[redacted]" },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
  };
  return process.stderr.isTTY
    ? pino(options, pretty({ colorize: true, destination: 2, sync: true, ignore: "pid", translateTime: "SYS:HH:MM:ss.l" }))
    : pino(options, createLineWriter(2));
}
