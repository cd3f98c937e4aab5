import type { ErrorCode } from "../../core/errors.ts";
import type { Frame } from "../contract.ts";

/** Every error this protocol knows: `code`, and the sentence a person reads. None repeats anything the client sent. */
const refusals = {
  notJson: ["INVALID_JSON", "The frame is not JSON"],
  notInitialized: ["NOT_INITIALIZED", "Send init first"],
  unknownType: ["UNKNOWN_TYPE", "Unknown message type"],
  initShape: ["INVALID_INIT", "init needs a username of the allowed length and an id of letters, digits and hyphens"],
  initRepeated: ["INVALID_INIT", "The connection is initialized already"],
  name: ["INVALID_INIT", "The username or id is not allowed"],
  token: ["INVALID_INIT", "The token is not valid or has expired"],
  nameTaken: ["USERNAME_TAKEN", "The username is taken"],
  textShape: ["INVALID_TEXT", "The text is missing, blank or too long"],
  fileShape: ["INVALID_FILE", "A file needs a name, a type, its size in bytes and its data"],
  fileSize: ["INVALID_FILE", "The file's data does not match its size"],
  fileData: ["INVALID_FILE", "The file's data is not base64"],
  fileTooLarge: ["FILE_TOO_LARGE", "The file is too large"],
  forbidden: ["FORBIDDEN", "You may not do this"],
  rate: ["RATE_LIMITED", "Too many messages, try again later"],
  unavailable: ["UNAVAILABLE", "The server cannot take this now, try again later"],
} as const satisfies Record<string, readonly [code: string, message: string]>;

export type Refusal = keyof typeof refusals;
export type RefusalFrames = Readonly<Record<Refusal, Frame>>;

/** The frame of each error, built once. */
export function refusalFrames(frame: (text: string) => Frame): RefusalFrames {
  const built = Object.entries(refusals).map(([name, [code, message]]) => [
    name,
    frame(JSON.stringify({ type: "error", code, message })),
  ]);
  return Object.fromEntries(built) as Record<Refusal, Frame>;
}

/** How this protocol tells a refusal by core; a code that is not here cannot come of what its clients may ask. */
export const refusalOf: Partial<Record<ErrorCode, Refusal>> = {
  name_invalid: "name",
  name_taken: "nameTaken",
  token_invalid: "token",
  token_expired: "token",
  forbidden: "forbidden",
  text_empty: "textShape",
  text_too_long: "textShape",
  file_invalid: "fileShape",
  file_too_large: "fileTooLarge",
  rate_limited: "rate",
  overloaded: "unavailable",
  unavailable: "unavailable",
};
