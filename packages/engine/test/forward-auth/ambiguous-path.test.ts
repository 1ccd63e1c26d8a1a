import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { unregisteredResource } from '../../src/index.ts';
import { exampleAccount } from '../../src/testing/index.ts';
import { createWorld, json, signIn } from '../support.ts';
import { ask } from './support.ts';

describe('a path that two programs may read differently', () => {
  const paths = [
    '/public/..;/admin',
    '/public/%2e%2e;/admin',
    '/public/..%3b/admin',
    '/public/%252e%252e/admin',
    '/public/%EF%BC%8E%EF%BC%8E/admin', // U+FF0E, dots of full width
    '/public%E2%88%95..%E2%88%95admin',
  ];

  it('is refused before anybody looks who asks — resource.md §9 Ambiguous paths', async () => {
    const world = createWorld();
    const { access_token: token } = await signIn(world);
    for (const path of [...paths, '/a//b', '/a%2fb', '/a%5cb', '/a%00']) {
      const url = `https://app.example${path}`;
      for (const asked of [{ token }, { visitor: async () => exampleAccount() }, {}]) {
        const { kind, reply } = await ask(world, { url, ...asked });
        assert.equal(kind, 'refused', path);
        assert.equal(json(reply).error, 'invalid_request');
      }
      assert.equal((await ask(world, { url, token, demand: { path: 'any' } })).kind, 'allowed', path);
    }
  });

  it('is told to the log by what is ambiguous, not as it came — operations.md G-1', async () => {
    const world = createWorld();
    const parts = [
      '/..;/x',
      '/%2e%2e;/x',
      '/%252e/x',
      '/x./y',
      '//x',
      '/%20',
      '/\\/x',
      '/%',
      '/%EF%BC%8E%EF%BC%8E/x',
    ];
    const told: (string | undefined)[] = [];
    for (const part of parts) {
      const { reply } = await ask(world, { url: `https://app.example/reset/S3cretOfTheService${part}` });
      told.push(reply.note.detail);
    }
    assert.deepEqual(
      told.map((detail) => / has (.+) in it/.exec(detail ?? '')?.[1]),
      [';', '%2e', '%25', './', '//', '%20', '//', '%', 'letters that stand for others'],
    );
    assert.ok(!told.join().includes('S3cret'));
  });

  it('is nobody’s where resources divide the host, whatever the operator says — resource.md §9 Ambiguous paths', async () => {
    const resources = ['https://app.example/public', 'https://app.example/admin'].map(unregisteredResource);
    const world = createWorld({ seed: { resources } });
    const { access_token: token } = await signIn(world, { resources: ['https://app.example/public'] });
    assert.equal((await ask(world, { url: 'https://app.example/public/x', token })).kind, 'allowed');
    for (const path of paths) {
      const asked = { url: `https://app.example${path}`, token, demand: { path: 'any' } } as const;
      assert.equal((await ask(world, asked)).reply.status, 401, path);
    }
  });
});
