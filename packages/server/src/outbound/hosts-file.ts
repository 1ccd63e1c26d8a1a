import type { LookupAddress } from 'node:dns';
import { readFile } from 'node:fs/promises';
import { isIP } from 'node:net';

/** The addresses that this machine itself gives a name; none where it does not know it. */
export type HostsFile = (host: string) => Promise<readonly LookupAddress[]>;

const usualPath = '/etc/hosts';

/** In ms. */
const keptFor = 10_000;

/** Reads the file of names again every ten seconds at most; without one there are no names in it (RFC 952). */
export function createHostsFile(now: () => number, path = usualPath): HostsFile {
  let held: { readonly at: number; readonly text: Promise<string> } | null = null;
  return async (host) => {
    if (held === null || held.at + keptFor <= now()) {
      held = { at: now(), text: readFile(path, 'utf8').catch(() => '') };
    }
    return addressesIn(await held.text, host.toLowerCase().replace(/\.$/, ''));
  };
}

function addressesIn(text: string, host: string): readonly LookupAddress[] {
  return text.split('\n').flatMap((line) => {
    const [address = '', ...names] = (line.split('#', 1)[0] ?? '').split(/\s+/).filter((word) => word !== '');
    const family = isIP(address);
    return family !== 0 && names.some((name) => name.toLowerCase() === host) ? [{ address, family }] : [];
  });
}
