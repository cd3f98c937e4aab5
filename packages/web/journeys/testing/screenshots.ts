import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";

const folder = fileURLToPath(new URL("../../screenshots/", import.meta.url));

export const viewports = {
  phone: { width: 390, height: 844 },
  desktop: { width: 1280, height: 800 },
} as const;
export type Viewport = keyof typeof viewports;
export const colorSchemes = ["light", "dark"] as const;
export type ColorScheme = (typeof colorSchemes)[number];

export interface Looks {
  readonly viewport: Viewport;
  readonly colorScheme: ColorScheme;
}

/** To look at, in `packages/web/screenshots`: the page as it is, in its own size and colours. */
export async function screenshot(page: Page, name: string): Promise<void> {
  // Hiding the caret would take a style of the page, which its policy does not allow.
  await page.screenshot({ path: `${folder}${name}.png`, animations: "disabled", caret: "initial" });
}

interface Sitting {
  /** What the page began with, and ends with. */
  readonly own: Looks;
  readonly atSize?: (size: Viewport) => Promise<void>;
}

/** In both colour schemes and both sizes. */
export async function screenshots(page: Page, name: string, { own, atSize }: Sitting): Promise<void> {
  for (const viewport of Object.keys(viewports) as Viewport[]) {
    await page.setViewportSize(viewports[viewport]);
    await atSize?.(viewport);
    for (const colorScheme of colorSchemes) {
      await page.emulateMedia({ colorScheme });
      await screenshot(page, `${name}-${viewport}-${colorScheme}`);
    }
  }
  await page.setViewportSize(viewports[own.viewport]);
  await page.emulateMedia({ colorScheme: own.colorScheme });
}
