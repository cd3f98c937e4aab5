import type { Session } from "../../core/api.ts";
import type { ErrorCode } from "../../core/errors.ts";
import { codePointCount } from "../../core/text.ts";
import type { DialectContext, Frame } from "../contract.ts";
import { refusalCode } from "../refusal.ts";
import type { Hall } from "./attendance.ts";
import { payloadOf } from "./decode.ts";
import {
  badLogin,
  badRegistration,
  badToken,
  loginRefusal,
  nameTooShort,
  passwordTooShort,
  type Refusal,
  registrationRefusal,
} from "./errors.ts";

/** What a session that begins here is told apart by. */
const label = "openchamp";

export type LoginType = "register" | "login" | "token_auth";

export type LoginOutcome =
  /** `frame` tells the client. */
  | { readonly kind: "in"; readonly session: Session; readonly frame: Frame }
  | { readonly kind: "refused"; readonly code: ErrorCode; readonly refusal: Refusal };

const malformed = (refusal: Refusal): LoginOutcome => ({ kind: "refused", code: "bad_request", refusal });

export interface LoginInput {
  readonly type: LoginType;
  readonly payload: unknown;
  readonly address: string;
}

/** Finds out who is behind a connection. Changes nothing about the connection. */
export async function logIn(hall: Hall, input: LoginInput): Promise<LoginOutcome> {
  const { bounds } = hall.context.chat;
  try {
    switch (input.type) {
      case "register":
        return await register(hall, input);
      case "login":
        return await withPassword(hall, input);
      case "token_auth":
        return await withToken(hall, input);
    }
  } catch (error) {
    const code = refusalCode(error);
    const refusal = (input.type === "register" ? registrationRefusal : loginRefusal)(code, bounds);
    return { kind: "refused", code, refusal };
  }
}

async function register({ context, encoder }: Hall, { payload, address }: LoginInput): Promise<LoginOutcome> {
  const wanted = payloadOf("register", payload);
  if (wanted === null) return malformed(badRegistration);
  const { username, password, email } = wanted;
  const tooShort = shortnessOf(username, password, context);
  if (tooShort !== null) return tooShort;
  const signed = await context.chat.accounts.register({ name: username, password, email: email || undefined, address, label });
  return { kind: "in", session: signed.session, frame: encoder.registered(signed) };
}

/** The name before the password, as the document's own server checks them. */
function shortnessOf(username: string, password: string, { chat: { bounds } }: DialectContext): LoginOutcome | null {
  if (codePointCount(username) < bounds.nameMinChars) {
    return { kind: "refused", code: "name_invalid", refusal: nameTooShort(bounds) };
  }
  if (codePointCount(password) < bounds.passwordMinChars) {
    return { kind: "refused", code: "password_invalid", refusal: passwordTooShort(bounds) };
  }
  return null;
}

async function withPassword({ context, encoder }: Hall, { payload, address }: LoginInput): Promise<LoginOutcome> {
  const given = payloadOf("login", payload);
  if (given === null) return malformed(badLogin);
  const signed = await context.chat.accounts.login({ name: given.username, password: given.password, address, label });
  return { kind: "in", session: signed.session, frame: encoder.authenticated(signed.user.name, signed.token) };
}

async function withToken({ context, encoder }: Hall, { payload }: LoginInput): Promise<LoginOutcome> {
  const given = payloadOf("token_auth", payload);
  if (given === null) return malformed(badToken);
  const session = await context.chat.accounts.authenticate(given.token);
  return { kind: "in", session, frame: encoder.authenticated(session.user.name, given.token) };
}
