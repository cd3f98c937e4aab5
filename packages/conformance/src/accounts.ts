/** Accounts over HTTP, as PROTOCOLS.md ("One world") has them. */
import { z } from "zod";
import { post } from "./clients/http.ts";
import { type Deployment, uniqueName } from "./deployment.ts";

/** What `POST /auth/register` and `/auth/login` answer; what else is in `user` is no business of the suites. */
export const signedAnswer = z.strictObject({
  user: z.looseObject({ id: z.string().min(1), username: z.string().min(1) }),
  auth_token: z.string().min(32),
});

export interface Account {
  readonly id: string;
  readonly name: string;
  readonly password: string;
  readonly token: string;
}

export const testPassword = "correct horse battery";

/** A fresh account; `stem` starts its name. */
export const newAccount = (deployment: Deployment, stem: string) => registerAccount(deployment, uniqueName(stem));

export async function registerAccount(deployment: Deployment, name: string): Promise<Account> {
  const answer = await post(deployment, "/auth/register", { json: { username: name, password: testPassword } });
  if (answer.status !== 200 && answer.status !== 201)
    throw new Error(`register ${name}: ${answer.status} ${answer.text.slice(0, 300)}`);
  const { user, auth_token: token } = signedAnswer.parse(JSON.parse(answer.text));
  return { id: user.id, name, password: testPassword, token };
}
