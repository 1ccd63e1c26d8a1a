import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { after, before, describe, it } from 'node:test';
import type { Case } from '../src/run/case.ts';
import { DEFAULT_SETTINGS, judge, run } from '../src/run/runner.ts';
import { fixtures } from '../src/setup/fixtures.ts';
import type { RunningTarget, Target } from '../src/targets/target.ts';

const difference = { reason: 'it may', seen: /got 404/ };

describe('judge', () => {
  it('passes a case that throws nothing', () => {
    assert.deepEqual(judge(undefined, undefined), { kind: 'pass' });
  });

  it('fails a case that throws, with its message', () => {
    assert.deepEqual(judge('got 404', undefined), { kind: 'fail', message: 'got 404' });
  });

  it('excuses a declared difference that is seen as declared', () => {
    assert.deepEqual(judge('got 404', difference), { kind: 'differs', reason: 'it may', seen: 'got 404' });
  });

  it('fails a declared difference that is seen otherwise', () => {
    assert.equal(judge('got 500', difference).kind, 'fail');
  });

  it('fails a declared difference that is gone', () => {
    assert.equal(judge(undefined, difference).kind, 'fail');
  });
});

describe('run', () => {
  let server: Server;
  let target: Target;
  let started: string[];
  let stopped: number;

  before(async () => {
    server = createServer((_request, response) => response.end('{"issuer":"x"}'));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    assert.ok(address !== null && typeof address === 'object');
    const issuer = `http://127.0.0.1:${address.port}`;
    started = [];
    stopped = 0;
    const features = new Set(['device'] as const);
    target = {
      name: 'reference',
      features,
      async start(variant) {
        started.push(variant);
        const running: RunningTarget = {
          issuer,
          fixtures,
          features,
          stop: async () => {
            stopped += 1;
          },
        };
        return variant === 'default' ? running : undefined;
      },
    };
  });

  after(() => server.close());

  const passing: Case = { name: 'passes', requirements: ['RFC 6749 §5.1'], run: async () => undefined };
  const failing: Case = {
    name: 'fails',
    requirements: ['RFC 6749 §5.2'],
    run: async () => assert.fail('no'),
  };

  it('starts each variant once, runs in order and stops what it started', async () => {
    const strict: Case = { ...passing, name: 'strict', variant: 'strict' };
    const { results } = await run(target, [passing, failing, passing, strict]);
    assert.deepEqual(
      results.map(({ verdict }) => verdict.kind),
      ['pass', 'fail', 'pass', 'not offered'],
    );
    assert.deepEqual(started.sort(), ['default', 'strict']);
    assert.equal(stopped, 1);
  });

  it('fails the cases of a set-up that does not start, and runs the others', async () => {
    const lame: Target = {
      ...target,
      start: (variant) =>
        variant === 'strict' ? Promise.reject(new Error('no port')) : target.start(variant),
    };
    const strict: Case = { ...passing, name: 'strict', variant: 'strict' };
    const { results } = await run(lame, [strict, passing, strict]);
    const refused = { kind: 'fail', message: 'no port' };
    assert.deepEqual(
      results.map(({ verdict }) => verdict),
      [refused, { kind: 'pass' }, refused],
    );
  });

  it('does not run a case that needs a missing feature', async () => {
    const needy: Case = { ...failing, needs: ['device', 'tokeninfo'] };
    const { results } = await run(target, [needy]);
    assert.deepEqual(results[0]?.verdict, { kind: 'not offered', missing: ['tokeninfo'] });
  });

  it('chooses cases by name or requirement', async () => {
    const settings = { ...DEFAULT_SETTINGS, only: '§5.2' };
    const { results } = await run(target, [passing, failing], settings);
    assert.deepEqual(
      results.map(({ case: one }) => one.name),
      ['fails'],
    );
  });

  it('fails a case that does not end in time', async () => {
    const endless: Case = { ...passing, run: () => new Promise(() => undefined) };
    const { results } = await run(target, [endless], { ...DEFAULT_SETTINGS, timeoutMs: 5 });
    assert.deepEqual(results[0]?.verdict, { kind: 'fail', message: 'no end after 5 ms' });
  });

  it('judges a declared difference of the reference', async () => {
    const differing: Case = { ...failing, differs: { reference: { reason: 'it may', seen: /^no$/ } } };
    const { results } = await run(target, [differing]);
    assert.equal(results[0]?.verdict.kind, 'differs');
  });
});
