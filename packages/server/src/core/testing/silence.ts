import type { Logger, Telemetry } from "../../ports/telemetry.ts";

export interface LogLine {
  readonly level: "debug" | "info" | "warn" | "error";
  readonly fields: object;
  readonly message: string;
}

/** A log that says nothing and keeps its lines for tests to look at. */
export interface KeptLog extends Logger {
  readonly lines: readonly LogLine[];
}

export function keptLog(lines: LogLine[] = []): KeptLog {
  const level = (name: LogLine["level"]) => (fields: object, message: string) => {
    lines.push({ level: name, fields, message });
  };
  return {
    lines,
    debug: level("debug"),
    info: level("info"),
    warn: level("warn"),
    error: level("error"),
    child: () => keptLog(lines),
  };
}

const nothing = (): void => undefined;

export const noTelemetry: Telemetry = {
  connectionOpened: nothing,
  connectionClosed: nothing,
  command: nothing,
  events: nothing,
  deliveries: nothing,
  deflated: nothing,
  outboxBytes: nothing,
  commit: nothing,
  unindexed: nothing,
  busEvents: nothing,
  busLost: nothing,
  busUp: nothing,
  tailRead: nothing,
  error: nothing,
};
