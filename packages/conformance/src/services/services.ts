import { withoutPostgres } from "./postgres.ts";
import { withoutRedis } from "./redis.ts";

/** Why tests that need both are skipped; false where they can run. */
export function withoutServices(): string | false {
  const postgres = withoutPostgres();
  return postgres === false ? withoutRedis() : postgres;
}
