import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { exampleClient } from '../../src/testing/examples/fixtures.ts';
import { answerOf, frontChannel, request, stepOf } from './front-channel.ts';

const bare = { code_challenge: undefined, code_challenge_method: undefined };
const withoutNonce = { ...bare, nonce: undefined };
const native = { client_id: 'native', redirect_uri: 'http://127.0.0.1/callback' };

type World = Parameters<typeof frontChannel>[0];

/** The description of the refusal, which is always `invalid_request`. */
async function refusal(parameters: Parameters<typeof request>[0], world?: World): Promise<string> {
  const answer = answerOf(await frontChannel(world).ask(request(parameters)));
  assert.equal(answer['error'], 'invalid_request');
  return answer['error_description'] ?? '';
}

const only = (pkceRequired: boolean): World => ({ seed: { clients: [exampleClient({ pkceRequired })] } });

describe('who needs PKCE', () => {
  it('a public client always, and only S256 helps — RFC 9700 §2.1.1', async () => {
    const said = await refusal({ ...native, ...bare });
    assert.match(said, /code_challenge_method=S256/);
    assert.doesNotMatch(said, /require_pkce|with the scope openid/);
  });

  it('a confidential client without nonce, which is told all three ways out — RFC 9700 §2.1.1', async () => {
    for (const parameters of [withoutNonce, { ...bare, scope: 'read' }]) {
      const said = await refusal(parameters);
      assert.match(said, /code_challenge_method=S256/);
      assert.match(said, /a nonce with the scope openid/);
      assert.match(said, /require_pkce/);
    }
    assert.equal(stepOf(await frontChannel().ask(request(bare))), 'consent');
  });

  it('one that is set to need it, whatever nonce it sends, and is not told of the nonce — protocol.md §5 code_challenge', async () => {
    for (const world of [{ policy: { pkceRequired: true } }, only(true)]) {
      const said = await refusal(bare, world);
      assert.match(said, /code_challenge_method=S256; or .*require_pkce/);
      assert.doesNotMatch(said, /nonce with/);
    }
  });

  it('not one that an administrator exempted — protocol.md §5 code_challenge', async () => {
    const exempt = { ...only(false), policy: { pkceRequired: true } };
    assert.equal(stepOf(await frontChannel(exempt).ask(request(withoutNonce))), 'consent');
  });

  it('says so in characters that a description may have — RFC 6749 §5.2', async () => {
    const said = await Promise.all([
      refusal({ ...native, ...bare }),
      refusal(withoutNonce),
      refusal(bare, only(true)),
      refusal({ code_challenge: undefined }),
      refusal({ code_challenge_method: undefined }),
      refusal({ code_challenge: 'short' }),
    ]);
    assert.equal(new Set(said).size, said.length);
    for (const text of said) assert.match(text, /^[\x20-\x21\x23-\x5b\x5d-\x7e]+$/);
  });
});
