import assert from 'node:assert/strict';
import { pushSigned } from '../conversation/fapi.ts';
import { KeyHolder } from '../conversation/key-holder.ts';
import { follow, push } from '../conversation/pushed.ts';
import type { Case } from '../run/case.ts';
import { expectError, expectErrorOneOf, expectStatus } from '../wire/answer.ts';
import { newClientKey } from '../wire/client-assertion.ts';
import type { RequestObjectWish } from '../wire/request-object.ts';

// FAPI 2.0 Message Signing, from the outside of a server that holds every client to it.

const signing = { needs: ['fapi'], variant: 'fapi-signing' } as const satisfies Partial<Case>;

const STRONG: readonly string[] = ['PS256', 'ES256', 'EdDSA', 'Ed25519'];

const metadata: Case = {
  ...signing,
  name: 'metadata of a server of signed messages says how they are signed',
  requirements: [
    ...(['RFC 9101 §10.5', 'JARM §4', 'advanced.md V-8', 'advanced.md JAR-10'] as const),
    ...(['advanced.md SW-12', 'advanced.md SW-15'] as const),
  ],
  async run(t) {
    const listed = (name: string): readonly unknown[] => [t.metadata[name] ?? []].flat();
    assert.equal(t.metadata['require_signed_request_object'], true);
    assert.ok(listed('response_modes_supported').includes('jwt'));
    if (t.target.features.has('house_rules'))
      assert.deepEqual(
        listed('response_modes_supported').filter((mode) => !String(mode).includes('jwt')),
        [],
      );
    for (const name of ['request_object', 'authorization']) {
      const algorithms = listed(`${name}_signing_alg_values_supported`);
      assert.ok(
        algorithms.length > 0 && algorithms.every((alg) => STRONG.includes(String(alg))),
        String(algorithms),
      );
    }
  },
};

const ways: readonly Case[] = [
  {
    ...signing,
    name: 'a signed request is answered by one signed answer that holds the code',
    requirements: [
      'JARM §2.1',
      'advanced.md V-32',
      'advanced.md V-61',
      'advanced.md SW-15',
      'advanced.md JRM-3',
    ],
    async run(t) {
      const request = await pushSigned(t);
      expectStatus(request.answer, 201);
      const authorization = await follow(t, request);
      assert.deepEqual([...authorization.response.keys()], ['response']);
      const { header, payload } = await t.verify(authorization.response.get('response') ?? '', 'bank');
      assert.ok(header['kid'] && STRONG.includes(String(header['alg'])));
      assert.equal(payload['state'], request.parameters['state']);
      const holder = await KeyHolder.create(t);
      const code = (): string => String(payload['code']);
      expectStatus(await holder.redeem({ ...authorization, code }), 200);
    },
  },
  {
    ...signing,
    name: 'a pushed request that is not signed is refused where messages are signed',
    requirements: ['advanced.md V-61', 'advanced.md JAR-5', 'advanced.md SW-12'],
    async run(t) {
      const { answer } = await push(t, 'bank', { response_mode: 'jwt' });
      expectErrorOneOf(answer, 400, ['invalid_request', 'invalid_request_object']);
    },
  },
];

const modes: readonly Case[] = [
  {
    ...signing,
    name: 'where messages are signed, no answer that is not is asked for',
    requirements: ['advanced.md SW-15', 'JARM §2.3'],
    needs: ['fapi', 'house_rules'],
    async run(t) {
      for (const response_mode of ['query', 'form_post', 'fragment']) {
        const { answer } = await pushSigned(t, { claims: { response_mode } });
        expectError(answer, 400, 'invalid_request');
      }
      const unsaid = await follow(t, await pushSigned(t, { claims: { response_mode: undefined } }));
      assert.deepEqual([...unsaid.response.keys()], ['response']);
    },
  },
  {
    ...signing,
    name: 'where messages are signed, a person who says no is answered for in one signed answer',
    requirements: ['JARM §2.1', 'advanced.md V-31', 'advanced.md V-32', 'advanced.md JRM-4'],
    async run(t) {
      const request = await pushSigned(t, { claims: { prompt: 'consent' } });
      const refused = await follow(t, request, { purpose: { decide: 'deny' } });
      assert.deepEqual([...refused.response.keys()], ['response']);
      const { payload } = await t.verify(refused.response.get('response') ?? '', 'bank');
      assert.deepEqual(
        [payload['error'], payload['state'], payload['code']],
        ['access_denied', request.parameters['state'], undefined],
      );
    },
  },
];

