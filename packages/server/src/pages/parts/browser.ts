/** Owns how a browser is named. */
import type { Text } from '../text/catalogue.ts';

/** What a browser says it is; either may be unknown. */
export type BrowserName = { readonly browser?: string; readonly system?: string };

/** “Firefox on Linux”, or as much of it as is known. */
export function browserWords({ browser, system }: BrowserName, text: Text): string {
  if (browser === undefined) return system ?? text('browser_unknown');
  return system === undefined ? browser : text('browser_on', { browser, system });
}
