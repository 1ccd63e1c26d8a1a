import { createHash, createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';

// Keys made of names, so that every target can be told of them beforehand.

const pkcs8OfEd25519 = Buffer.from('302e020100300506032b657004220420', 'hex');

const keyOf = (name: string): KeyObject =>
  createPrivateKey({
    key: Buffer.concat([pkcs8OfEd25519, createHash('sha256').update(name).digest()]),
    format: 'der',
    type: 'pkcs8',
  });

const publish = (key: KeyObject, kid: string): object => ({
  ...createPublicKey(key).export({ format: 'jwk' }),
  ...{ kid, alg: 'EdDSA', use: 'sig' },
});

/** Of the issuers that vouch for people. */
export const issuerKey = keyOf('compliance issuer');
export const issuerJwk = publish(issuerKey, 'issuer-1');

const privateKey = keyOf('compliance client');

/** Of the clients that sign. */
export const fixtureKey = {
  ...{ kid: 'client-1', alg: 'EdDSA', privateKey },
  publicJwk: publish(privateKey, 'client-1'),
} as const;