const now = (): number => Math.floor(Date.now() / 1000);

type Wish = Partial<RequestObjectWish>;

const refused = (
  [
    ['without exp', () => ({ claims: { exp: undefined } })],
    ['that is good for more than an hour', () => ({ claims: { exp: now() + 3700 } })],
    ['without nbf', () => ({ claims: { nbf: undefined } })],
    ['that began more than an hour ago', () => ({ claims: { nbf: now() - 3700, exp: now() + 60 } })],
    ['that has expired', () => ({ claims: { nbf: now() - 600, exp: now() - 300 } })],
    ['for another server', () => ({ audience: 'https://other.example' })],
    ['without audience', () => ({ claims: { aud: undefined } })],
    ['of another client', () => ({ claims: { iss: 'bank-other', client_id: 'bank-other' } })],
    ['with a reference inside', () => ({ claims: { request_uri: 'urn:x' } })],
  ] as const satisfies readonly (readonly [string, () => Wish])[]
).map(
  ([what, wish]): Case => ({
    ...signing,
    name: `where messages are signed, a request object ${what} is refused`,
    requirements: ['advanced.md V-61', 'advanced.md JAR-4', 'advanced.md JAR-5', 'advanced.md V-47'],
    async run(t) {
      const { answer } = await pushSigned(t, wish());
      expectErrorOneOf(answer, 400, ['invalid_request_object', 'invalid_request']);
    },
  }),
);

const accepted = (
  [
    [
      'that names this server among others',
      ({ issuer }) => ({ claims: { aud: [issuer, 'https://other.example'] } }),
    ],
    ['that is a little ahead', () => ({ claims: { nbf: now() + 8, exp: now() + 68 } })],
    ['without a type', () => ({ header: { typ: undefined } })],
  ] as const satisfies readonly (readonly [string, (t: { issuer: string }) => Wish])[]
).map(
  ([what, wish]): Case => ({
    ...signing,
    name: `where messages are signed, a request object ${what} is taken`,
    requirements: ['advanced.md V-61', 'advanced.md JAR-3', 'advanced.md JAR-4'],
    async run(t) {
      expectStatus((await pushSigned(t, wish(t))).answer, 201);
    },
  }),
);

const signatures: Case = {
  ...signing,
  name: 'where messages are signed, a request object of another key, a weak one or none is refused',
  requirements: ['RFC 9101 §6.2', 'advanced.md V-61', 'advanced.md SW-7', 'advanced.md JAR-3'],
  async run(t) {
    for (const alg of ['EdDSA', 'RS256']) {
      const { answer } = await pushSigned(t, { key: await newClientKey(alg) });
      expectError(answer, 400, 'invalid_request_object');
    }
    const { parameters } = t.request('bank');
    const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
    const claims = { ...parameters, iss: 'bank', aud: t.issuer, nbf: now(), exp: now() + 60 };
    const request = `${part({ alg: 'none' })}.${part(claims)}.`;
    const unsigned = await t.as('bank', 'pushed_authorization_request_endpoint', {
      client_id: 'bank',
      request,
    });
    expectError(unsigned, 400, 'invalid_request_object');
  },
};

export const fapiMessageSigningCases: readonly Case[] = [
  metadata,
  ...ways,
  ...modes,
  ...refused,
  ...accepted,
  signatures,
];
