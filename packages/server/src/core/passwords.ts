import { type Argon2Parameters, argon2, randomBytes, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";
import type { Bounds } from "../ports/bounds.ts";
import { codePointCount } from "./text.ts";
import { createTurns } from "./turns.ts";

/** Argon2id as OWASP's password storage cheat sheet has it: 19 MiB, two passes, one lane. */
const cost = { memory: 19_456, passes: 2, parallelism: 1, tagLength: 32 } as const;
const saltBytes = 16;
const phcShape = /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,3}),p=(\d{1,3})\$([A-Za-z0-9+/]{11,86})\$([A-Za-z0-9+/]{22,86})$/;

export interface Passwords {
  /** A hash in PHC string format. Error: `overloaded`. */
  hash(password: string): Promise<string>;
  /** Whether the hash is this password's. For null (no such account) or an endless password it works as long and says no. Error: `overloaded`. */
  verify(password: string, hash: string | null): Promise<boolean>;
}

/** Argon2id of these parameters. */
export type Derive = (parameters: Argon2Parameters) => Promise<Uint8Array>;
const deriveArgon2id: Derive = (parameters) => promisify(argon2)("argon2id", parameters);

type PasswordBounds = Pick<Bounds, "passwordMinChars" | "passwordMaxBytes" | "passwordHashesAtOnce" | "passwordHashesWaiting">;

/** One form for what different keyboards make of the same characters (RFC 8265, 4.2). */
const bytesOf = (password: string): Buffer => Buffer.from(password.normalize("NFC"), "utf8");

export function isPassword(password: string, bounds: PasswordBounds): boolean {
  if (password.length > bounds.passwordMaxBytes) return false;
  return codePointCount(password) >= bounds.passwordMinChars && Buffer.byteLength(password) <= bounds.passwordMaxBytes;
}

export function createPasswords(bounds: PasswordBounds, derive: Derive = deriveArgon2id): Passwords {
  const inTurn = createTurns(bounds.passwordHashesAtOnce, bounds.passwordHashesWaiting);
  const nobody = phcOf(randomBytes(saltBytes), randomBytes(cost.tagLength));
  return {
    hash: (password) =>
      inTurn(async () => {
        const nonce = randomBytes(saltBytes);
        return phcOf(nonce, await derive({ ...cost, message: bytesOf(password), nonce }));
      }),
    verify: (password, hash) =>
      inTurn(async () => {
        const isTooLong = Buffer.byteLength(password) > bounds.passwordMaxBytes;
        const { tag, ...parameters } = parsePhc(isTooLong || hash === null ? nobody : hash);
        const message = bytesOf(isTooLong ? "" : password);
        return timingSafeEqual(await derive({ ...parameters, message, tagLength: tag.length }), tag);
      }),
  };
}

const unpadded = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64").replaceAll("=", "");

function phcOf(salt: Uint8Array, tag: Uint8Array): string {
  return `$argon2id$v=19$m=${cost.memory},t=${cost.passes},p=${cost.parallelism}$${unpadded(salt)}$${unpadded(tag)}`;
}

function parsePhc(phc: string) {
  const parts = phcShape.exec(phc);
  if (parts === null) throw new Error("a stored password hash is not in the expected format");
  const [, memory, passes, parallelism, salt = "", tag = ""] = parts;
  return {
    memory: Number(memory),
    passes: Number(passes),
    parallelism: Number(parallelism),
    nonce: Buffer.from(salt, "base64"),
    tag: Buffer.from(tag, "base64"),
  };
}
