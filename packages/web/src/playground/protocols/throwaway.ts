import type { Protocol } from "./protocol.ts";
import { textIn } from "./read.ts";

/** For protocols that know accounts only: one is made over HTTP, as a visitor's, who is never the server's first account and so its administrator. */
export const throwaway: NonNullable<Protocol["register"]> = {
  request: ({ name, password }) => ({ path: "/auth/register", body: { username: name, password, visitor: true } }),
  done: (guest, answer) => {
    const token = textIn(answer, "auth_token");
    return token === undefined ? null : { ...guest, token };
  },
};
