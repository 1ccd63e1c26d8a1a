/** What a cache says it has, and whether it is told that this is still so (RFC 9110 §13.1.2). */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startWorld, type World } from '../attack/world.ts';

describe('If-None-Match', () => {
  let world: World;
  before(async () => {
    world = await startWorld();
  });
  after(() => world.server.stop());

  const paths = ['/.well-known/openid-configuration', '/.well-known/jwks.json', '/favicon.ico'];
  const ask = (path: string, known: string | null, method = 'GET'): Promise<Response> =>
    world.send(path, { method, headers: known === null ? {} : { 'if-none-match': known } });
  const tagOf = async (path: string): Promise<string> =>
    (await ask(path, null)).headers.get('etag') ?? assert.fail(`${path} has no entity tag`);

  it('is met by the tag itself, by a weak one and within a list — RFC 9110 §8.8.3.2', async () => {
    for (const path of paths) {
      const tag = await tagOf(path);
      for (const known of [tag, `W/${tag}`, `"other", ${tag}`, `W/"other" ,\t W/${tag} , "more"`, ' * ']) {
        const answer = await ask(path, known);
        assert.equal(answer.status, 304, `${path} ${known}`);
        assert.equal(answer.headers.get('etag'), tag);
        assert.equal(await answer.text(), '');
      }
    }
  });

  it('is not met by another tag, nor by a part of one — RFC 9110 §13.1.2', async () => {
    for (const path of paths) {
      const tag = await tagOf(path);
      for (const known of ['"other"', tag.slice(0, -2), tag.slice(1, -1), `w/${tag}`, '"*"', '**', ',']) {
        assert.equal((await ask(path, known)).status, 200, `${path} ${known}`);
      }
    }
  });

  it('holds for HEAD — RFC 9110 §13.1.2', async () => {
    for (const path of paths) {
      const answer = await ask(path, '*', 'HEAD');
      assert.equal(answer.status, 304, path);
      assert.equal(answer.headers.get('content-length'), null, path);
    }
  });

  it('is nothing to an answer that is no representation of it — RFC 9110 §13.2.1', async () => {
    assert.equal((await ask('/.well-known/nothing', '*')).status, 404);
    assert.equal((await ask('/logo', '*')).status, 404);
  });
});
