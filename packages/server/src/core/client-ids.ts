import { createCipheriv, createDecipheriv, hash } from "node:crypto";
import type { User, UserId } from "../ports/model.ts";
import { guestPrefix } from "./guests.ts";
import { deriveKey } from "./keys.ts";

export interface ClientIds {
  /** The id of a connection of `user`; `random` is no other connection's, two UUIDs with a dot between. */
  of(user: User, random: string): string;
  /** The user of the connection that has, or had, this id; null for what is no such id. */
  userOf(clientId: string): UserId | null;
}

const uuid = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";
/** Longer than any name of a user, so that nobody can be called like a connection. */
const shape = new RegExp(`^(${uuid}\\.${uuid})(?:\\.([\\w-]{24,120}))?$`);
const cipher = "aes-256-gcm";
const nonceBytes = 12;
const macBytes = 12;

/**
 * Ids of connections that every node understands, without a table and without asking: the id of a guest who is known by the connection alone is
 * theirs, and any other has the user's id in it, encrypted, with a MAC. Nobody without the store's secret can tell who is behind one, or whether two
 * are of one user, or make one up.
 */
export function createClientIds(secret: Buffer): ClientIds {
  const key = deriveKey(secret, "client id");
  // Each is used once: no two connections have the same random id.
  const nonceOf = (random: string): Buffer => hash("sha256", random, "buffer").subarray(0, nonceBytes);

  const sealed = (userId: UserId, random: string): string => {
    const sealing = createCipheriv(cipher, key, nonceOf(random), { authTagLength: macBytes });
    const parts = [sealing.update(userId, "utf8"), sealing.final(), sealing.getAuthTag()];
    return Buffer.concat(parts).toString("base64url");
  };
  const opened = (said: string, random: string): UserId | null => {
    const bytes = Buffer.from(said, "base64url");
    const opening = createDecipheriv(cipher, key, nonceOf(random), { authTagLength: macBytes });
    opening.setAuthTag(bytes.subarray(-macBytes));
    try {
      return opening.update(bytes.subarray(0, -macBytes)).toString("utf8") + opening.final("utf8");
    } catch {
      return null;
    }
  };

  return {
    of: ({ id }, random) => (id === `${guestPrefix}${random}` ? random : `${random}.${sealed(id, random)}`),
    userOf(clientId) {
      const [, random = "", said] = shape.exec(clientId) ?? [];
      if (random === "") return null;
      return said === undefined ? `${guestPrefix}${random}` : opened(said, random);
    },
  };
}
