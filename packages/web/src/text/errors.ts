/** Why something did not work, in people's words. */
const reasons: Readonly<Record<string, string>> = {
  archived: "This room is archived: it can only be read.",
  bad_request: "The server did not understand this.",
  closed: "You are signed out.",
  credentials_invalid: "The name or the password is wrong.",
  disconnected: "The connection was lost. Try again when you are back online.",
  email_invalid: "This is no valid e-mail address.",
  email_taken: "Another account has this e-mail address.",
  file_invalid: "This file cannot be sent.",
  file_too_large: "This file is too large.",
  forbidden: "You may not do this here.",
  internal: "Something went wrong on the server.",
  last_owner: "A room needs an owner: make another member one first.",
  limit_reached: "There is no room for more.",
  name_invalid: "This name is not allowed.",
  name_taken: "This name is taken.",
  not_found: "This is not there any more.",
  overloaded: "The server is busy. Try again in a moment.",
  password_invalid: "This password is too short or too long.",
  queue_full: "Too many messages are waiting to be sent.",
  rate_limited: "That was a bit fast. Try again in a moment.",
  storage: "This browser has no room to store it.",
  text_empty: "There is nothing in it.",
  text_too_long: "This text is too long.",
  timeout: "The server did not answer in time. Try again.",
  token_expired: "Your session has ended. Sign in again.",
  token_invalid: "Your session has ended. Sign in again.",
  token_missing: "Sign in first.",
  too_many_reactions: "This message has all the reactions it can take.",
  unavailable: "The server cannot store anything now. Try again in a moment.",
};

/** zo's own codes of calls that never got an answer. */
const lost: ReadonlySet<string> = new Set(["disconnected", "closed", "timeout", "aborted"]);

/** The code of an error: the SDK's `reason`, or what a raw call failed with. */
export function reasonOf(error: unknown): string {
  const { reason, data, code } = (typeof error === "object" && error !== null ? error : {}) as Record<string, unknown>;
  const inside = typeof data === "object" && data !== null && "reason" in data ? data.reason : undefined;
  const found = [reason, inside, code].find((value) => typeof value === "string");
  return typeof found === "string" ? found : "internal";
}

/** Of any error that was caught; never the error's own text, which is for logs. */
export function errors(error: unknown): string {
  const reason = reasonOf(error);
  return reasons[reason] ?? (lost.has(reason) ? reasons["disconnected"] : reasons["internal"]) ?? reason;
}
