import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { basic, exampleClient, examplePublicClient, postForm, testSecret } from '../../src/testing/index.ts';
import { expectError } from '../support.ts';
import { type FrontChannel, flowOf, frontChannel, request, stepOf } from './front-channel.ts';

const web = { authorization: basic('web', testSecret) };

async function push({ engine }: FrontChannel, change: Parameters<typeof request>[0] = {}): Promise<string> {
  const reply = await engine.pushAuthorization(postForm(request(change), web));
  const { request_uri: uri } = JSON.parse(String(reply.body)) as { request_uri: string };
  return uri;
}

const reference = (uri: string) => ({ client_id: 'web', request_uri: uri });

describe('a pushed request', () => {
  it('is the only way where the server or the client says so — RFC 9126 §5, §6, operations.md §2 PAR_REQUIRED', async () => {
    const seed = { clients: [exampleClient({ requirePushedRequests: true }), examplePublicClient()] };
    for (const channel of [
      frontChannel({ policy: { pushedRequests: 'required' } }),
      frontChannel({ seed }),
    ]) {
      assert.equal(stepOf(await channel.ask(request())), 'invalid_request');
      const shown = await channel.ask(reference(await push(channel)));
      assert.equal(stepOf(shown), 'consent');
      assert.equal(stepOf(await channel.decide(shown, 'approve')), 'code');
    }
  });

  it('does not stand in the way of the device flow — security.md X-1', async () => {
    const { engine } = frontChannel({ policy: { pushedRequests: 'required' } });
    const reply = await engine.deviceAuthorization(postForm({ client_id: 'native', scope: 'read' }));
    assert.equal(reply.status, 200);
  });

  it('may be answered after its time by whoever came in time, and by nobody else — advanced.md PAR-6', async () => {
    const channel = frontChannel();
    const uri = await push(channel);
    const shown = await channel.ask(reference(uri));
    channel.harness.clock.advance(61);
    assert.equal(stepOf(await channel.ask(reference(uri))), 'refuse');
    assert.equal(stepOf(await channel.decide(shown, 'approve')), 'code');
    assert.equal(stepOf(await channel.resume(flowOf(shown), 'approve')), 'code', 'a double click');
  });

  it('is answered in one of two tabs — advanced.md PAR-6, security.md R-6', async () => {
    const channel = frontChannel();
    const uri = await push(channel);
    const first = await channel.ask(reference(uri));
    const second = await channel.ask(reference(uri));
    assert.equal(stepOf(await channel.decide(first, 'approve')), 'code');
    assert.equal(stepOf(await channel.decide(second, 'approve')), 'refuse');
    const causes = channel.harness.observations.map((seen) =>
      seen.kind === 'authorization_refused' ? seen.cause : null,
    );
    assert.ok(causes.includes('request_uri'));
  });

  it('is judged by the client as it is when the browser comes', async () => {
    const channel = frontChannel();
    const uri = await push(channel);
    const narrowed = exampleClient({ redirectUris: ['https://app.example/moved'] });
    channel.harness.store.put.client(narrowed);
    assert.equal(stepOf(await channel.ask(reference(uri))), 'refuse');
  });

  it('is as long as a request by GET can be — security.md L-8', async () => {
    const { engine } = frontChannel();
    const long = postForm(request({ state: 'x'.repeat(40_000) }), web);
    expectError(await engine.pushAuthorization(long), 400, 'invalid_request');
  });

  it('counts, of whoever only names a client — security.md L-8', async () => {
    const { engine, harness } = frontChannel();
    const spa = { client_id: 'native', redirect_uri: 'http://127.0.0.1/callback' };
    await engine.pushAuthorization(postForm(request(spa)));
    assert.deepEqual(harness.limits.spent, ['default -']);
    harness.limits.budget = 1;
    expectError(await engine.pushAuthorization(postForm(request(spa))), 429, 'rate_limit_exceeded');
  });

  it('counts, of whoever registered itself: a secret that strangers give themselves proves nothing of them — security.md L-8', async () => {
    for (const [source, spent] of [
      ['dynamic', ['default -']],
      ['administrator', []],
    ] as const) {
      const { engine, harness } = frontChannel({ seed: { clients: [exampleClient({ source })] } });
      assert.equal((await engine.pushAuthorization(postForm(request(), web))).status, 201);
      assert.deepEqual(harness.limits.spent, spent);
    }
  });
});
