import assert from 'node:assert/strict';
import { calculateJwkThumbprint } from 'jose';
import { type ClientKey, newClientKey } from '../../wire/client-assertion.ts';
import type { ProofWish } from '../../wire/dpop-proof.ts';
import {
  challengeOf,
  expectInvalidToken,
  expectRefused,
  expectServed,
  type Service,
  type ServiceAnswer,
  seconds,
} from '../conversation.ts';
import { proofFor } from '../forge.ts';
import type { ProtectedCase } from '../protected-case.ts';

// Tokens that are good in the hands of their holder only (RFC 9449).

interface Bound {
  readonly service: Service;
  readonly holder: ClientKey;
  readonly token: string;
}

async function boundToken(service: Service): Promise<Bound> {
  const holder = await newClientKey('ES256');
  const jkt = await calculateJwkThumbprint(holder.publicJwk);
  return { service, holder, token: await service.token({ claims: { cnf: { jkt } } }) };
}

function askWith({ service, token }: Bound, ...proofs: readonly string[]): Promise<ServiceAnswer> {
  const lines = proofs.map((proof) => ['dpop', proof] as const);
  return service.ask({ headers: [['authorization', `DPoP ${token}`], ...lines] });
}

function expectInvalidProof(answer: ServiceAnswer): void {
  expectRefused(answer, 401, 'invalid_dpop_proof');
  assert.match(
    challengeOf(answer),
    /^DPoP error="invalid_dpop_proof", error_description="[^"]+", algs="[^"]+"$/,
  );
}

const badProofs: readonly (readonly [what: string, wish: (bound: Bound) => ProofWish])[] = [
  ['for another method', () => ({ claims: { htm: 'POST' } })],
  ['for another address', ({ service }) => ({ claims: { htu: `${service.url}/other` } })],
  ['for another token', () => ({ claims: { ath: 'x'.repeat(43) } })],
  ['from before', () => ({ claims: { iat: seconds() - 600 } })],
  ['from times to come', () => ({ claims: { iat: seconds() + 600 } })],
  ['without a number of its own', () => ({ claims: { jti: undefined } })],
  ['of another type', () => ({ header: { typ: 'JWT' } })],
];

const needs: ProtectedCase['needs'] = ['dpop'];

export const holderCases: readonly ProtectedCase[] = [
  {
    name: 'a bound token comes with the proof of its holder, once',
    requirements: ['RFC 9449 §7.1', 'RFC 9449 §11.1'],
    needs,
    async run(t) {
      const bound = await boundToken(t.service('dpop'));
      const proof = await proofFor(bound);
      expectServed(await askWith(bound, proof));
      expectInvalidProof(await askWith(bound, proof));
      expectServed(await askWith(bound, await proofFor(bound)));
    },
  },
  {
    name: 'a bound token comes neither as Bearer nor without its proof',
    requirements: ['RFC 9449 §7.2', 'resource.md §2 cnf.jkt'],
    needs,
    async run(t) {
      const bound = await boundToken(t.service('dpop'));
      const { service, token } = bound;
      expectInvalidToken(await service.ask({ token }));
      const headers = [['dpop', await proofFor(bound)]] as const;
      expectInvalidToken(await service.ask({ token, headers }));
      expectInvalidProof(await askWith(bound));
    },
  },
  {
    name: 'a token that is bound to nothing does not come as DPoP',
    requirements: ['RFC 9449 §7.1', 'resource.md §2 cnf.jkt'],
    needs,
    async run(t) {
      const service = t.service('dpop');
      const unbound = { service, holder: await newClientKey('ES256'), token: await service.token() };
      expectServed(await service.ask({ token: unbound.token }));
      expectRefused(await askWith(unbound, await proofFor(unbound)), 401, 'invalid_token');
    },
  },
  {
    name: 'a bound token is refused with the proof of somebody else, and with two',
    requirements: ['RFC 9449 §7.1', 'RFC 9449 §4.3'],
    needs,
    async run(t) {
      const bound = await boundToken(t.service('dpop'));
      const thief = { ...bound, holder: await newClientKey('ES256') };
      expectRefused(await askWith(bound, await proofFor(thief)), 401);
      expectInvalidProof(await askWith(bound, await proofFor(bound), await proofFor(bound)));
    },
  },
  ...badProofs.map(
    ([what, wish]): ProtectedCase => ({
      name: `a proof ${what} proves nothing`,
      requirements: ['RFC 9449 §4.3', 'resource.md §2 DPoP proof'],
      needs,
      async run(t) {
        const bound = await boundToken(t.service('dpop'));
        expectInvalidProof(await askWith(bound, await proofFor(bound, wish(bound))));
      },
    }),
  ),
];
