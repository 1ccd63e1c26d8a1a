import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { clientId } from '@grantor/protocol';
import { DocumentRefused } from '../../src/clients/client-directory.ts';
import {
  asserted,
  documentUrl,
  exampleDocument,
  keyedMembers,
  postForm,
  served,
  signAssertion,
  testClientJwk,
} from '../../src/testing/index.ts';
import {
  answerOf,
  type FrontChannel,
  flowOf,
  frontChannel,
  request,
  stepOf,
  verifier,
} from '../authorize/front-channel.ts';
import { expectError, expectOk } from '../support.ts';

type Members = Readonly<Record<string, unknown>>;

const asked = request({ client_id: documentUrl, nonce: undefined, scope: 'openid offline_access' });

function published(change: Members = {}, freshFor = 3600): FrontChannel {
  const front = frontChannel();
  front.harness.documents.pages.set(documentUrl, served(exampleDocument(change), { freshFor }));
  return front;
}

/** The code of a request that the person approves. */
async function approve(front: FrontChannel): Promise<string> {
  const flow = flowOf(await front.ask(asked));
  return answerOf(await front.resume(flow, 'approve'))['code'] ?? assert.fail('no code');
}

type Proof = 'none' | 'private_key_jwt';
const proofOf = (proof: Proof) =>
  proof === 'none'
    ? { client_id: documentUrl }
    : asserted(signAssertion({ iss: documentUrl, sub: documentUrl }));

const redeem = ({ engine }: FrontChannel, code: string, proof: Proof) =>
  engine.token(
    postForm({
      ...{ grant_type: 'authorization_code', code, redirect_uri: 'https://app.example/callback' },
      ...{ code_verifier: verifier, ...proofOf(proof) },
    }),
  );

const refresh = ({ engine }: FrontChannel, token: string, proof: Proof) =>
  engine.token(postForm({ grant_type: 'refresh_token', refresh_token: token, ...proofOf(proof) }));

describe('a client that is a document', () => {
  it('goes the whole way like any other, and asks for consent by its name', async () => {
    const front = published();
    assert.equal(stepOf(await front.ask(asked)), 'consent');
    const tokens = expectOk(await redeem(front, await approve(front), 'none'));
    expectOk(await refresh(front, tokens.refresh_token, 'none'));
    assert.equal(stepOf(await front.ask(asked)), 'code');
  });

  it('needs PKCE as long as it may come without a key', async () => {
    const front = published(keyedMembers(testClientJwk));
    const outcome = await front.ask({
      ...asked,
      code_challenge: undefined,
      code_challenge_method: undefined,
      nonce: 'n',
    });
    assert.ok(outcome.kind === 'caution');
    assert.equal(outcome.error.code, 'invalid_request');
  });

  const changes: readonly [what: string, change: Members, step: 'consent' | 'code'][] = [
    ['its name', { client_name: 'Other' }, 'consent'],
    [
      'its redirect URIs',
      { redirect_uris: ['https://app.example/callback', 'https://b.example/'] },
      'consent',
    ],
    ['its keys', { jwks: { keys: [testClientJwk] } }, 'consent'],
    ['the address of its keys', { jwks_uri: 'https://client.example/keys' }, 'consent'],
    ['its contacts', { contacts: ['a@client.example'] }, 'code'],
  ];
  for (const [what, change, step] of changes) {
    it(`is ${step === 'consent' ? 'asked about' : 'not asked about'} again when ${what} changed — clients.md §5 Changed document`, async () => {
      const front = published({}, 60);
      await approve(front);
      assert.equal(stepOf(await front.ask(asked)), 'code');
      front.harness.documents.pages.set(documentUrl, served(exampleDocument(change)));
      front.harness.clock.advance(60);
      assert.equal(stepOf(await front.ask(asked)), step);
    });
  }

  it('keeps its family to the method of the exchange — clients.md §5 Authentication', async () => {
    const others: Readonly<Record<Proof, Proof>> = { none: 'private_key_jwt', private_key_jwt: 'none' };
    for (const proof of ['none', 'private_key_jwt'] as const) {
      const front = published(keyedMembers(testClientJwk));
      const tokens = expectOk(await redeem(front, await approve(front), proof));
      const token = tokens.refresh_token;
      expectError(await refresh(front, token, others[proof]), 401, 'invalid_client');
      const revocation = postForm({ token, ...proofOf(others[proof]) });
      expectError(await front.engine.revoke(revocation), 401, 'invalid_client');
      expectOk(await refresh(front, token, proof));
    }
  });

  it('may introspect with its key only — protocol.md IS-1', async () => {
    const front = published(keyedMembers(testClientJwk));
    const { access_token: token } = expectOk(await redeem(front, await approve(front), 'none'));
    expectError(
      await front.engine.introspect(postForm({ token, ...proofOf('none') })),
      401,
      'invalid_client',
    );
    const described = await front.engine.introspect(postForm({ token, ...proofOf('private_key_jwt') }));
    assert.equal(expectOk(described).active, true);
  });

  it('has no active token once its document is withdrawn, and they count again when it is back', async () => {
    const front = published({}, 60);
    const { access_token: token, refresh_token } = expectOk(
      await redeem(front, await approve(front), 'none'),
    );
    const { documents, clock } = front.harness;
    documents.pages.set(documentUrl, () => ({ kind: 'failed', fault: 'gone' }));
    clock.advance(60);
    expectError(await refresh(front, refresh_token, 'none'), 401, 'invalid_client');
    const userinfo = () =>
      front.engine.userinfo({ ...postForm({}), contentType: undefined, authorization: `Bearer ${token}` });
    assert.equal((await userinfo()).status, 401);
    documents.pages.set(documentUrl, served(exampleDocument()));
    clock.advance(30);
    expectOk(await refresh(front, refresh_token, 'none'));
    assert.equal((await userinfo()).status, 200);
  });

  it('that cannot be used is refused on a page, with its host and reason — clients.md §5 Unusable document', async () => {
    const front = frontChannel();
    for (const fault of ['unreachable', 'gone', 'broken', 'forbidden'] as const) {
      const url = `https://${fault}.example/metadata.json`;
      front.harness.documents.pages.set(url, () => ({ kind: 'failed', fault }));
      const outcome = await front.ask({ ...asked, client_id: url });
      assert.ok(outcome.kind === 'refuse');
      assert.ok(outcome.error instanceof DocumentRefused);
      assert.deepEqual([outcome.error.host, outcome.error.fault], [`${fault}.example`, fault]);
    }
  });

  it('that is withdrawn between sign-in and consent issues nothing', async () => {
    const front = published({}, 60);
    const flow = flowOf(await front.ask(asked));
    front.harness.documents.pages.set(documentUrl, () => ({ kind: 'failed', fault: 'gone' }));
    front.harness.clock.advance(60);
    assert.equal((await front.resume(flow, 'approve')).kind, 'refuse');
    assert.equal((await front.harness.store.findClient(clientId(documentUrl)))?.status, 'inactive');
  });
});
