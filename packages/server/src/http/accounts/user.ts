import { z } from "zod";
import type { Signed } from "../../core/api.ts";
import type { User } from "../../ports/model.ts";

/** A user as HTTP shows one. */
export const userBody = z
  .object({
    id: z.string(),
    username: z.string(),
    display_name: z
      .string()
      .nullable()
      .meta({ description: "Shown in public instead of the username; null when none was chosen" }),
    created_at: z.int().meta({ description: "Unix time in seconds" }),
  })
  .meta({ title: "User" });

export const signedBody = z
  .object({
    user: userBody,
    auth_token: z.string().meta({ description: "For the Authorization header, and for every protocol" }),
  })
  .meta({ title: "Signed in" });

export function showUser(user: User): z.infer<typeof userBody> {
  const { id, name, displayName, createdAt } = user;
  return { id, username: name, display_name: displayName, created_at: Math.floor(createdAt / 1_000) };
}

export function showSigned({ user, token }: Signed): z.infer<typeof signedBody> {
  return { user: showUser(user), auth_token: token };
}
