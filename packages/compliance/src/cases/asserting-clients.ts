import assert from 'node:assert/strict';
import { askPerson } from '../conversation/backchannel.ts';
import type { Conversation } from '../conversation/conversation.ts';
import { startDevice, visitDevicePage } from '../conversation/device.ts';
import { PAR_ENDPOINT } from '../conversation/pushed.ts';
import { type ClientMetadata, publicApp, type Registered, registered } from '../conversation/registration.ts';
import type { Case } from '../run/case.ts';
import { calledByOneName } from '../run/facade-differences.ts';
import { BACKCHANNEL_GRANT, DEVICE_GRANT } from '../setup/fixtures.ts';
import { type Answer, expectError, expectStatus, send, stringOf } from '../wire/answer.ts';
import {
  type AssertionWish,
  type ClientKey,
  newClientKey,
  presentAssertion,
} from '../wire/client-assertion.ts';
import { basic } from '../wire/client-auth.ts';
import { formOf, type Parameters } from '../wire/parameters.ts';

// What an assertion of a client is beside its claims, whom it may be for, and what a failed attempt leaves: advanced.md §2.

const needs: Case['needs'] = ['registration', 'private_key_jwt', 'par'];

interface Keyed extends Registered {
  readonly keys: readonly ClientKey[];
}

async function keyed(
  t: Conversation,
  keys: readonly ClientKey[],
  changes: ClientMetadata = {},
): Promise<Keyed> {
  const jwks = { keys: keys.map(({ publicJwk }) => publicJwk) };
  const app = publicApp({ token_endpoint_auth_method: 'private_key_jwt', jwks, ...changes });
  return { ...(await registered(t, app)), keys };
}

type Wish = Partial<AssertionWish> & {
  readonly by?: ClientKey;
  readonly fields?: Parameters;
  readonly url?: string;
};

/** Proves who it is, where nothing but that is at stake. */
async function prove({ t, client, keys }: Keyed, wish: Wish = {}): Promise<Answer> {
  const { by = keys[0] ?? assert.fail('no key'), fields = {}, url = t.endpoint(PAR_ENDPOINT), ...how } = wish;
  const { client_id: clientId } = client;
  const { parameters } = t.request(clientId);
  const assertion = await presentAssertion(by, { clientId, audience: t.issuer, ...how });
  return send(url, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: formOf({ ...parameters, ...assertion, ...fields }).toString(),
  });
}

const types: readonly (readonly [typ: string, status: number])[] = [
  ['JWT', 201],
  ['client-authentication+jwt', 201],
  ['at+jwt', 401],
  ['oauth-authz-req+jwt', 401],
  ['dpop+jwt', 401],
];

const looksAtNoType = { reason: 'it looks at no type of an assertion', seen: /got 201|expected 401/ };

const shape: readonly Case[] = [
  ...types.map(
    ([typ, status]): Case => ({
      name: `a client assertion of type ${typ} ${status === 201 ? 'proves its client' : 'proves nothing'}`,
      requirements: ['RFC 8725 §3.11', 'advanced.md CAU-8'],
      needs,
      ...(status === 401 ? { differs: { reference: looksAtNoType } } : {}),
      async run(t) {
        const own = await keyed(t, [await newClientKey()]);
        const answer = await prove(own, { header: { typ } });
        if (status === 401) expectError(answer, 401, 'invalid_client');
        else expectStatus(answer, 201);
      },
    }),
  ),
  {
    name: 'a client_id beside an assertion names the same client',
    requirements: ['RFC 7521 §4.2', 'advanced.md CAU-1'],
    needs: [...needs, 'house_rules'],
    async run(t) {
      const own = await keyed(t, [await newClientKey()]);
      expectError(await prove(own, { fields: { client_id: 'web' } }), 401, 'invalid_client');
      expectStatus(await prove(own, { fields: { client_id: own.client.client_id } }), 201);
    },
  },
  {
    name: 'an assertion proves no client that is registered to prove nothing',
    requirements: ['RFC 6749 §2.1', 'advanced.md CAU-3', 'advanced.md CAU-2'],
    needs,
    async run(t) {
      const key = await newClientKey();
      const open = await registered(t, publicApp({ jwks: { keys: [key.publicJwk] } }));
      const own = { ...open, keys: [key] };
      expectError(await prove(own), 401, 'invalid_client');
    },
  },
];

const algorithms: Case = {
  name: 'a client that registered one algorithm proves nothing by another',
  requirements: ['Registration §2', 'advanced.md CAU-7'],
  needs,
  async run(t) {
    const [right, other] = [await newClientKey('ES256'), await newClientKey('EdDSA')];
    const own = await keyed(t, [right, other], { token_endpoint_auth_signing_alg: 'ES256' });
    expectError(await prove(own, { by: other }), 401, 'invalid_client');
    expectStatus(await prove(own, { by: right }), 201);
  },
};

