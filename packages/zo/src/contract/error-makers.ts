import { declarableCodes, errorTable } from "../wire/codes.ts";
import { ZoError } from "../wire/error.ts";
import type { AnyRoute } from "./routes.ts";
import { check } from "./schema.ts";

/** `errors` of a handler: one maker for each error that the route declares, which checks what the error is to carry. */
export function errorMakers(route: AnyRoute, name: string): object {
  if (!("errors" in route)) return {};
  const makers = Object.entries(route.errors).map(([code, schema]) => {
    if (Object.hasOwn(errorTable, code) && !declarableCodes.has(code)) {
      throw new TypeError(`${name} cannot declare the error "${code}": the protocol has one of that name`);
    }
    const make = (data: unknown, message?: string): ZoError => {
      const result = check(schema, data);
      if (result instanceof Promise) throw new TypeError(`the schema of error ${code} of ${name} is asynchronous`);
      if (result.issues === undefined) return new ZoError(code, message, { route: name, data: result.value });
      throw new ZoError("invalid_outgoing", `error ${code} of ${name} does not fit: ${result.issues[0]?.message}`, {
        issues: result.issues,
      });
    };
    return [code, make] as const;
  });
  return Object.fromEntries(makers);
}
