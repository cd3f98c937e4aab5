/** The part of jsdom that the tests use. Its own types would bring the browser's globals into every file of the project. */
declare module "jsdom" {
  export class JSDOM {
    constructor(html: string, options?: { readonly url?: string; readonly pretendToBeVisual?: boolean });
    readonly window: {
      readonly document: {
        readonly body: { append(child: Element): void };
        createElement(name: string): Element & { readonly textContent: string | null; remove(): void };
      };
      readonly MutationObserver: new (
        listener: () => void,
      ) => {
        observe(
          target: unknown,
          options: { readonly subtree: boolean; readonly childList: boolean; readonly characterData: boolean },
        ): void;
        disconnect(): void;
      };
      close(): void;
    };
  }
}
