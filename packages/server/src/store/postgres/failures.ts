export {
  endsConnection,
  failureOf,
  followsRefused,
  isOurMistake,
  isTooLong,
  isWithoutConnections,
  sqlState,
  unreachable,
} from "../../postgres/failures.ts";
