import { randomBytes, randomUUID } from "node:crypto";

/** A new id for an account, a session or a room. */
export const newId = (): string => randomUUID();

/** A file's id is its key: whoever has the link may read it. 128 random bits, base64url. */
export const newFileId = (): string => randomBytes(16).toString("base64url");

const fileIdShape = /^[A-Za-z0-9_-]{22}$/;
export const isFileId = (id: string): boolean => fileIdShape.test(id);
