import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { secondOf } from '@grantor/protocol';
import type { AuthorizeOutcome } from '../../src/requests/outcome.ts';
import { exampleClient, examplePublicClient, testStart } from '../../src/testing/index.ts';
import { answerOf, type FrontChannel, frontChannel, type Parameters, request } from './front-channel.ts';

const now = testStart / 1000;

const trusted = (change: Change = {}): FrontChannel =>
  frontChannel({
    seed: {
      clients: [exampleClient({ consent: 'skip', responseTypes: ['code', 'code id_token'], ...change })],
    },
  });
type Change = Partial<ReturnType<typeof exampleClient>>;

/** What the one parameter says, its signature verified. */
async function said({ harness }: FrontChannel, outcome: AuthorizeOutcome): Promise<Record<string, unknown>> {
  const parameters = answerOf(outcome);
  assert.deepEqual(Object.keys(parameters), ['response']);
  const verified = await harness.ports.keys.verify(parameters['response'] ?? '', {
    use: 'authorization_response',
    retired: 'refuse',
    now: secondOf(harness.ports.clock.now()),
  });
  assert.ok(verified);
  assert.ok(verified.header.kid);
  return { alg: verified.header.alg, ...verified.claims };
}

const wayOf = (outcome: AuthorizeOutcome): string | null =>
  outcome.kind === 'answer' ? outcome.channel.mode : null;

describe('an answer in a signed mode', () => {
  const modes: readonly [asked: Parameters, way: string][] = [
    [{ response_mode: 'jwt' }, 'query'],
    [{ response_mode: 'query.jwt' }, 'query'],
    [{ response_mode: 'fragment.jwt' }, 'fragment'],
    [{ response_mode: 'form_post.jwt' }, 'form_post'],
    [{ response_type: 'code id_token', response_mode: 'jwt' }, 'fragment'],
    [{ response_type: 'id_token code', response_mode: 'form_post.jwt' }, 'form_post'],
  ];
  for (const [asked, way] of modes) {
    it(`is one JWT with all of it: ${Object.values(asked).join(' ')} — JARM §2.1, §2.3, advanced.md JRM-1, JRM-2`, async () => {
      const channel = trusted();
      const outcome = await channel.ask(request(asked));
      assert.equal(wayOf(outcome), way);
      const { code, id_token, ...claims } = await said(channel, outcome);
      assert.match(String(code), /^gac_/);
      assert.equal(id_token !== undefined, asked['response_type'] !== undefined);
      assert.deepEqual(claims, {
        ...{ alg: 'RS256', iss: 'https://auth.example', aud: 'web' },
        ...{ exp: now + 300, state: 's1' },
      });
    });
  }

  it('is signed as the client registered — JARM §3, advanced.md JRM-3', async () => {
    const channel = trusted({ authorizationAlg: 'EdDSA' });
    const claims = await said(channel, await channel.ask(request({ response_mode: 'jwt' })));
    assert.equal(claims['alg'], 'EdDSA');
  });

  it('is an error as well — advanced.md JRM-4', async () => {
    const channel = trusted();
    for (const change of [
      { scope: '"' },
      { response_type: 'code id_token', response_mode: 'query.jwt' },
      { response_mode: 'smoke.jwt' },
      { response_type: undefined },
    ] as const) {
      const claims = await said(channel, await channel.ask(request({ response_mode: 'jwt', ...change })));
      assert.ok(claims['error']);
      assert.ok(claims['error_description']);
      assert.equal(claims['state'], 's1');
      assert.equal(claims['code'], undefined);
    }
  });

  it('is what a person said — advanced.md JRM-4', async () => {
    const channel = frontChannel();
    const shown = await channel.ask(request({ response_mode: 'form_post.jwt' }));
    const claims = await said(channel, await channel.decide(shown, 'deny'));
    assert.equal(claims['error'], 'access_denied');
  });

  it('says the same to a decision that is posted twice — protocol.md IN-6', async () => {
    const channel = frontChannel();
    const shown = await channel.ask(request({ response_mode: 'jwt' }));
    const first = await channel.decide(shown, 'approve');
    assert.deepEqual(await channel.decide(shown, 'approve'), first);
  });

  it('keeps an ID token out of the query, signed or not — JARM §2.3.1, advanced.md JRM-1', async () => {
    const outcome = await trusted().ask(
      request({ response_type: 'code id_token', response_mode: 'query.jwt' }),
    );
    assert.equal(wayOf(outcome), 'fragment');
  });

  it('never goes in a form to an application on the device — RFC 8252 §7.1', async () => {
    const redirectUri = 'com.example.app:/callback';
    const clients = [examplePublicClient({ redirectUris: [redirectUri] })];
    const channel = frontChannel({ seed: { clients } });
    const native = { client_id: 'native', redirect_uri: redirectUri };
    const outcome = await channel.ask(request({ ...native, response_mode: 'form_post.jwt' }));
    assert.equal(wayOf(outcome), 'query');
    assert.equal((await said(channel, outcome))['error'], 'invalid_request');
  });

  it('is the only one where the client says so — advanced.md JRM-5', async () => {
    const channel = trusted({ responseModes: ['jwt', 'form_post.jwt'] });
    for (const mode of [undefined, 'query', 'fragment', 'form_post'])
      assert.equal(
        answerOf(await channel.ask(request({ response_mode: mode })))['error'],
        'invalid_request',
        String(mode),
      );
    const refused = await channel.ask(request({ response_mode: 'fragment.jwt' }));
    assert.equal((await said(channel, refused))['error'], 'invalid_request');
    for (const mode of ['jwt', 'form_post.jwt'])
      assert.ok((await said(channel, await channel.ask(request({ response_mode: mode }))))['code']);
  });
});
