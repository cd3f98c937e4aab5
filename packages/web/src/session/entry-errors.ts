/** What went wrong on the way in, in words, beside the field it is about. */
import { text } from "../text/text.ts";
import type { Answer } from "./ask.ts";

export interface EntryErrors {
  readonly name?: string;
  readonly password?: string;
  /** About none of the fields. */
  readonly form?: string;
}

export interface Given {
  readonly name: string;
  readonly password: string;
}

/** What the server need not be asked about. */
export function missing({ name, password }: Given, way: "signIn" | "create"): EntryErrors | undefined {
  const { nameMissing, passwordMissing, newPasswordMissing } = text.entry;
  const errors = {
    ...(name.trim() === "" && { name: nameMissing }),
    ...(password === "" && { password: way === "signIn" ? passwordMissing : newPasswordMissing }),
  };
  return Object.keys(errors).length > 0 ? errors : undefined;
}

/** The server's refusals to sign in or to make an account. */
export function errorsOf(answer: Exclude<Answer, { kind: "done" }>): EntryErrors {
  const words = text.entry;
  if (answer.kind === "unreachable") return { form: words.unreachable };
  switch (answer.code) {
    case "USERNAME_INVALID":
      return { name: words.nameInvalid };
    case "USERNAME_TAKEN":
      return { name: words.nameTaken };
    case "PASSWORD_INVALID":
      return { password: words.passwordInvalid };
    case "AUTH_CREDENTIALS_INVALID":
      return { password: words.wrong };
    case "FORBIDDEN":
      return { name: words.banned };
    case "RATE_LIMITED":
      return { form: words.tooMany(Math.max(1, answer.waitSeconds ?? 60)) };
    case "UNAVAILABLE":
      return { form: words.busy };
    case "":
      // A proxy in front of a server that is not there.
      return { form: answer.status >= 500 ? words.unreachable : words.failed };
    default:
      return { form: words.failed };
  }
}

/** As the server has it: `bounds.nameMinChars` and `nameMaxChars`, unless configured. */
const fewestChars = 3;
const mostChars = 32;

/** Browsers are not told why a guest was refused: a name that breaks the rules is the one reason that can be seen from here. */
export function guestRefused(name: string): EntryErrors {
  const length = [...name].length;
  const isShown = /[\p{L}\p{N}\p{P}\p{S}]/u.test(name) && /^[\p{L}\p{M}\p{N}\p{P}\p{S}\p{Zs}\u200d]*$/u.test(name);
  const fits = length >= fewestChars && length <= mostChars && isShown;
  return { name: fits ? text.entry.guestRefused : text.entry.guestNameInvalid };
}
