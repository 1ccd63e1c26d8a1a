/** Names for people, not facts: a User-Agent may claim anything, so nothing is ever decided by it. */

import type { BrowserName } from '../pages/index.ts';

/** Everything the text has to hold. */
type Rule = readonly [readonly RegExp[], string];

// In this order: most browsers also claim to be those below them.
const browsers: readonly Rule[] = [
  [[/\bEdg(?:e|A|iOS)?\//], 'Edge'],
  [[/\bOPR\/|\bOpera\b/], 'Opera'],
  [[/\bVivaldi\//], 'Vivaldi'],
  [[/\bSamsungBrowser\//], 'Samsung Internet'],
  [[/\b(?:Firefox|FxiOS)\//], 'Firefox'],
  [[/\b(?:Chrome|HeadlessChrome|Chromium|CriOS)\//], 'Chrome'],
  [[/\bVersion\/\d/, /\bSafari\//], 'Safari'],
  [[/\bcurl\//], 'curl'],
];

const systems: readonly Rule[] = [
  [[/\biPhone\b/], 'iPhone'],
  [[/\biPad\b/], 'iPad'],
  [[/\bAndroid\b/], 'Android'],
  [[/\bWindows\b/], 'Windows'],
  [[/\bCrOS\b/], 'ChromeOS'],
  [[/\bMac OS X\b|\bMacintosh\b/], 'macOS'],
  [[/\bLinux\b/], 'Linux'],
];

const firstMatch = (rules: readonly Rule[], text: string): string | undefined =>
  rules.find(([patterns]) => patterns.every((pattern) => pattern.test(text)))?.[1];

/** Browser and system as far as the text tells. */
export function browserName(userAgent: string | null): BrowserName {
  const browser = firstMatch(browsers, userAgent ?? '');
  const system = firstMatch(systems, userAgent ?? '');
  return {
    ...(browser === undefined ? {} : { browser }),
    ...(system === undefined ? {} : { system }),
  };
}

/** Its place until the person gives it a name: “Firefox · Linux”. */
export function passkeyNameFor(userAgent: string | null): string {
  const { browser, system } = browserName(userAgent);
  const known = [browser, system].filter((name) => name !== undefined);
  return known.length === 0 ? 'Passkey' : known.join(' · ');
}
