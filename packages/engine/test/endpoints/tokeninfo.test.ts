import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { exampleResource, getWith, postForm } from '../../src/testing/index.ts';
import { createWorld, expectError, expectOk, signIn, webAuthorization } from '../support.ts';

describe('tokeninfo', () => {
  it('tells the holder what the token is — protocol.md §14 Tokeninfo', async () => {
    const world = createWorld({ seed: { resources: [exampleResource()] } });
    const { access_token: token } = await signIn(world, { resources: ['https://api.example'] });
    assert.deepEqual(expectOk(await world.engine.tokeninfo(getWith(token))), {
      active: true,
      user_id: 'user-1',
      client_id: 'native',
      scope: 'openid profile read write',
      exp: 1_767_229_200,
      iss: 'https://auth.example',
      subject_type: 'user',
    });
  });

  it('tells clients from users — security.md T-6', async () => {
    const world = createWorld();
    const machine = postForm({ grant_type: 'client_credentials' }, webAuthorization);
    const { access_token: token } = expectOk(await world.engine.token(machine));
    const seen = expectOk(await world.engine.tokeninfo(getWith(token)));
    assert.equal(seen.user_id, 'client:web');
    assert.equal(seen.subject_type, 'client');
  });

  it('refuses a missing token and any other kind — protocol.md §14 Tokeninfo', async () => {
    const world = createWorld();
    const tokens = await signIn(world);
    const missing = expectError(await world.engine.tokeninfo(getWith(null)), 401, 'missing_token');
    assert.match(
      missing.headers['www-authenticate'] ?? '',
      /^Bearer realm="grantor", DPoP algs="ES256 [^"]+"$/,
    );
    for (const value of [tokens.refresh_token, tokens.id_token, 'x']) {
      expectError(await world.engine.tokeninfo(getWith(value)), 401, 'invalid_token');
    }
  });
});
