export { type CallState, type UsedCall, useCall } from "./react/call.ts";
export { useConnectionState } from "./react/connection-state.ts";
export { useEvent } from "./react/event.ts";
export { type AnyClient, useClient, ZoProvider, type ZoProviderProps } from "./react/provider.ts";
export {
  type SubscriptionOptions,
  type SubscriptionState,
  type UsedSubscription,
  useSubscription,
} from "./react/subscription.ts";
