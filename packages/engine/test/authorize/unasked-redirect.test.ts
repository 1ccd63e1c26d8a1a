import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { clientId, epoch, sha256 } from '@grantor/protocol';
import type { Client } from '../../src/model/client.ts';
import { StoreUnavailable } from '../../src/ports/failure.ts';
import type { AuthorizeOutcome } from '../../src/requests/outcome.ts';
import { exampleClient, exampleSession, exampleSource, testStart } from '../../src/testing/index.ts';
import { answerOf, flowOf, frontChannel, type Parameters, request, stepOf } from './front-channel.ts';

const stranger = (change: Partial<Client> = {}): Client =>
  exampleClient({ id: clientId('stranger'), source: 'dynamic', ...change });

const asked = (change: Parameters = {}): Parameters => request({ client_id: 'stranger', ...change });

/** No level of sign-in satisfies it: the request fails once it is looked at by itself. */
const unreachable = JSON.stringify({ id_token: { acr: { essential: true, value: 'unheard-of' } } });

const world = (client = stranger()) => frontChannel({ seed: { clients: [client] } });

const poster = sha256('set with the answer to the post');

const isCaution = (outcome: AuthorizeOutcome, code: string) => {
  assert.equal(outcome.kind === 'caution' && outcome.error.code, code);
};

describe('an error of a client nobody has allowed — protocol.md AZ-2, security.md F-4', () => {
  it('is shown, whether the request came by GET or by POST', async () => {
    const { ask, post, resume, signedIn, signedOut } = world();
    const failing = asked({ claims: unreachable });
    for (const visitor of [signedIn, signedOut]) {
      isCaution(await ask(failing, visitor), 'unmet_authentication_requirements');
      const posted = flowOf(await post(failing, { browser: poster, session: null }));
      const returned = { ...visitor, poster };
      isCaution(await resume(posted, null, returned), 'unmet_authentication_requirements');
      isCaution(await resume(posted, null, visitor), 'unmet_authentication_requirements');
    }
  });

  it('is shown when the client was changed while its page was open', async () => {
    const { ask, resume, harness, signedOut } = world();
    const [waiting, deciding] = [await ask(asked(), signedOut), await ask(asked())];
    harness.store.put.client(stranger({ responseTypes: [] }));
    assert.deepEqual([stepOf(waiting), stepOf(deciding)], ['login', 'consent']);
    isCaution(await resume(flowOf(waiting), null, signedOut), 'unauthorized_client');
    isCaution(await resume(flowOf(deciding), null), 'unauthorized_client');
    isCaution(await resume(flowOf(deciding), 'approve'), 'unauthorized_client');
    isCaution(await resume(flowOf(deciding), 'deny'), 'unauthorized_client');
  });

  it('is shown when something failed on our side', async () => {
    for (const [failure, code] of [
      [new StoreUnavailable('away'), 'temporarily_unavailable'],
      [new Error('a bug'), 'server_error'],
    ] as const) {
      const { ask, harness } = world();
      harness.ports.store.findConsent = async () => Promise.reject(failure);
      isCaution(await ask(asked()), code);
    }
  });

  it('is followed once the person signed in for it, chose the account, or allowed the client before', async () => {
    const signing = world();
    const flow = flowOf(await signing.ask(asked({ prompt: 'login' })));
    const session = exampleSession({ id: sha256('fresh'), authTime: epoch(testStart / 1000) });
    signing.harness.store.put.session(session);
    signing.harness.store.put.client(stranger({ responseTypes: [] }));
    const outcome = await signing.resume(flow, null, { ...signing.signedIn, session });
    assert.equal(answerOf(outcome)['error'], 'unauthorized_client');

    const choosing = world();
    const chosen = flowOf(await choosing.ask(asked({ prompt: 'select_account' })));
    assert.equal(stepOf(await choosing.resume(chosen, 'continue')), 'consent');
    choosing.harness.store.put.client(stranger({ responseTypes: [] }));
    assert.equal(answerOf(await choosing.resume(chosen, null))['error'], 'unauthorized_client');

    const known = world();
    await known.resume(flowOf(await known.ask(asked())), 'approve');
    const failing = asked({ claims: unreachable });
    assert.equal(answerOf(await known.ask(failing))['error'], 'unmet_authentication_requirements');
  });

  it('is followed once the person decided about the request before a sign-in that came to nothing — clients.md §10', async () => {
    const { ask, engine, signedOut } = world();
    const source = exampleSource();
    const flow = () => ask(asked(), signedOut).then(flowOf);
    for (const failure of ['declined', 'denied', 'failed'] as const) {
      const failed = { flow: await flow(), decision: null, failure, source };
      const code = failure === 'failed' ? 'server_error' : 'access_denied';
      isCaution(await engine.resume(failed, signedOut), code);
      const told = await engine.resume({ ...failed, decidedBefore: true }, signedOut);
      assert.equal(answerOf(told)['error'], code);
    }
  });

  it('is followed where the client asked not to show anything', async () => {
    const { ask, signedOut } = world();
    const silent = asked({ prompt: 'none', claims: unreachable });
    assert.equal(answerOf(await ask(silent, signedOut))['error'], 'unmet_authentication_requirements');
  });

  it('tells nobody whether somebody is here whom the client was never told of — OpenID Connect Core §5.5.1', async () => {
    const naming = (user: string) =>
      asked({ prompt: 'none', claims: JSON.stringify({ id_token: { sub: { value: user } } }) });
    const here = exampleSession().userId;
    const { ask, resume, signedOut } = world();
    const answers = [
      await ask(naming(here)),
      await ask(naming('somebody-else')),
      await ask(naming(here), signedOut),
    ].map(answerOf);
    assert.deepEqual(answers[0], answers[1]);
    assert.deepEqual(answers[0], answers[2]);
    assert.equal(answers[0]?.['error'], 'login_required');

    assert.equal(stepOf(await resume(flowOf(await ask(asked())), 'approve')), 'code');
    assert.equal(stepOf(await ask(naming(here))), 'code', 'allowed before');
    const more = { ...naming(here), scope: 'openid email' };
    assert.equal(answerOf(await ask(more))['error'], 'consent_required');

    const vouched = frontChannel();
    const ofVouched = { ...naming(here), client_id: 'web' };
    assert.equal(answerOf(await vouched.ask(ofVouched))['error'], 'consent_required');
  });

  it('is no matter for a client an administrator vouches for', async () => {
    const { ask, post, resume, signedOut } = frontChannel();
    const failing = request({ claims: unreachable });
    assert.equal((await ask(failing, signedOut)).kind, 'answer');
    const posted = flowOf(await post(failing, { browser: poster, session: null }));
    assert.equal((await resume(posted, null, { ...signedOut, poster })).kind, 'answer');
  });
});
