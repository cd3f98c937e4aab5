export {
  endsConnection,
  failureOf,
  followsRefused,
  isOurMistake,
  isTooLong,
  sqlState,
  unreachable,
} from "../../postgres/failures.ts";
