import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Route, routesOnDemand } from '../../src/http/routes.ts';

const route = (path: string): Route => ({
  paths: [path],
  safe: 'safe',
  crossOrigin: 'none',
  audience: 'api',
});

describe('routes on demand', () => {
  let loads = 0;
  const find = routesOnDemand({
    at: ['/api/v1', '/openapi.json'],
    async load() {
      loads++;
      return [route('/api/v1/users/{id}'), route('/openapi.json')];
    },
  });

  it('are not loaded for other paths, nor for such as begin alike', () => {
    for (const path of ['/', '/api/v10', '/api', '/openapi.json5']) assert.equal(find(path), undefined, path);
    assert.equal(loads, 0);
  });

  it('are loaded once, however many ask at the same time', async () => {
    const [one, other, none] = await Promise.all(
      ['/api/v1/users/7', '/openapi.json', '/api/v1/nothing'].map((path) => find(path)),
    );
    assert.deepEqual(one?.paths, ['/api/v1/users/{id}']);
    assert.deepEqual(other?.paths, ['/openapi.json']);
    assert.equal(none, undefined);
    await find('/api/v1');
    assert.equal(loads, 1);
  });
});
