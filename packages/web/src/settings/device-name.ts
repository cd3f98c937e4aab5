/** What a session's label, a User-Agent mostly, says of the device. The first that fits counts: many name others, too. */
const browsers: readonly (readonly [RegExp, string])[] = [
  [/Edg(?:e|A|iOS)?\//, "Edge"],
  [/OPR\/|Opera/, "Opera"],
  [/SamsungBrowser\//, "Samsung Internet"],
  [/Firefox\/|FxiOS\//, "Firefox"],
  [/Chrome\/|CriOS\//, "Chrome"],
  [/Safari\//, "Safari"],
];
const systems: readonly (readonly [RegExp, string])[] = [
  [/iPhone|iPad/, "iOS"],
  [/Android/, "Android"],
  [/Windows/, "Windows"],
  [/Mac OS X|Macintosh/, "macOS"],
  [/CrOS/, "ChromeOS"],
  [/Linux|X11/, "Linux"],
];

export interface Device {
  readonly browser: string | undefined;
  readonly system: string | undefined;
}

export function deviceOf(label: string): Device {
  const find = (known: typeof browsers): string | undefined => known.find(([sign]) => sign.test(label))?.[1];
  return { browser: find(browsers), system: find(systems) };
}
