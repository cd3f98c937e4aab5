import {
  createContext,
  createElement,
  type FunctionComponentElement,
  type ReactNode,
  useContext,
  useEffect,
  useRef,
  useState,
} from "react";
import type { Client } from "../client/create-client.ts";
import type { RoutesOf } from "../contract/infer.ts";

/** A client of whatever contract: what the provider needs of one. */
export type AnyClient = Pick<Client<unknown>, "connectionState" | "onConnectionState" | "close">;

export type ZoProviderProps =
  /** A client that lives elsewhere: it is neither made nor closed here. */
  | { readonly client: AnyClient; readonly children?: ReactNode }
  /**
   * Makes a client when the provider appears and closes it when it goes. Asked once in a provider's life: give the provider another
   * `key` to have another client. Until there is one, and on servers, `fallback` is shown.
   */
  | { readonly create: () => AnyClient; readonly fallback?: ReactNode; readonly children?: ReactNode };

const ClientContext = createContext<AnyClient | undefined>(undefined);

/** Gives a client to the hooks below it. */
export function ZoProvider(props: ZoProviderProps): ReactNode {
  if ("create" in props) return createElement(OwnClient, props);
  return provided(props.client, props.children);
}

function OwnClient({ create, fallback, children }: Extract<ZoProviderProps, { readonly create: unknown }>): ReactNode {
  const [client, setClient] = useState<AnyClient>();
  const maker = useRef(create);
  // An effect, not a state's initializer: strict mode renders twice and would leave a connection behind.
  useEffect(() => {
    const made = maker.current();
    setClient(made);
    return () => made.close();
  }, []);
  return client === undefined ? fallback : provided(client, children);
}

function provided(client: AnyClient, children: ReactNode): FunctionComponentElement<{ value: AnyClient | undefined }> {
  return createElement(ClientContext.Provider, { value: client }, children);
}

/**
 * The provider's client: `useClient<typeof appRouter>()`. That it is one for these routes is yours to see to, best in one place:
 * `export const useChat = () => useClient<typeof appRouter>()`.
 * @throws {Error} without a provider above.
 */
export function useClient<T>(): Client<RoutesOf<T>> {
  return useAnyClient() as Client<RoutesOf<T>>;
}

export function useAnyClient(): AnyClient {
  const client = useContext(ClientContext);
  if (client === undefined) throw new Error("no client: this component needs a ZoProvider above it");
  return client;
}
