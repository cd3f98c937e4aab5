import { untoldCodes } from "../wire/codes.ts";
import { ZoError } from "../wire/error.ts";
import { encodeFrame, frameTypes } from "../wire/frame.ts";

/** Where something failed, for the log. */
export interface FailureSite {
  readonly clientId?: string | undefined;
  readonly route?: string | undefined;
  /** What the client was told to quote. */
  readonly incident: string;
}

export type ReportError = (error: unknown, site: FailureSite) => void;

/** Used when nobody else wants to know: a failure is never swallowed. */
export const reportToConsole: ReportError = (error, site) => {
  // biome-ignore lint/suspicious/noConsole: the last resort, replaced by the option `onError`
  console.error("zo:", site, error);
};

/** The same, and what it throws itself goes to the console: a broken log must not break a connection. */
export function safely(report: ReportError): ReportError {
  return (error, site) => {
    try {
      report(error, site);
    } catch (broken) {
      reportToConsole(broken, site);
    }
  };
}

export const newIncident = (): string => crypto.randomUUID();

/** Whether the client may see it as it is. */
export function isForClient(error: unknown): error is ZoError {
  return error instanceof ZoError && !untoldCodes.has(error.code);
}

export interface Failed {
  readonly error: ZoError;
  readonly route?: string | undefined;
  readonly id?: number | undefined;
}

/** The error frame of a failure that the client may see (PROTOCOL.md, E1-E4). */
export function errorFrame({ error, route, id }: Failed): string {
  const { code, message, issues, data, incident } = error;
  const payload = { code, message, route: route ?? error.route, issues: issues.length > 0 ? issues : undefined, data, incident };
  return encodeFrame(frameTypes.error, payload, { id });
}
