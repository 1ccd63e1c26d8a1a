import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { epoch, sha256, userId } from '@grantor/protocol';
import { StoreUnavailable } from '../../src/ports/failure.ts';
import {
  exampleAccount,
  exampleClient,
  exampleResource,
  exampleSession,
  testStart,
} from '../../src/testing/examples/fixtures.ts';
import { exampleSource } from '../../src/testing/harness.ts';
import { answerOf, flowOf, frontChannel, request, stepOf } from './front-channel.ts';

const skipped = { seed: { clients: [exampleClient({ consent: 'skip' as const })] } };
const now = testStart / 1000;

describe('sign-in and consent', () => {
  it('asks for sign-in, then consent, then issues a code once — protocol.md IN-1, AZ-7', async () => {
    const { ask, resume, signedIn, signedOut, harness } = frontChannel();
    const asked = await ask(request(), signedOut);
    assert.equal(stepOf(asked), 'login');
    const flow = flowOf(asked);
    assert.equal(stepOf(await resume(flow, null, signedIn)), 'consent');
    const answer = answerOf(await resume(flow, 'approve', signedIn));
    assert.match(answer['code'] ?? '', /^gac_[A-Za-z0-9_-]{51}$/);
    assert.deepEqual(Object.keys(answer), ['code', 'state', 'iss']);
    assert.equal((await resume(flow, 'deny', signedIn)).kind, 'refuse');
    const kinds = harness.store.commits.flatMap(({ facts }) => facts.map(({ kind }) => kind));
    assert.deepEqual(kinds, ['flow_started', 'flow_ended', 'flow_answered', 'consent_given', 'code_issued']);
  });

  it('remembers a consent and asks again for more — security.md F-10, advanced.md SW-16', async () => {
    const { ask, resume } = frontChannel();
    await resume(flowOf(await ask(request())), 'approve');
    assert.equal(stepOf(await ask(request())), 'code');
    assert.equal(stepOf(await ask(request({ scope: 'openid read write' }))), 'consent');
    assert.equal(stepOf(await ask(request({ prompt: 'consent' }))), 'consent');
  });

  it('keeps of a request what is read of it, and no more — security.md L-8', async () => {
    const uri = 'https://files.example';
    const { ask, post, resume, signedOut, harness } = frontChannel({
      seed: { clients: [exampleClient()], resources: [exampleResource({ uri })] },
    });
    const much = Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`extra_${index}`, 'x']));
    const known = request({ resource: uri, claims: '{"userinfo":{"name":null}}', ui_locales: 'de fr' });
    const flow = flowOf(await ask({ ...much, ...known }, signedOut));
    await post({ ...known, ...much });
    const flows = [...harness.store.snapshot().flows.values()];
    assert.equal(flows.length, 2);
    for (const { parameters } of flows) {
      assert.deepEqual(Object.fromEntries(new URLSearchParams(parameters)), known);
    }
    assert.equal(answerOf(await resume(flow, 'approve'))['state'], 's1');
  });

  it('keeps no request that is longer than a GET can be, and tells its client — protocol.md §1 kept request, security.md L-8', async () => {
    const front = frontChannel();
    const state = 'ä'.repeat(4096);
    const claims = JSON.stringify({ userinfo: { ['"'.repeat(3000)]: null } });
    for (const how of ['ask', 'post'] as const) {
      const answer = answerOf(await front[how](request({ state, claims })));
      assert.equal(answer['error'], 'invalid_request');
      assert.equal(answer['state'], state);
    }
    assert.equal(front.harness.store.snapshot().flows.size, 0);
  });

  it('keeps one of 32 KiB, and none of a byte more — protocol.md §1 kept request', async () => {
    const front = frontChannel();
    const asking = (letters: number) => {
      const claims = JSON.stringify({ userinfo: { ['x'.repeat(letters)]: null } });
      return front.ask(request({ state: 'ä'.repeat(4096), claims }));
    };
    const kept = () =>
      [...front.harness.store.snapshot().flows.values()].map(({ parameters }) => parameters.length);
    await asking(1);
    const [length = 0] = kept();
    await asking(1 + 32_768 - length);
    assert.deepEqual(kept(), [length, 32_768]);
    assert.equal(answerOf(await asking(2 + 32_768 - length))['error'], 'invalid_request');
    assert.equal(kept().length, 2);
  });

  it('asks every time where the client or the whole server is set so — protocol.md IN-3', async () => {
    for (const front of [
      frontChannel({ seed: { clients: [exampleClient({ consent: 'ask' })] } }),
      frontChannel({ policy: { consentRemember: false } }),
    ]) {
      await front.resume(flowOf(await front.ask(request())), 'approve');
      assert.equal(stepOf(await front.ask(request())), 'consent');
    }
  });

  it('asks every time for an application on the device itself — RFC 8252 §8.6, advanced.md SW-16', async () => {
    const { ask, resume } = frontChannel();
    const native = request({ client_id: 'native', redirect_uri: 'http://127.0.0.1:9/callback' });
    await resume(flowOf(await ask(native)), 'approve');
    assert.equal(stepOf(await ask(native)), 'consent');
    const silent = answerOf(await ask({ ...native, prompt: 'none' }));
    assert.equal(silent['error'], 'consent_required');
    assert.match(silent['error_description'] ?? '', /asked every time \(RFC 8252 section 8.6\)/);
    assert.match(silent['error_description'] ?? '', /^[\x20\x21\x23-\x5b\x5d-\x7e]+$/); // RFC 6749 §4.1.2.1
  });

  it('delivers a denial and remembers nothing — protocol.md IN-5', async () => {
    const { ask, resume } = frontChannel();
    const flow = flowOf(await ask(request()));
    assert.equal(answerOf(await resume(flow, 'deny'))['error'], 'access_denied');
    assert.equal((await resume(flow, 'approve')).kind, 'refuse');
    assert.equal(stepOf(await ask(request())), 'consent');
  });

  it('delivers what it wrote, and reads it again for whoever was second only — protocol.md AZ-7', async () => {
    const { ask, resume, harness } = frontChannel();
    const flow = flowOf(await ask(request()));
    const readsOf = async () => {
      const before = harness.store.reads.length;
      assert.equal(answerOf(await resume(flow, 'deny'))['error'], 'access_denied');
      return harness.store.reads.slice(before).includes('findFlowAnswer');
    };
    assert.deepEqual([await readsOf(), await readsOf()], [false, true]);
  });

  it('tells the audit who said no to whom — protocol.md §22', async () => {
    const { ask, resume, harness } = frontChannel();
    await resume(flowOf(await ask(request())), 'deny');
    const facts = harness.store.commits.at(-1)?.facts ?? [];
    assert.deepEqual(facts.at(-1), { kind: 'authorization_denied', userId: 'user-1', clientId: 'web' });
  });

  it('writes a consent where one was given and is new — protocol.md IN-3', async () => {
    const consents = ({ harness }: ReturnType<typeof frontChannel>) =>
      harness.store.commits.flatMap(({ facts }) => facts).filter(({ kind }) => kind === 'consent_given')
        .length;
    const exempt = frontChannel(skipped);
    assert.equal(stepOf(await exempt.ask(request())), 'code');
    assert.equal(consents(exempt), 0, 'an administrator vouches: nobody was asked');
    const asked = frontChannel();
    const insisting = request({ prompt: 'consent' });
    for (let round = 0; round < 2; round += 1)
      await asked.resume(flowOf(await asked.ask(insisting)), 'approve');
    assert.equal(consents(asked), 1);
    assert.equal(stepOf(await asked.ask(request())), 'code');
    assert.equal(consents(asked), 1, 'a remembered one is not given again');
  });

  it('keeps the flow when something failed on our side — protocol.md G-9', async () => {
    for (const failure of [new StoreUnavailable('away'), new Error('a bug')]) {
      const { ask, resume, harness } = frontChannel();
      const flow = flowOf(await ask(request()));
      const { store } = harness.ports;
      const { findConsent } = store;
      store.findConsent = async () => Promise.reject(failure);
      assert.match(
        answerOf(await resume(flow, 'approve'))['error'] ?? '',
        /^(?:temporarily_unavailable|server_error)$/,
      );
      store.findConsent = findConsent;
      assert.match(answerOf(await resume(flow, 'approve'))['code'] ?? '', /^gac_/);
    }
  });

  it('ends the flow with an error that is the client’s own — RFC 6749 §4.1.2.1', async () => {
    const { ask, resume, harness } = frontChannel();
    const flow = flowOf(await ask(request()));
    harness.store.put.client(exampleClient({ responseTypes: [] }));
    assert.equal(answerOf(await resume(flow, 'approve'))['error'], 'unauthorized_client');
    harness.store.put.client(exampleClient());
    harness.clock.advance(11);
    assert.equal((await resume(flow, 'approve')).kind, 'refuse');
  });

  it('answers without a state where none was sent — RFC 6749 §4.1.2', async () => {
    const { ask } = frontChannel(skipped);
    assert.deepEqual(Object.keys(answerOf(await ask(request({ state: undefined })))), ['code', 'iss']);
  });

  it('refuses the flow of another browser — protocol.md AZ-7', async () => {
    const { ask, resume, signedIn, harness } = frontChannel();
    const flow = flowOf(await ask(request()));
    const foreign = { ...signedIn, browser: sha256('another browser') };
    const { commit } = harness.ports.store;
    harness.ports.store.commit = async () => assert.fail('a stranger makes us write');
    assert.equal((await resume(flow, 'approve', foreign)).kind, 'refuse');
    const posted = { ...foreign, poster: sha256('of another') };
    assert.equal((await resume(flow, 'approve', posted)).kind, 'refuse');
    harness.ports.store.commit = commit;
    assert.equal(stepOf(await resume(flow, 'approve')), 'code');
  });

  it('ends a flow after its time — protocol.md §2 suspended authorization request', async () => {
    const { ask, resume, harness } = frontChannel();
    const flow = flowOf(await ask(request()));
    harness.clock.advance(1801);
    assert.equal((await resume(flow, 'approve')).kind, 'refuse');
  });

  it('checks client and redirect URI again when the code is issued — protocol.md AZ-8', async () => {
    const { ask, resume, harness } = frontChannel();
    const flow = flowOf(await ask(request()));
    harness.store.put.client(exampleClient({ redirectUris: ['https://app.example/moved'] }));
    assert.equal((await resume(flow, 'approve')).kind, 'refuse');
  });

  it('yields one code to any number of parallel approvals — protocol.md AZ-7', async () => {
    const { ask, resume, harness } = frontChannel();
    const flow = flowOf(await ask(request()));
    const outcomes = await Promise.all(Array.from({ length: 50 }, () => resume(flow, 'approve')));
    assert.equal(new Set(outcomes.map((outcome) => answerOf(outcome)['code'])).size, 1);
    assert.equal(harness.store.snapshot().codes.size, 1);
  });

  it('issues no code to a session that ended meanwhile — security.md R-10', async () => {
    const { ask, harness, signedIn } = frontChannel(skipped);
    await harness.store.commit({
      facts: [
        {
          kind: 'session_ended',
          session: signedIn.session!.id,
          userId: signedIn.session!.userId,
          reason: 'logout',
        },
      ],
      at: harness.clock.now(),
      source: exampleSource(),
    });
    assert.equal((await ask(request())).kind, 'refuse');
  });

  it('gives a posted request to the browser that posted it, and to no other — protocol.md AZ-7', async () => {
    const { post, resume, signedIn, signedOut } = frontChannel();
    const poster = sha256('set with the answer to the post');
    const posted = await post(request(), { ...signedOut, browser: poster });
    assert.equal(posted.kind, 'continue');
    const flow = flowOf(posted);
    assert.equal((await resume(flow, null)).kind, 'refuse');
    assert.equal((await resume(flow, null, { ...signedIn, poster: sha256('of another') })).kind, 'refuse');
    assert.equal(stepOf(await resume(flow, null, { ...signedIn, poster })), 'consent');
    assert.equal(stepOf(await resume(flow, null)), 'consent');
    const thief = { ...signedIn, browser: sha256('another'), poster };
    assert.equal((await resume(flow, null, thief)).kind, 'refuse');
  });

  it('gives a posted request to one of two browsers that bring its cookie — protocol.md AZ-7', async () => {
    const { post, resume, signedIn, signedOut } = frontChannel();
    const poster = sha256('set with the answer to the post');
    const flow = flowOf(await post(request(), { ...signedOut, browser: poster }));
    const browsers = ['one', 'another'].map((name) => ({ ...signedIn, poster, browser: sha256(name) }));
    const outcomes = await Promise.all(browsers.map((visitor) => resume(flow, null, visitor)));
    assert.deepEqual(outcomes.map(stepOf).sort(), ['consent', 'refuse']);
  });

  it('gives a posted request at once to a browser that showed its cookie — OpenID Connect Core §3.1.2.1', async () => {
    const { post, resume } = frontChannel();
    const flow = flowOf(await post(request()));
    assert.equal(stepOf(await resume(flow, null)), 'consent');
  });

  it('gives the restricted scope only to administrators, asking each time — protocol.md SC-5', async () => {
    const client = exampleClient({ scopes: ['openid', 'grantor:admin'], consent: 'remember' });
    const { ask, resume, harness, signedIn } = frontChannel({ seed: { clients: [client] } });
    const admin = { ...signedIn, session: exampleSession({ role: 'admin' }) };
    const wanted = request({ scope: 'openid grantor:admin' });
    await resume(flowOf(await ask(wanted, admin)), 'approve', admin);
    assert.equal(stepOf(await ask(wanted, admin)), 'consent');
    await resume(flowOf(await ask(wanted)), 'approve');
    const codes = harness.store.commits.flatMap(({ facts }) =>
      facts.flatMap((fact) => (fact.kind === 'code_issued' ? [fact.code.scope] : [])),
    );
    assert.deepEqual(codes, [['openid', 'grantor:admin'], ['openid']]);
  });
});

