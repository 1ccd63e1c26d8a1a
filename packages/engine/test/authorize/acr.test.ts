import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { epoch, secondOf, sha256 } from '@grantor/protocol';
import { exampleClient, exampleSession } from '../../src/testing/examples/fixtures.ts';
import { answerOf, frontChannel, interactionOf, request } from './front-channel.ts';

const essential = (member: object) =>
  request({ claims: JSON.stringify({ id_token: { acr: { essential: true, ...member } } }) });
const front = () => frontChannel({ seed: { clients: [exampleClient({ consent: 'skip' })] } });

describe('an authentication level that must be met — protocol.md §6 claims, OpenID Connect Core §5.5.1.1', () => {
  it('is met where the session has one of those listed, whatever else is', async () => {
    for (const member of [{ value: '1' }, { values: ['1'] }, { values: ['phr', '1'] }, {}]) {
      const answer = answerOf(await front().ask(essential(member)));
      assert.ok(answer['code'], JSON.stringify([member, answer]));
    }
  });

  it('is reached by signing in again, where the session has none of those listed', async () => {
    const { ask, signedIn } = front();
    const session = exampleSession({ acr: '0' });
    const { step } = interactionOf(await ask(essential({ values: ['1'] }), { ...signedIn, session }));
    assert.deepEqual(step.kind === 'login' && step.reason, 'reauthenticate');
  });

  it('is out of reach where nobody knows it, or it is none', async () => {
    for (const values of [['3'], ['unheard-of', 'urn:2'], [7]]) {
      const answer = answerOf(await front().ask(essential({ values })));
      assert.equal(answer['error'], 'unmet_authentication_requirements', JSON.stringify(values));
    }
  });
});

describe('a level above that of the session — protocol.md §6 acr_values, advanced.md STU-1, STU-2, RFC 9470 §4', () => {
  /** Signed in with a password, by somebody who has what reaches the level. */
  const asks = async (parameters: Record<string, string>, reachableAcr: string, acr = '1') => {
    const { ask, signedIn } = front();
    const session = exampleSession({ acr, reachableAcr });
    return ask(request(parameters), { ...signedIn, session });
  };
  const must = (...values: string[]) => ({
    claims: JSON.stringify({ id_token: { acr: { essential: true, values } } }),
  });

  it('asks for the missing factor alone, where the person has it', async () => {
    for (const acr_values of ['2', 'unheard-of 2', '2 phr']) {
      const { step } = interactionOf(await asks({ acr_values }, '2'));
      assert.deepEqual(step.kind === 'step_up' && step.factor, 'any', acr_values);
    }
    const { step } = interactionOf(await asks({ acr_values: 'phr' }, 'phr', '2'));
    assert.deepEqual(step.kind === 'step_up' && step.factor, 'passkey');
  });

  it('is met by any higher one', async () => {
    for (const acr of ['2', 'phr'])
      assert.ok(answerOf(await asks({ acr_values: '1 2' }, 'phr', acr))['code'], acr);
  });

  it('is a wish in acr_values: without what it takes, or without a page, the answer is as it is — advanced.md STU-3', async () => {
    assert.ok(answerOf(await asks({ acr_values: '2' }, '1'))['code']);
    assert.ok(answerOf(await asks({ acr_values: 'phr' }, '2'))['code']);
    assert.ok(answerOf(await asks({ acr_values: '2', prompt: 'none' }, '2'))['code']);
  });

  it('is a must in an essential claim: whoever has not got it yet is led there', async () => {
    const { step } = interactionOf(await asks(must('2'), '1'));
    assert.deepEqual(step.kind === 'step_up' && step.factor, 'any');
    const silent = answerOf(await asks({ ...must('2'), prompt: 'none' }, '2'));
    assert.equal(silent['error'], 'interaction_required');
  });

  it('is what the client is registered with where the request says nothing — OpenID Connect Dynamic Client Registration §2', async () => {
    const client = exampleClient({ consent: 'skip', defaultAcrValues: ['2'] });
    const { ask, signedIn } = frontChannel({ seed: { clients: [client] } });
    const visitor = { ...signedIn, session: exampleSession({ reachableAcr: '2' }) };
    assert.equal(interactionOf(await ask(request(), visitor)).step.kind, 'step_up');
    assert.ok(answerOf(await ask(request({ acr_values: '1' }), visitor))['code']);
  });

  it('is not passed over by a sign-in that did not reach it', async () => {
    const { ask, resume, signedIn, signedOut, harness } = front();
    const shown = interactionOf(await ask(request(must('2')), signedOut));
    const authTime = epoch(secondOf(harness.ports.clock.now()));
    const session = exampleSession({ id: sha256('later'), authTime });
    assert.equal(
      interactionOf(await resume(shown.flow, null, { ...signedIn, session })).step.kind,
      'step_up',
    );
  });
});
