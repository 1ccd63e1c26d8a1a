import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { clientId, userId } from '@grantor/protocol';
import {
  exampleAccount,
  exampleIssuer,
  foreignIssuer,
  idJagHeader,
  postForm,
  signAssertion,
  testStart,
} from '../../src/testing/index.ts';
import { expectError, expectOk, webAuthorization } from '../support.ts';
import { ask, asker, grantTypes, person, type Seed, shownFirst, worldOf } from './backchannel.ts';

const bearer = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
const now = testStart / 1000;

const trusting = (change: Parameters<typeof exampleIssuer>[0] = {}, seed: Seed = {}) =>
  worldOf(asker({ grantTypes: [...grantTypes, bearer] }), {
    trustedIssuers: [exampleIssuer(change)],
    ...seed,
  });

const hint = (claims: Record<string, unknown> = {}, header: Record<string, unknown> = {}) => ({
  login_hint: undefined,
  login_hint_token: signAssertion({ iss: foreignIssuer, sub: 'ada-there', ...claims }, header),
});

describe('a login_hint_token — advanced.md CIB-2', () => {
  it('names the person whom its issuer vouches for', async () => {
    const world = trusting();
    expectOk(await ask(world, hint()));
    assert.equal((await shownFirst(world)).client.id, 'web');
    const pairwise = worldOf(asker({ subjectType: 'pairwise' }), { trustedIssuers: [exampleIssuer()] });
    expectOk(await ask(pairwise, hint()));
  });

  it('counts once, as a hint and as a grant', async () => {
    const world = trusting();
    const one = hint({ jti: 'one' });
    expectOk(await ask(world, one));
    expectError(await ask(world, one), 400, 'invalid_request');
    const grant = { grant_type: bearer, assertion: one.login_hint_token, scope: 'read' };
    expectError(await world.engine.token(postForm(grant, webAuthorization)), 400, 'invalid_grant');
    assert.equal((await world.engine.listBackchannelRequests(person)).length, 1);
  });

  it('asks once of twenty requests at the same time — security.md R-7', async () => {
    const world = trusting();
    const one = hint({ jti: 'one' });
    const replies = await Promise.all(Array.from({ length: 20 }, () => ask(world, one)));
    assert.equal(replies.filter(({ status }) => status === 200).length, 1);
  });

  it('is told from one that was good once — advanced.md CIB-3', async () => {
    expectError(await ask(trusting(), hint({ exp: now - 31 })), 400, 'expired_login_hint_token');
  });

  const refused: readonly [what: string, claims: object, header?: object][] = [
    ['of another issuer', { iss: 'https://other.example' }],
    ['for another server', { aud: 'https://other.example' }],
    ['for this server and another', { aud: ['https://auth.example', 'https://other.example'] }],
    ['for no server', { aud: undefined }],
    ['without subject', { sub: undefined }],
    ['without end', { exp: undefined }],
    ['with too long a life', { exp: now + 7200 }],
    ['of tomorrow', { nbf: now + 86_400 }],
    ['of another key', {}, { kid: 'other' }],
    ['of another kind', { client_id: 'web', jti: 'one' }, idJagHeader],
  ];
  for (const [what, claims, header] of refused) {
    it(`is refused ${what}`, async () => {
      const world = trusting();
      expectError(await ask(world, hint({ ...claims }, { ...header })), 400, 'invalid_request');
      assert.deepEqual(await world.engine.listBackchannelRequests(person), []);
    });
  }

  it('is taken from the clients of its issuer’s record alone', async () => {
    const world = trusting({ clients: [clientId('native')] });
    expectError(await ask(world, hint()), 400, 'invalid_request');
  });

  it('waits for keys that cannot be had', async () => {
    const world = trusting({ keys: { kind: 'discovery' } });
    expectError(await ask(world, hint()), 503, 'temporarily_unavailable');
  });

  it('makes nobody, and says of nobody what it says of the disabled — advanced.md CIB-3', async () => {
    const world = trusting({ subjects: { emailDomains: [], unknown: 'created' } });
    expectError(await ask(world, hint({ sub: 'somebody-new' })), 400, 'unknown_user_id');
    assert.equal(world.subjects.asked[0]?.unknown, 'refused');
    const disabled = trusting({}, { accounts: [exampleAccount({ disabledAt: 1 as never })] });
    expectError(await ask(disabled, hint()), 400, 'unknown_user_id');
    disabled.subjects.links.set(`${foreignIssuer} ada-there`, userId('nobody'));
    expectError(await ask(disabled, hint()), 400, 'unknown_user_id');
  });
});
