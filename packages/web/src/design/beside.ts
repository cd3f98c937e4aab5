import { autoUpdate, computePosition, flip, offset, type Placement, shift, size, type VirtualElement } from "@floating-ui/dom";

export interface Place {
  readonly side: "top" | "bottom" | "left" | "right";
  readonly align: "start" | "center" | "end";
}

/** An element, or where the pointer was. */
export interface Anchor {
  readonly element: Element;
  readonly point?: { readonly x: number; readonly y: number };
}

const gapPixels = 6;
const edgePixels = 8;

/** Keeps what is in the top layer beside its anchor, on the side where there is room, while the page scrolls and changes. Gives what ends it. */
export function keepBeside(anchor: Anchor, popup: HTMLElement, { side, align }: Place): () => void {
  const placement: Placement = align === "center" ? side : `${side}-${align}`;
  const reference = referenceOf(anchor);
  const middleware = [
    offset(gapPixels),
    flip({ padding: edgePixels }),
    shift({ padding: edgePixels }),
    size({
      padding: edgePixels,
      apply: ({ availableHeight, elements }) => {
        elements.floating.style.maxHeight = `${Math.floor(availableHeight)}px`;
      },
    }),
  ];
  const place = (): void => {
    computePosition(reference, popup, { placement, strategy: "fixed", middleware }).then(
      ({ x, y }) => Object.assign(popup.style, { left: `${Math.round(x)}px`, top: `${Math.round(y)}px` }),
      () => undefined,
    );
  };
  return autoUpdate(reference, popup, place);
}

function referenceOf({ element, point }: Anchor): Element | VirtualElement {
  if (point === undefined) return element;
  return { getBoundingClientRect: () => new DOMRect(point.x, point.y, 0, 0), contextElement: element };
}
