/** Clients in the hands of the application (distribution.md L-4). */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { MetadataRefused } from '../../src/index.ts';
import { type Embedded, embed } from './embedded.ts';

describe('clients', () => {
  const issuer = 'https://app.example/auth';
  const types: string[] = [];
  let embedded: Embedded;
  before(async () => {
    embedded = await embed(issuer, { onEvent: ({ type }) => void types.push(type) });
  });
  after(() => embedded.stop());

  const nightly = { client_name: 'Nightly', grant_types: ['client_credentials'], scope: 'read' };

  it('are registered, read and removed, and work meanwhile — distribution.md L-4', async () => {
    const { fetch: ask, clients, tokens } = embedded.grantor;
    const told = await clients.register(nightly);
    const { client_id: id, client_secret: secret } = told;
    assert.equal(typeof secret, 'string');
    const tokenOf = () =>
      ask(
        new Request(`${issuer}/oauth/token`, {
          method: 'POST',
          headers: { authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}` },
          body: new URLSearchParams({ grant_type: 'client_credentials' }),
        }),
      );
    const { access_token: token } = (await (await tokenOf()).json()) as { access_token: string };
    assert.equal((await tokens.verify(token, { audience: issuer })).clientId, id);

    const seen = await clients.get(id);
    assert.equal(seen?.['client_name'], 'Nightly');
    assert.ok(!JSON.stringify(seen).includes(String(secret)));

    assert.equal(await clients.remove(id), true);
    assert.equal(await clients.get(id), null);
    assert.equal((await tokenOf()).status, 401);
    await assert.rejects(tokens.verify(token, { audience: issuer }));
    assert.equal(await clients.remove(id), false);
    for (const type of ['CLIENT_REGISTERED', 'CLIENT_DELETED'])
      assert.equal(types.filter((each) => each === type).length, 1, type);
  });

  it('are refused with all that is wrong — distribution.md L-4', async () => {
    const wrong = {
      redirect_uris: ['http://app.example/back'],
      client_name: 7,
      grant_types: ['authorization_code'],
    };
    await assert.rejects(embedded.grantor.clients.register(wrong), (failure: unknown) => {
      assert.ok(failure instanceof MetadataRefused);
      assert.ok(failure.problems.length >= 2, failure.message);
      return true;
    });
  });

  it('that are declared are read, and stay', async () => {
    assert.equal((await embedded.grantor.clients.get('photo-album'))?.['client_name'], 'Photo Album');
    assert.equal(await embedded.grantor.clients.remove('photo-album'), false);
  });
});
