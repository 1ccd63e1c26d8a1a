import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
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
    for (const values of [['2'], ['phr', '2'], ['unheard-of'], [7]]) {
      const answer = answerOf(await front().ask(essential({ values })));
      assert.equal(answer['error'], 'unmet_authentication_requirements', JSON.stringify(values));
    }
  });
});