const audiences: readonly Case[] = [
  {
    name: 'a client assertion may be addressed to the endpoint that is called',
    requirements: ['RFC 9126 §2', 'RFC 7523 §3', 'advanced.md CAU-9'],
    needs,
    async run(t) {
      const own = await keyed(t, [await newClientKey()]);
      expectStatus(await prove(own, { audience: t.endpoint(PAR_ENDPOINT) }), 201);
    },
  },
  {
    name: 'a client assertion may be addressed to the other path of the endpoint that is called',
    requirements: ['advanced.md CAU-9'],
    needs: [...needs, 'aliases', 'house_rules'],
    differs: { facade: calledByOneName },
    async run(t) {
      const own = await keyed(t, [await newClientKey()]);
      const url = `${t.issuer}/api/par`;
      expectStatus(await prove(own, { url, audience: url }), 201);
      const elsewhere = await prove(own, { url, audience: t.endpoint('revocation_endpoint') });
      expectError(elsewhere, 401, 'invalid_client');
    },
  },
];

const unnamed: Case = {
  name: 'an assertion without kid is tried with four keys that fit at most',
  requirements: ['advanced.md CAU-12'],
  needs: [...needs, 'house_rules'],
  async run(t) {
    const keys = await Promise.all(Array.from({ length: 5 }, () => newClientKey()));
    const own = await keyed(t, keys);
    const header = { kid: undefined };
    const answers = await Promise.all(keys.map((by) => prove(own, { by, header })));
    assert.deepEqual(
      answers.map(({ status }) => status),
      [201, 201, 201, 201, 401],
    );
    for (const by of keys) expectStatus(await prove(own, { by }), 201);
  },
};

const metadata: Case = {
  name: 'metadata lists how clients prove themselves at each endpoint that asks it',
  requirements: ['RFC 8414 §2', 'advanced.md CAU-14'],
  needs: ['introspection', 'revocation', 'private_key_jwt', 'house_rules'],
  async run(t) {
    const listed = (name: string): readonly unknown[] => [t.metadata[name] ?? []].flat();
    for (const endpoint of ['token', 'introspection', 'revocation']) {
      const methods = listed(`${endpoint}_endpoint_auth_methods_supported`);
      for (const method of ['client_secret_basic', 'client_secret_post', 'private_key_jwt'])
        assert.ok(methods.includes(method), `${endpoint} ${method}`);
      const algs = listed(`${endpoint}_endpoint_auth_signing_alg_values_supported`);
      for (const alg of ['RS256', 'PS256', 'ES256', 'EdDSA'])
        assert.ok(algs.includes(alg), `${endpoint} ${alg}`);
      assert.ok(!algs.includes('none'));
    }
    assert.ok(!listed('introspection_endpoint_auth_methods_supported').includes('none'));
  },
};

/** By somebody who only knows how the client is called. */
const wrongly = (t: Conversation, client: string, fields: Parameters): Promise<Answer> =>
  t.post('token_endpoint', fields, { authorization: basic(client, 'wrong') });

const consumed: readonly Case[] = [
  {
    name: 'who cannot prove to be the client spends neither its code nor its refresh token',
    requirements: ['RFC 6749 §3.2.1', 'advanced.md CAU-4'],
    needs: ['refresh'],
    async run(t) {
      const authorization = await t.authorize();
      expectError(await wrongly(t, 'web', t.redemption(authorization)), 401, 'invalid_client');
      const tokens = await t.redeem(authorization);
      expectStatus(tokens, 200);
      const refresh_token = stringOf(tokens, 'refresh_token');
      const fields = { grant_type: 'refresh_token', refresh_token };
      expectError(await wrongly(t, 'web', fields), 401, 'invalid_client');
      expectStatus(await t.refresh('web', refresh_token), 200);
    },
  },
  {
    name: 'who cannot prove to be the client spends no device code, and ends no token',
    requirements: ['RFC 6749 §3.2.1', 'advanced.md CAU-4'],
    needs: ['device', 'introspection', 'revocation'],
    async run(t) {
      const started = await startDevice(t, 'device-confidential');
      await visitDevicePage(t, started);
      const fields = { grant_type: DEVICE_GRANT, device_code: stringOf(started, 'device_code') };
      expectError(await wrongly(t, 'device-confidential', fields), 401, 'invalid_client');
      const tokens = await t.token('device-confidential', fields);
      expectStatus(tokens, 200);
      const token = stringOf(tokens, 'access_token');
      const headers = { authorization: basic('device-confidential', 'wrong') };
      expectError(await t.post('revocation_endpoint', { token }, headers), 401, 'invalid_client');
      assert.equal(await t.isActive('device-confidential', token), true);
    },
  },
  {
    name: 'who cannot prove to be the client learns nothing of a request to a person',
    requirements: ['CIBA §11', 'advanced.md CAU-4'],
    needs: ['backchannel_authentication'],
    async run(t) {
      const asked = await askPerson(t, {}, 'asking-rich');
      expectStatus(asked, 200);
      const fields = { grant_type: BACKCHANNEL_GRANT, auth_req_id: stringOf(asked, 'auth_req_id') };
      expectError(await wrongly(t, 'asking-rich', fields), 401, 'invalid_client');
      expectError(await t.token('asking-rich', fields), 400, 'authorization_pending');
    },
  },
];

export const assertingClientCases: readonly Case[] = [
  ...shape,
  algorithms,
  ...audiences,
  unnamed,
  metadata,
  ...consumed,
];
