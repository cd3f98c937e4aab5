import { z } from "zod";
import { type ErrorCode, errorCatalogue } from "../../core/errors.ts";
import { codePointCount } from "../../core/text.ts";
import type { DialectAnswer, DialectContext, DialectRoute } from "../contract.ts";
import { refusalCode } from "../refusal.ts";
import { registrationRefusal } from "./errors.ts";
import { payloads } from "./schema.ts";

const plainText = z.string();
const success = { status: "success", message: "User registered successfully" } as const;
const badBody: DialectAnswer = { status: 400, body: "Invalid request body" };
const badMethod: DialectAnswer = { status: 405, body: "Method not allowed", headers: { allow: "POST" } };

/** `POST /register`: makes an account without a connection; refusals are plain text, as the document's own server gives them. */
export function openchampRoutes({ chat }: DialectContext): readonly DialectRoute[] {
  return [
    {
      method: "POST",
      path: "/register",
      summary: "Make an account",
      body: payloads.register,
      answers: {
        201: z.object({ status: z.literal(success.status), message: z.literal(success.message) }),
        400: plainText,
        405: plainText,
        409: plainText,
        429: plainText,
        503: plainText,
      },
      authenticated: false,
      badBody,
      badMethod,
      async handle({ body, address, userAgent: label }) {
        const wanted = payloads.register.safeParse(body);
        if (!wanted.success) return badBody;
        const { username, password, email } = wanted.data;
        const { bounds, accounts } = chat;
        if (codePointCount(username) < bounds.nameMinChars || codePointCount(password) < bounds.passwordMinChars) {
          const rule = `Username must be at least ${bounds.nameMinChars} characters and password at least ${bounds.passwordMinChars} characters`;
          return { status: 400, body: rule };
        }
        try {
          await accounts.register({ name: username, password, email: email || undefined, address, label });
          return { status: 201, body: success };
        } catch (error) {
          return refused(refusalCode(error));
        }
      },
    },
  ];

  function refused(code: ErrorCode): DialectAnswer {
    const status = errorCatalogue[code].httpStatus;
    if (status === 409) return { status, body: "Username or email already exists" };
    return { status, body: registrationRefusal(code, chat.bounds).message };
  }
}
