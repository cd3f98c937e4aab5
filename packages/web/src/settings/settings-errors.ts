/** The server's refusals to change something of one's own, in words. */
import { text } from "../text/text.ts";

interface Refused {
  readonly reason: string;
  readonly retryAfterMs: number | undefined;
}

/** Of the SDK's errors and of those of its bare calls. */
export function reasonOf(error: unknown): Refused {
  const { reason, code, data, retryAfterMs } = (error ?? {}) as {
    readonly reason?: unknown;
    readonly code?: unknown;
    readonly data?: { readonly reason?: unknown; readonly retryAfterMs?: unknown };
    readonly retryAfterMs?: unknown;
  };
  const wait = retryAfterMs ?? data?.retryAfterMs;
  return {
    reason: String(reason ?? data?.reason ?? code ?? "internal"),
    retryAfterMs: typeof wait === "number" ? wait : undefined,
  };
}

export function wordsOf(error: unknown): string {
  const { reason, retryAfterMs = 60_000 } = reasonOf(error);
  const words = text.settings.errors;
  switch (reason) {
    case "name_invalid":
      return words.nameInvalid;
    case "name_taken":
      return words.nameTaken;
    case "text_too_long":
      return words.textTooLong;
    case "file_invalid":
      return words.fileInvalid;
    case "file_too_large":
      return words.fileTooLarge;
    case "password_invalid":
      return words.passwordInvalid;
    case "credentials_invalid":
      return text.settings.currentWrong;
    case "rate_limited":
      return words.tooMany(Math.max(1, Math.ceil(retryAfterMs / 1_000)));
    case "disconnected":
    case "timeout":
    case "closed":
    case "unavailable":
    case "overloaded":
      return words.offline;
    default:
      return words.failed;
  }
}
