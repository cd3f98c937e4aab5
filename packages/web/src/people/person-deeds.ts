import type { Role } from "@parlance/client";

/** What is asked about before it is done. */
export type Deed =
  | { readonly kind: "role"; readonly role: Role }
  | { readonly kind: "remove" }
  | { readonly kind: "ban" }
  | { readonly kind: "report" };
