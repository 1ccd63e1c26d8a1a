import assert from 'node:assert/strict';
import type { Conversation } from '../conversation/conversation.ts';
import type { Case } from '../run/case.ts';
import { CALLBACK, DEVICE_GRANT } from '../setup/fixtures.ts';
import { type Answer, expectError, expectStatus, send } from '../wire/answer.ts';
import { basic } from '../wire/client-auth.ts';
import { formOf, type Parameters } from '../wire/parameters.ts';
import { walk } from '../wire/walk.ts';

// Where parameters may stand: a secret in an address ends up in logs and histories.

interface Leak {
  readonly name: string;
  readonly endpoint: string;
  readonly client: string;
  readonly parameters: Parameters;
}

const code = { grant_type: 'authorization_code', redirect_uri: CALLBACK, code: 'gac_x' };
const refresh = { grant_type: 'refresh_token', refresh_token: 'grt_x' };
const device = { grant_type: DEVICE_GRANT, device_code: 'gdc_x' };
const machine = { grant_type: 'client_credentials', scope: 'read' };

const leaks: readonly Leak[] = [
  { name: 'code', endpoint: 'token_endpoint', client: 'web', parameters: code },
  { name: 'refresh_token', endpoint: 'token_endpoint', client: 'web', parameters: refresh },
  { name: 'device_code', endpoint: 'token_endpoint', client: 'device-confidential', parameters: device },
  { name: 'client_secret', endpoint: 'token_endpoint', client: 'machine', parameters: machine },
  { name: 'token', endpoint: 'revocation_endpoint', client: 'web', parameters: { token: 'x' } },
  { name: 'token', endpoint: 'introspection_endpoint', client: 'web', parameters: { token: 'x' } },
];

function askWithQuery(
  t: Conversation,
  { endpoint, client, parameters }: Leak,
  query: string,
): Promise<Answer> {
  const { client_id, client_secret = '' } = t.client(client);
  return send(`${t.endpoint(endpoint)}?${query}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      authorization: basic(client_id, client_secret),
    },
    body: formOf(parameters).toString(),
  });
}

const refusals: readonly Case[] = leaks.map((leak) => ({
  name: `a ${leak.name} in the query of the ${leak.endpoint.replaceAll('_', ' ')} is invalid_request`,
  requirements: ['protocol.md §1 credentials in the query', 'RFC 6749 §2.3.1'],
  differs: {
    reference: { reason: 'it does not look at the query of a POST', seen: /got 200|got 400 invalid_grant/ },
  },
  async run(t) {
    expectError(await askWithQuery(t, leak, `${leak.name}=x`), 400, 'invalid_request');
  },
}));

export const parameterPlaceCases: readonly Case[] = [
  ...refusals,
  {
    name: 'other query parameters of the token endpoint are ignored',
    requirements: ['protocol.md §1 credentials in the query'],
    needs: ['client_credentials'],
    async run(t) {
      const wish = { name: 'foo', endpoint: 'token_endpoint', client: 'machine', parameters: machine };
      expectStatus(await askWithQuery(t, wish, 'scope=unheard-of&foo=bar'), 200);
    },
  },
  {
    name: 'of a POST to the authorization endpoint only the body counts',
    requirements: ['protocol.md §5 POST', 'Core §3.1.2.1'],
    async run(t) {
      const { parameters } = t.request('web');
      const endpoint = new URL(t.endpoint('authorization_endpoint'));
      endpoint.search = new URLSearchParams({ state: 'from-the-query', display: 'popup' }).toString();
      const browser = t.browser();
      const { username, password } = t.user();
      const { landing } = await walk(browser, await browser.post(endpoint, formOf(parameters)), {
        username,
        password,
      });
      assert.ok(landing.kind === 'departure');
      assert.equal(landing.url.searchParams.get('state'), parameters['state']);
    },
  },
];
