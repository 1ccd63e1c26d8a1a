import assert from 'node:assert/strict';
import { type ClientKey, newClientKey } from '../../wire/client-assertion.ts';
import { publicMembers } from '../../wire/dpop-proof.ts';
import { expectInvalidToken, expectServed, type Service } from '../conversation.ts';
import { signedByPublicKey, signedUnder, withoutSignature } from '../forge.ts';
import type { ProtectedCase } from '../protected-case.ts';

// Right claims under a signature that proves nothing (RFC 8725 §3.1, resource.md §2).

interface Forgery {
  readonly what: string;
  readonly forge: (service: Service, token: string) => string | Promise<string>;
}

const right = ({ kid, alg }: ClientKey): object => ({ alg, kid, typ: 'at+jwt' });

const cut = (token: string): string => token.slice(0, token.lastIndexOf('.') + 1);

/** With another subject under the signature of the first. */
function altered(token: string): string {
  const [header, payload = '', signature] = token.split('.');
  const claims: object = JSON.parse(Buffer.from(payload, 'base64url').toString());
  const other = Buffer.from(JSON.stringify({ ...claims, sub: 'person-2' })).toString('base64url');
  return `${header}.${other}.${signature}`;
}

const forgeries: readonly Forgery[] = [
  { what: 'that declares no algorithm', forge: (_, token) => withoutSignature(token) },
  {
    what: 'signed by HS256 with the public key as secret',
    forge: ({ issuer }, token) => signedByPublicKey(token, issuer.key),
  },
  { what: 'without its signature', forge: (_, token) => cut(token) },
  { what: 'altered after it was signed', forge: (_, token) => altered(token) },
  {
    what: 'by a key of nobody, under a known name',
    forge: async ({ issuer }, token) =>
      signedUnder({ ...right(issuer.key) }, token, await newClientKey('ES256')),
  },
  {
    what: 'by a key that it brings along',
    async forge(_, token) {
      const key = await newClientKey('ES256');
      return signedUnder({ alg: 'ES256', typ: 'at+jwt', jwk: publicMembers(key.publicJwk) }, token, key);
    },
  },
  {
    what: 'with a critical header that nobody understands',
    forge: ({ issuer }, token) => signedUnder({ ...right(issuer.key), crit: ['x'], x: 1 }, token, issuer.key),
  },
  {
    what: 'that names the algorithm of another key',
    forge: ({ issuer }, token) => signedUnder({ ...right(issuer.key), alg: 'RS256' }, token, issuer.key),
  },
  {
    what: 'that names the key of another algorithm',
    forge: ({ issuer }, token) =>
      signedUnder({ ...right(issuer.rsaKey), alg: issuer.key.alg }, token, issuer.key),
  },
];

const forgeryCases = forgeries.map(
  ({ what, forge }): ProtectedCase => ({
    name: `a token ${what} is refused`,
    requirements: ['RFC 8725 §3.1', 'resource.md §2 algorithm'],
    async run(t) {
      const service = t.service();
      const token = await service.token();
      expectServed(await service.ask({ token }));
      expectInvalidToken(await service.ask({ token: await forge(service, token) }));
    },
  }),
);

export const forgedCases: readonly ProtectedCase[] = [
  ...forgeryCases,
  {
    name: 'keys are taken from the issuer only, wherever a token says they are',
    requirements: ['RFC 8725 §3.1', 'resource.md §2 algorithm'],
    needs: ['set_ups'],
    async run(t) {
      const service = t.service();
      const { issuer: stranger } = t.service('stranger');
      const { key } = stranger;
      const jku = `${stranger.name}/jwks`;
      const header = { ...right(key), jku, x5u: jku };
      expectInvalidToken(await service.ask({ token: await signedUnder(header, await service.token(), key) }));
      // In its own name, for this service
      expectInvalidToken(await service.present({ claims: { iss: stranger.name }, key }));
      assert.deepEqual(stranger.asked, { discovery: 0, keys: 0, introspection: 0 });
    },
  },
];
