import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { disclosed, type IssuingWorld, startIssuingWorld } from './issuing-world.ts';
import { type Answer, claimsOf, contentOf } from './world.ts';

let world: IssuingWorld;
before(async () => {
  world = await startIssuingWorld();
});
after(() => world.stop());

const outcome = (answer: Answer) => [answer.body['action'], contentOf(answer)['error']];

/** A badge was asked for by this token. */
async function waiting(subject: string): Promise<{ readonly token: string; readonly transaction: string }> {
  const token = await world.tokenOf(subject, ['badge']);
  const identifier = await world.parsed(token, await world.asking('badge'));
  const answer = await world.issue(token, identifier, { email: 'early@b.example' });
  const { transaction_id: transaction } = contentOf(answer);
  assert.deepEqual(
    [answer.body['action'], answer.body['transactionId']],
    ['ACCEPTED', transaction],
    JSON.stringify(answer.body),
  );
  return { token, transaction: String(transaction) };
}

const read = (accessToken: string, transaction_id: string) =>
  world.call('vci/deferred/parse', { accessToken, requestContent: JSON.stringify({ transaction_id }) });

async function identifierOf(token: string, transaction: string): Promise<string> {
  const { body } = await read(token, transaction);
  assert.equal(body['action'], 'OK', JSON.stringify(body));
  return (body['info'] as { identifier: string }).identifier;
}

const collect = (requestIdentifier: string, payload: object = {}) =>
  world.call('vci/deferred/issue', {
    order: { requestIdentifier, credentialPayload: JSON.stringify(payload) },
  });

/** By an administrator: the one request that waits. */
async function decide(decision: 'approve' | 'deny'): Promise<void> {
  const { body } = await world.manage('GET', '/credential-requests');
  const [request] = body['items'] as { id: string }[];
  assert.equal((await world.manage('POST', `/credential-requests/${request?.id}/${decision}`)).status, 204);
}

describe('credentials that an administrator decides about, of people whom a front-end knows', () => {
  it('are collected once somebody said yes, with what is said of the person then — OpenID4VCI §9', async () => {
    const { token, transaction } = await waiting('1001');
    const { body } = await read(token, transaction);
    const { details } = body['info'] as { details: string };
    assert.deepEqual(JSON.parse(details).claims, [{ path: ['email'] }]);
    const identifier = await identifierOf(token, transaction);
    const early = await collect(identifier);
    assert.deepEqual(
      [early.body['action'], early.body['transactionId'], contentOf(early)['transaction_id']],
      ['ACCEPTED', transaction, transaction],
    );
    await decide('approve');
    const foreign = await collect(identifier, { salary: 1 });
    assert.deepEqual(outcome(foreign), ['BAD_REQUEST', 'invalid_credential_request']);
    const collected = await collect(identifier, { email: 'john@b.example' });
    const { credentials } = contentOf(collected) as { credentials: { credential: string }[] };
    assert.deepEqual(disclosed(credentials[0]?.credential ?? ''), [['email', 'john@b.example']]);
    assert.deepEqual(outcome(await collect(identifier)), ['BAD_REQUEST', 'invalid_transaction_id']);
    assert.deepEqual(outcome(await read(token, transaction)), ['BAD_REQUEST', 'invalid_transaction_id']);
  });

  it("are nobody else's, and none where the token is over or somebody said no", async () => {
    const { token, transaction } = await waiting('1002');
    const other = await world.tokenOf('1002', ['badge']);
    assert.deepEqual(outcome(await read(other, transaction)), ['BAD_REQUEST', 'invalid_transaction_id']);
    assert.deepEqual(outcome(await read(token, 'made-up')), ['BAD_REQUEST', 'invalid_transaction_id']);
    assert.equal((await read('no-token', transaction)).body['action'], 'UNAUTHORIZED');
    const identifier = await identifierOf(token, transaction);
    const single = await world.parsed(token, await world.asking('badge'));
    for (const one of ['v1.made.up', single])
      assert.deepEqual(outcome(await collect(one)), ['BAD_REQUEST', 'invalid_transaction_id']);
    assert.equal((await world.issue(token, identifier, {})).body['action'], 'BAD_REQUEST');
    await decide('deny');
    for (const answer of [await read(token, transaction), await collect(identifier)])
      assert.deepEqual(outcome(answer), ['BAD_REQUEST', 'credential_request_denied']);
    await world.call('auth/token/revoke', { accessTokenIdentifier: token });
    assert.equal((await collect(identifier)).body['action'], 'UNAUTHORIZED');
  });

  it('are collected once, however often they are ordered', async () => {
    const { token, transaction } = await waiting('1003');
    const identifier = await identifierOf(token, transaction);
    await decide('approve');
    const answers = await Promise.all(Array.from({ length: 50 }, () => collect(identifier)));
    assert.equal(answers.filter(({ body }) => body['action'] === 'OK').length, 1);
  });
});

describe('what an issued credential names, and its wallet tells — beyond the API', () => {
  it('is there: its type, its status list, and whoever is told what became of it', async () => {
    const token = await world.tokenOf('1001');
    const identifier = await world.parsed(token, await world.asking());
    const issued = contentOf(await world.issue(token, identifier, { given_name: 'John' })) as {
      readonly credentials: readonly { readonly credential: string }[];
      readonly notification_id: string;
    };
    const claims = claimsOf(issued.credentials[0]?.credential.split('~')[0]);
    const { uri } = (claims['status'] as { status_list: { uri: string } }).status_list;
    const type = await world.call('vci/type', { identifier: String(claims['vct']).split('/').at(-1) });
    assert.deepEqual([type.body['action'], contentOf(type)['vct']], ['OK', claims['vct']]);
    const list = await world.call('vci/status', { identifier: uri.split('/').at(-1) });
    assert.deepEqual([list.body['action'], claimsOf(list.body['responseContent'])['sub']], ['OK', uri]);
    const told = (accessToken: string, notification_id: string) =>
      world.call('vci/notification', {
        accessToken,
        requestContent: JSON.stringify({ notification_id, event: 'credential_accepted' }),
      });
    const done = await told(token, issued.notification_id);
    assert.deepEqual([done.body['action'], done.body['responseContent']], ['NO_CONTENT', undefined]);
    assert.deepEqual(outcome(await told(token, 'made-up')), ['BAD_REQUEST', 'invalid_notification_id']);
    assert.equal((await told('no-token', issued.notification_id)).body['action'], 'UNAUTHORIZED');
  });

  it('is absent where nothing has that name', async () => {
    for (const [operation, identifier] of [
      ['vci/type', 'none'],
      ['vci/type', '__proto__'],
      ['vci/status', '999999999'],
      ['vci/status', '01'],
      ['vci/status', '1; drop'],
    ] as const)
      assert.equal((await world.call(operation, { identifier })).body['action'], 'NOT_FOUND', identifier);
  });

  it('has challenges for wallets that their makers attest — Client Attestation §6.3', async () => {
    const { body } = await world.call('auth/attestation/challenge');
    assert.equal(body['action'], 'OK');
    assert.equal(typeof JSON.parse(String(body['responseContent'])).attestation_challenge, 'string');
  });
});
