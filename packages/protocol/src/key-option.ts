import type { KeyObject, SignKeyObjectInput } from 'node:crypto';

// Among options, workerd takes the bytes of a key and no key object
const takesKeyObjects = globalThis.navigator?.userAgent !== 'Cloudflare-Workers';

/** The key as `sign` and `verify` of `node:crypto` take it among other options, on every platform. */
export function keyOption(key: KeyObject): Pick<SignKeyObjectInput, 'key'> {
  if (takesKeyObjects) return { key };
  const form = { format: 'der', type: key.type === 'private' ? 'pkcs8' : 'spki' } as const;
  // The types of the platform do not know that both functions take bytes here too
  return { key: key.export(form) as unknown as KeyObject, ...form };
}
