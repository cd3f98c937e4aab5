/** What the server says by HTTP, and what becomes of it when it says nothing. */
export type Answer =
  | { readonly kind: "done"; readonly body: unknown }
  /** `code`: the server's own, of its error catalogue; empty where it was not this server that answered. */
  | { readonly kind: "refused"; readonly status: number; readonly code: string; readonly waitSeconds: number | undefined }
  | { readonly kind: "unreachable" };

export interface Question {
  readonly method?: "GET" | "POST";
  readonly body?: object;
  readonly token?: string;
}

/** Longer than any answer takes: a server that says nothing for so long is not there. */
const timeoutMs = 20_000;

/** Never rejects. */
export async function ask(path: string, { method = "POST", body, token }: Question = {}): Promise<Answer> {
  try {
    const response = await fetch(path, {
      method,
      signal: AbortSignal.timeout(timeoutMs),
      headers: {
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && { "content-type": "application/json" }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return answerOf(response.status, await response.text(), response.headers.get("retry-after"));
  } catch {
    return { kind: "unreachable" };
  }
}

export function answerOf(status: number, text: string, retryAfter: string | null): Answer {
  const body = read(text);
  if (status >= 200 && status < 300) return { kind: "done", body };
  const { error_code: code } = (typeof body === "object" && body !== null ? body : {}) as { readonly error_code?: unknown };
  const seconds = Number(retryAfter ?? Number.NaN);
  return {
    kind: "refused",
    status,
    code: typeof code === "string" ? code : "",
    waitSeconds: Number.isFinite(seconds) ? seconds : undefined,
  };
}

function read(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
