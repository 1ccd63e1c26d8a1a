import dns, { type LookupAddress } from 'node:dns';
import { syncBuiltinESMExports } from 'node:module';
import { isIP } from 'node:net';

// Loaded into a target before it starts: no name leads off this computer, whatever the network would say.

const LOOPBACK: LookupAddress = { address: '127.0.0.1', family: 4 };

const NAMES: Readonly<Record<string, readonly LookupAddress[]>> = {
  'private.test': [LOOPBACK],
  'two-answers.test': [{ address: '93.184.216.34', family: 4 }, LOOPBACK],
};

type Done = (error: Error | null, ...found: unknown[]) => void;

const lookup = dns.lookup as unknown as (host: string, options: object, done: Done) => void;
const promised = dns.promises.lookup as (host: string, options?: object) => Promise<unknown>;

const isLocal = (host: string): boolean => host === 'localhost' || isIP(host) !== 0;

function answer(host: string, options: object): LookupAddress | readonly LookupAddress[] {
  const [first, ...more] = NAMES[host] ?? [];
  if (first === undefined) throw Object.assign(new Error(`no such name: ${host}`), { code: 'ENOTFOUND' });
  return 'all' in options && options.all === true ? [first, ...more] : first;
}

function closedLookup(host: string, options: object | number, done: Done): void {
  const wish = typeof options === 'number' ? { family: options } : options;
  if (isLocal(host)) {
    lookup(host, wish, done);
    return;
  }
  process.nextTick(() => {
    try {
      const found = answer(host, wish);
      if ('address' in found) done(null, found.address, found.family);
      else done(null, found);
    } catch (error) {
      done(error instanceof Error ? error : new Error(String(error)));
    }
  });
}

Object.assign(dns, {
  lookup(host: string, ...rest: readonly unknown[]) {
    const done = rest.at(-1) as Done;
    closedLookup(host, rest.length > 1 ? (rest[0] as object) : {}, done);
  },
});
Object.assign(dns.promises, {
  lookup: async (host: string, options: object = {}) =>
    isLocal(host) ? promised(host, options) : answer(host, options),
});
syncBuiltinESMExports();
