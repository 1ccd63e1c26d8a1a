import assert from 'node:assert/strict';
import { exportJWK, SignJWT } from 'jose';
import { KeyHolder, type Presenting } from '../conversation/key-holder.ts';
import type { Case } from '../run/case.ts';
import { type Answer, expectError, expectHeader, expectStatus, send, stringOf } from '../wire/answer.ts';
import type { ProofWish } from '../wire/dpop-proof.ts';
import { formOf } from '../wire/parameters.ts';

// RFC 9449 §4.3, §7, §11.1 and advanced.md DPO-1 to DPO-4, DPO-10: which proofs are good, and for what.

const needs: Case['needs'] = ['dpop', 'client_credentials'];
const asked = { grant_type: 'client_credentials', scope: 'read' };
const now = (): number => Math.floor(Date.now() / 1000);

type Wrong = (holder: KeyHolder) => Promise<Presenting> | Presenting;

const claims =
  (changes: () => Record<string, unknown>): Wrong =>
  () => ({ claims: changes() });
const header =
  (changes: Record<string, unknown>): Wrong =>
  () => ({ header: changes });

/** What is wrong with a proof wherever it comes. */
const wrongAnywhere: readonly (readonly [string, Wrong])[] = [
  ['no JWT', () => ({ proofs: ['x'] })],
  ['of another typ', header({ typ: 'JWT' })],
  ['that does not say its typ', header({ typ: undefined })],
  ['without its key', header({ jwk: undefined })],
  ['without jti', claims(() => ({ jti: undefined }))],
  ['without htm', claims(() => ({ htm: undefined }))],
  ['without htu', claims(() => ({ htu: undefined }))],
  ['without iat', claims(() => ({ iat: undefined }))],
  ['for another method', claims(() => ({ htm: 'PUT' }))],
  ['for another address', claims(() => ({ htu: 'https://elsewhere.example/oauth/token' }))],
  ['of an hour ago', claims(() => ({ iat: now() - 3600 }))],
  ['of an hour ahead', claims(() => ({ iat: now() + 3600 }))],
  ['that is over', claims(() => ({ exp: now() - 120 }))],
  ['that is not good yet', claims(() => ({ nbf: now() + 600 }))],
  ['with a private key in it', async ({ key }) => ({ header: { jwk: await exportJWK(key.privateKey) } })],
  [
    'signed by another key than it names',
    async ({ t }) => ({ header: { jwk: (await KeyHolder.create(t)).bareKey() } }),
  ],
  ['that is signed by a secret', async (holder) => ({ proofs: [await bySecret(await holder.proof())] })],
  ['that is not signed', async (holder) => ({ proofs: [unsigned(await holder.proof())] })],
];

/** The key in the header is the secret, which everybody can read. */
function bySecret(proof: string): Promise<string> {
  const payload = JSON.parse(Buffer.from(proof.split('.')[1] ?? '', 'base64url').toString());
  const secret = Buffer.alloc(32, 7);
  const jwk = { kty: 'oct', k: secret.toString('base64url') };
  return new SignJWT(payload).setProtectedHeader({ alg: 'HS256', typ: 'dpop+jwt', jwk }).sign(secret);
}

function unsigned(proof: string): string {
  const [head = '', payload] = proof.split('.');
  const { jwk } = JSON.parse(Buffer.from(head, 'base64url').toString()) as Record<string, unknown>;
  const none = Buffer.from(JSON.stringify({ alg: 'none', typ: 'dpop+jwt', jwk })).toString('base64url');
  return `${none}.${payload}.`;
}

const atTheTokenEndpoint: readonly Case[] = wrongAnywhere.map(
  ([what, wrong]): Case => ({
    name: `a token request with a proof ${what} is refused`,
    requirements: ['RFC 9449 §4.3', 'RFC 9449 §5', 'advanced.md DPO-1', 'security.md X-4'],
    needs,
    async run(t) {
      const holder = await KeyHolder.create(t);
      expectError(await holder.as('machine', asked, await wrong(holder)), 400, 'invalid_dpop_proof');
    },
  }),
);

