import { constants, generateKeyPair, type KeyObject, sign } from 'node:crypto';

export const asymmetricAlgorithms = ['ES256', 'RS256', 'PS256', 'EdDSA'] as const;
export type AsymmetricAlgorithm = (typeof asymmetricAlgorithms)[number];

/** One signature algorithm of RFC 7518 §3 or RFC 8037, as a row: how its keys are made and sign. */
export type Algorithm = {
  generate(): Promise<KeyObject>;
  sign(input: string, key: KeyObject): Buffer | Promise<Buffer>;
};

type Padding = { readonly padding: number; readonly saltLength?: number };

const pkcs1: Padding = { padding: constants.RSA_PKCS1_PADDING };
// RFC 7518 §3.5: the salt is as long as the hash
const pss: Padding = {
  padding: constants.RSA_PKCS1_PSS_PADDING,
  saltLength: constants.RSA_PSS_SALTLEN_DIGEST,
};

const es256: Algorithm = {
  generate: () => generated((done) => generateKeyPair('ec', { namedCurve: 'P-256' }, done)),
  // About 40 µs: cheaper here than the way to another thread, and never behind a queue of password hashes
  sign: (input, key) => fixedLength(sign('sha256', Buffer.from(input), key)),
};

/**
 * A DER signature as R and S of 32 octets each (RFC 7518 §3.4). OpenSSL does it too
 * (`ieee-p1363`), but takes two thirds of the time of the signature for it.
 */
function fixedLength(der: Buffer): Buffer {
  const signature = Buffer.allocUnsafe(64).fill(0);
  let at = 2; // past the header of the sequence, whose length of at most 70 is one octet
  for (const end of [32, 64]) {
    const start = at + 2;
    const next = start + (der[at + 1] ?? 0);
    der.copy(signature, end - Math.min(32, next - start), Math.max(start, next - 32), next);
    at = next;
  }
  return signature;
}

const edDsa: Algorithm = {
  generate: () => generated((done) => generateKeyPair('ed25519', {}, done)),
  sign: (input, key) => sign(null, Buffer.from(input), key),
};

/** Keys of 2048 bits (security.md K-1), used off the main thread: a signature takes a quarter of a millisecond. */
const rsa = (padding: Padding): Algorithm => ({
  generate: () => generated((done) => generateKeyPair('rsa', { modulusLength: 2048 }, done)),
  sign: (input, key) =>
    new Promise((resolve, reject) => {
      sign('sha256', Buffer.from(input), { key, ...padding }, (error, signature) =>
        error === null ? resolve(signature) : reject(error),
      );
    }),
});

export const algorithms: Readonly<Record<AsymmetricAlgorithm, Algorithm>> = {
  ES256: es256,
  RS256: rsa(pkcs1),
  PS256: rsa(pss),
  EdDSA: edDsa,
};

export const isAsymmetricAlgorithm = (name: string): name is AsymmetricAlgorithm =>
  Object.hasOwn(algorithms, name);

type Done = (error: Error | null, publicKey: KeyObject, privateKey: KeyObject) => void;

const generated = (start: (done: Done) => void): Promise<KeyObject> =>
  new Promise((resolve, reject) => {
    start((error, _publicKey, privateKey) => (error === null ? resolve(privateKey) : reject(error)));
  });