describe('prompt and max_age', () => {
  it('answer prompt=none in the order of protocol.md §6 prompt=none — OpenID Connect Core §3.1.2.6', async () => {
    const { ask, signedOut } = frontChannel();
    const silent = request({ prompt: 'none' });
    assert.equal(answerOf(await ask(silent, signedOut))['error'], 'login_required');
    assert.equal(answerOf(await ask({ ...silent, max_age: '10' }))['error'], 'login_required');
    const refused = answerOf(await ask(silent));
    assert.equal(refused['error'], 'consent_required');
    assert.doesNotMatch(refused['error_description'] ?? '', /8252/);
  });

  it('sign in again once for prompt=login and max_age=0 — OpenID Connect Core §3.1.2.1', async () => {
    for (const change of [{ prompt: 'login' }, { max_age: '0' }, { max_age: '10' }]) {
      const { ask, resume, harness, signedIn } = frontChannel(skipped);
      const asked = await ask(request(change));
      assert.equal(stepOf(asked), 'login', JSON.stringify(change));
      const flow = flowOf(asked);
      assert.equal(stepOf(await resume(flow, null)), 'login');
      const fresh = exampleSession({ id: sha256('fresh session'), authTime: epoch(now) });
      harness.store.put.session(fresh);
      assert.equal(stepOf(await resume(flow, null, { ...signedIn, session: fresh })), 'code');
    }
  });

  it('are content with a sign-in of just that age — OpenID Connect Core §3.1.2.1', async () => {
    const { ask } = frontChannel(skipped);
    assert.ok(answerOf(await ask(request({ max_age: '60' })))['code']);
    assert.equal(stepOf(await ask(request({ max_age: '59' }))), 'login');
  });

  it('apply the default_max_age of the client — OpenID Connect Core §3.1.2.1', async () => {
    const client = exampleClient({ consent: 'skip', defaultMaxAge: 30 });
    const { ask } = frontChannel({ seed: { clients: [client] } });
    assert.equal(stepOf(await ask(request())), 'login');
    assert.equal(stepOf(await ask(request({ max_age: '3600' }))), 'code');
  });

  it('let a person choose the account once — protocol.md §6 prompt=select_account', async () => {
    const { ask, resume } = frontChannel(skipped);
    const asked = await ask(request({ prompt: 'select_account' }));
    assert.equal(stepOf(asked), 'select_account');
    assert.equal(stepOf(await resume(flowOf(asked), 'continue')), 'code');
  });

  it('ask for the person the request names — OpenID Connect Core §5.5', async () => {
    const { ask, resume, harness, signedIn } = frontChannel(skipped);
    const claims = JSON.stringify({ id_token: { sub: { value: 'user-2' } } });
    assert.equal(answerOf(await ask(request({ claims, prompt: 'none' })))['error'], 'login_required');
    const asked = await ask(request({ claims }));
    assert.equal(
      asked.kind === 'interact' &&
        asked.interaction.step.kind === 'login' &&
        asked.interaction.step.requiredSubject,
      'user-2',
    );
    harness.store.put.account(exampleAccount({ id: userId('user-2') }));
    const other = exampleSession({ id: sha256('other'), userId: userId('user-2'), authTime: epoch(now) });
    harness.store.put.session(other);
    assert.equal(stepOf(await resume(flowOf(asked), null, { ...signedIn, session: other })), 'code');
  });

  it('put an ID token with c_hash beside the code when asked — OpenID Connect Core §3.3.2.11, advanced.md LEG-3', async () => {
    const client = exampleClient({ consent: 'skip', responseTypes: ['code id_token'] });
    const { ask, harness } = frontChannel({ seed: { clients: [client] } });
    const outcome = await ask(request({ response_type: 'code id_token' }));
    const answer = answerOf(outcome);
    assert.equal(outcome.kind === 'answer' && outcome.channel.mode, 'fragment');
    const verified = await harness.ports.keys.verify(answer['id_token'] ?? '', {
      use: 'id_token',
      retired: 'refuse',
      now: epoch(now),
    });
    assert.equal(verified?.claims['nonce'], 'n1');
    assert.equal(typeof verified?.claims['c_hash'], 'string');
    assert.equal(verified?.claims['at_hash'], undefined);
    const gone = frontChannel({ seed: { clients: [client], accounts: [] } });
    const refused = await gone.ask(request({ response_type: 'code id_token' }));
    assert.equal(refused.kind === 'refuse' && refused.reason, 'flow');
  });
});