const counting: readonly Case[] = [
  {
    name: 'a token request with two proofs is refused',
    requirements: ['RFC 9449 §4.1', 'RFC 9449 §4.3', 'advanced.md DPO-1'],
    needs,
    async run(t) {
      const holder = await KeyHolder.create(t);
      const proofs = [await holder.proof(), await holder.proof()];
      expectError(await holder.as('machine', asked, { proofs }), 400, 'invalid_dpop_proof');
    },
  },
  {
    name: 'a proof is good for one token request',
    requirements: ['RFC 9449 §11.1', 'advanced.md DPO-4', 'security.md R-7'],
    needs,
    differs: { reference: { reason: 'it calls the grant invalid', seen: /got 400 invalid_grant/ } },
    async run(t) {
      const holder = await KeyHolder.create(t);
      const proofs = [await holder.proof()];
      expectStatus(await holder.as('machine', asked, { proofs }), 200);
      expectError(await holder.as('machine', asked, { proofs }), 400, 'invalid_dpop_proof');
    },
  },
  {
    name: 'of many token requests with one proof one is answered',
    requirements: ['RFC 9449 §11.1', 'advanced.md DPO-4', 'security.md R-7'],
    needs,
    async run(t) {
      const holder = await KeyHolder.create(t);
      const proofs = [await holder.proof()];
      const answers = await Promise.all(
        Array.from({ length: 50 }, () => holder.as('machine', asked, { proofs })),
      );
      assert.equal(answers.filter(({ status }) => status === 200).length, 1);
    },
  },
  {
    name: 'metadata lists the algorithms of proofs, none of them symmetric',
    requirements: ['RFC 9449 §5.1', 'RFC 9449 §11.3', 'advanced.md DPO-11', 'clients.md §13 DPoP'],
    needs: ['dpop'],
    async run(t) {
      const listed = t.metadata['dpop_signing_alg_values_supported'];
      assert.ok(Array.isArray(listed) && listed.includes('ES256'));
      assert.ok(listed.every((alg) => alg !== 'none' && !String(alg).startsWith('HS')));
    },
  },
];

const tolerated: readonly (readonly [string, () => ProofWish])[] = [
  ['of ten seconds ago', () => ({ claims: { iat: now() - 10 } })],
  ['of ten seconds ahead', () => ({ claims: { iat: now() + 10 } })],
  ['with more claims', () => ({ claims: { more: { than: 'needed' } } })],
  ['with its own times', () => ({ claims: { nbf: now() - 5, exp: now() + 60 } })],
];

const tolerance: readonly Case[] = [
  ...tolerated.map(
    ([what, wish]): Case => ({
      name: `a proof ${what} is good at the token endpoint and at userinfo`,
      requirements: ['RFC 9449 §4.3', 'advanced.md DPO-3', 'advanced.md V-57'],
      needs: ['dpop', 'userinfo'],
      async run(t) {
        const holder = await KeyHolder.create(t);
        const answer = await holder.redeem(await t.authorize(), wish());
        expectStatus(answer, 200);
        expectStatus(await holder.userinfo(stringOf(answer, 'access_token'), wish()), 200);
      },
    }),
  ),
  {
    name: 'an address in a proof is compared without query, fragment and case of the host',
    requirements: ['RFC 9449 §4.3', 'advanced.md DPO-2', 'advanced.md V-57'],
    needs,
    async run(t) {
      const holder = await KeyHolder.create(t);
      const { protocol, host, pathname } = new URL(t.endpoint('token_endpoint'));
      const spellings = [
        `${protocol}//${host}${pathname}?a=b`,
        `${protocol}//${host}${pathname}#c`,
        `${protocol.toUpperCase()}//${host.toUpperCase()}${pathname}`,
      ];
      for (const htu of spellings) expectStatus(await holder.as('machine', asked, { claims: { htu } }), 200);
    },
  },
  {
    name: 'a proof is for the address that was called, which may be the other path of an endpoint',
    requirements: ['RFC 9449 §4.3', 'advanced.md DPO-2'],
    needs: ['dpop', 'client_credentials', 'aliases'],
    async run(t) {
      const holder = await KeyHolder.create(t);
      const alias = `${t.issuer}/api/token`;
      const presented = await t.present('machine');
      const ask = async (htu: string): Promise<Answer> =>
        send(alias, {
          method: 'POST',
          headers: {
            'content-type': 'application/x-www-form-urlencoded',
            ...presented.headers,
            dpop: await holder.proofAt(htu),
          },
          body: formOf({ ...presented.parameters, ...asked }).toString(),
        });
      expectStatus(await ask(alias), 200);
      expectError(await ask(t.endpoint('token_endpoint')), 400, 'invalid_dpop_proof');
    },
  },
];

const resource: Case['needs'] = ['dpop', 'userinfo'];

