/** What a wallet has written down of credentials counts against its person (security.md L-8). */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type CredentialWorld, startCredentialWorld } from './world.ts';

const preAuthorized = 'urn:ietf:params:oauth:grant-type:pre-authorized_code';

let world: CredentialWorld;
before(async () => {
  world = await startCredentialWorld({ ENABLE_RATE_LIMIT: 'true' });
});
after(() => world.stop());

async function token(): Promise<string> {
  const { credential_offer_uri: uri } = await world.offer(['coupon']);
  const offer = (await (await fetch(uri)).json()) as {
    grants: Record<string, { 'pre-authorized_code': string }>;
  };
  const code = offer.grants[preAuthorized]?.['pre-authorized_code'] ?? assert.fail('no code');
  const reply = await fetch(`${world.server.origin}/oauth/token`, {
    method: 'POST',
    body: new URLSearchParams({ grant_type: preAuthorized, 'pre-authorized_code': code }),
  });
  const { access_token: value } = (await reply.json()) as Record<string, string>;
  return value ?? assert.fail('no token');
}

const sent = (path: string, value: string, body: object): Promise<Response> =>
  fetch(`${world.server.origin}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${value}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

const kept = async (): Promise<number> =>
  (await world.server.running.database.kysely.selectFrom('issued_credential').select('id').execute()).length;

describe('credentials of one person — security.md L-8, operations.md §6 credentials', () => {
  it('are limited, with the notices of them, whichever token they are asked for with', async () => {
    const [one, other] = [await token(), await token()];
    const ask = (value: string) => sent('/vci/credential', value, { credential_configuration_id: 'coupon' });
    const first = await ask(one);
    assert.equal(first.status, 200, await first.clone().text());
    const { notification_id } = (await first.json()) as Record<string, string>;
    const notices = [];
    for (let times = 0; times < 40; times += 1) {
      const told = await sent('/vci/notification', one, { notification_id, event: 'credential_accepted' });
      notices.push(told.status);
    }
    assert.deepEqual(new Set(notices), new Set([204]));
    let issued = 1;
    while (issued < 100 && (await ask(issued % 2 === 0 ? one : other)).status === 200) issued += 1;
    // What comes back of the budget while the test runs comes on top
    assert.ok(issued >= 20 && issued < 40, String(issued));
    assert.equal(await kept(), issued);
    const refused = await ask(other);
    assert.equal(refused.status, 429);
    assert.match(refused.headers.get('retry-after') ?? '', /^[1-9]\d*$/);
  });
});
