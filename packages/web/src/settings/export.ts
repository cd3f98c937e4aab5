/** All that the server keeps of one's account, as a file. */
import { sessionStore } from "../session/session-store.ts";

const fileName = "parlance-account.json";

/** Rejects with an error that has a `reason`, as the SDK's do. */
export async function downloadExport(): Promise<void> {
  const session = sessionStore.read();
  if (session?.kind !== "account") throw Object.assign(new Error("no account"), { reason: "forbidden" });
  const headers = { authorization: `Bearer ${session.token}` };
  const response = await fetch("/account/export", { headers }).catch((cause: unknown) => {
    throw Object.assign(new Error("no answer", { cause }), { reason: "disconnected" });
  });
  if (!response.ok) {
    const reason = response.status === 429 ? "rate_limited" : response.status === 503 ? "unavailable" : "internal";
    throw Object.assign(new Error(`HTTP ${response.status}`), {
      reason,
      retryAfterMs: Number(response.headers.get("retry-after") ?? 60) * 1_000,
    });
  }
  save(await response.blob());
}

/** Browsers keep a large blob on the disk, not in memory. */
function save(content: Blob): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(content);
  link.download = fileName;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