function expectChallenged(answer: Answer): void {
  expectStatus(answer, 401);
  expectHeader(
    answer,
    'www-authenticate',
    /^DPoP .*error="invalid_(?:token|dpop_proof)".*algs="|^DPoP .*algs=".*error="/,
  );
}

const bound = async (t: KeyHolder['t']): Promise<[KeyHolder, string]> => {
  const holder = await KeyHolder.create(t);
  return [holder, stringOf(await holder.tokens(), 'access_token')];
};

const atUserinfo: readonly Case[] = [
  {
    name: 'userinfo takes a bound token with a proof, the scheme in any case',
    requirements: ['RFC 9449 §7.1', 'advanced.md DPO-10', 'advanced.md V-57'],
    needs: resource,
    async run(t) {
      const [holder, token] = await bound(t);
      for (const scheme of ['DPoP', 'dpop']) expectStatus(await holder.userinfo(token, { scheme }), 200);
      expectStatus(await holder.userinfo(token, { headers: { accept: 'text/html' } }), 200);
    },
  },
  {
    name: 'userinfo refuses a bound token as Bearer',
    requirements: ['RFC 9449 §7.2', 'advanced.md DPO-10', 'advanced.md V-56', 'security.md X-4'],
    needs: resource,
    async run(t) {
      const [, token] = await bound(t);
      expectChallenged(await t.userinfo(token));
    },
  },
  {
    name: 'userinfo refuses a bound token without proof',
    requirements: ['RFC 9449 §7', 'advanced.md DPO-10', 'advanced.md V-56'],
    needs: resource,
    differs: {
      reference: { reason: 'it calls that a malformed request', seen: /got 400 invalid_request/ },
    },
    async run(t) {
      const [holder, token] = await bound(t);
      expectChallenged(await holder.userinfo(token, { proofs: [] }));
    },
  },
  {
    name: 'userinfo refuses a bound token with the proof of another key or of another token',
    requirements: ['RFC 9449 §7', 'RFC 9449 §7.1', 'advanced.md DPO-10', 'advanced.md V-56'],
    needs: resource,
    async run(t) {
      const [holder, token] = await bound(t);
      const [other, theirs] = await bound(t);
      expectChallenged(await other.userinfo(token));
      expectChallenged(await holder.userinfo(token, { proofs: [await holder.proofAtUserinfo(theirs)] }));
      expectChallenged(await holder.userinfo(token, { claims: { ath: undefined } }));
    },
  },
  {
    name: 'userinfo refuses a token that is bound to nothing, shown as a bound one',
    requirements: ['RFC 9449 §7.1', 'advanced.md DPO-10'],
    needs: resource,
    async run(t) {
      const holder = await KeyHolder.create(t);
      const plain = stringOf(await t.tokens(), 'access_token');
      expectStatus(await holder.userinfo(plain), 401);
    },
  },
  {
    name: 'userinfo takes no bound token in its address, with a proof or without',
    requirements: ['RFC 9449 §7.1', 'advanced.md DPO-10', 'advanced.md V-57'],
    needs: resource,
    async run(t) {
      const [holder, token] = await bound(t);
      const url = `${t.endpoint('userinfo_endpoint')}?access_token=${token}`;
      for (const headers of [{}, { dpop: await holder.proofAtUserinfo(token) }]) {
        const { status } = await send(url, { headers });
        assert.ok([400, 401].includes(status), String(status));
      }
    },
  },
  {
    name: 'userinfo takes a proof once',
    requirements: ['RFC 9449 §11.1', 'advanced.md DPO-4'],
    needs: resource,
    async run(t) {
      const [holder, token] = await bound(t);
      const proofs = [await holder.proofAtUserinfo(token)];
      expectStatus(await holder.userinfo(token, { proofs }), 200);
      expectChallenged(await holder.userinfo(token, { proofs }));
    },
  },
  {
    name: 'userinfo refuses every proof that the token endpoint would',
    requirements: ['RFC 9449 §4.3', 'advanced.md DPO-1', 'advanced.md V-56'],
    needs: resource,
    async run(t) {
      const [holder, token] = await bound(t);
      for (const [what, wrong] of wrongAnywhere) {
        const answer = await holder.userinfo(token, await wrong(holder));
        assert.equal(answer.status, 401, what);
      }
    },
  },
];

export const dpopProofCases: readonly Case[] = [
  ...atTheTokenEndpoint,
  ...counting,
  ...tolerance,
  ...atUserinfo,
];
