import assert from 'node:assert/strict';
import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
import { describe, it } from 'node:test';
import { clientId, epoch, sha256 } from '@grantor/protocol';
import {
  basic,
  exampleClient,
  examplePublicClient,
  postForm,
  testSecret,
  testStart,
} from '../../src/testing/index.ts';
import { createWorld, expectError, expectOk, type World, webAuthorization } from '../support.ts';

const machine = { grant_type: 'client_credentials' };

const ask = (world: World, fields: Record<string, string>, authorization?: string) =>
  world.engine.token(postForm({ ...machine, ...fields }, { authorization }));

describe('client authentication', () => {
  it('takes the secret as Basic or in the body, whichever was registered — protocol.md CA-2', async () => {
    for (const authMethod of ['client_secret_basic', 'client_secret_post'] as const) {
      const world = createWorld({ seed: { clients: [exampleClient({ authMethod })] } });
      expectOk(await ask(world, {}, basic('web', testSecret)));
      expectOk(await ask(world, { client_id: 'web', client_secret: testSecret }));
      expectOk(await ask(world, { client_id: 'web' }, basic('web', testSecret)));
    }
  });

  it('tells which of two secrets it was, and nothing where none was right — product.md C-2, protocol.md CA-6', async () => {
    const hashes = [testSecret, 'the next one'].map((secret) => sha256(secret));
    const secrets = hashes.map((hash) => ({ hash, expiresAt: null }));
    const world = createWorld({ seed: { clients: [exampleClient({ secrets })] } });
    expectOk(await ask(world, {}, basic('web', 'the next one')));
    expectOk(await ask(world, { client_id: 'web', client_secret: testSecret }));
    expectError(await ask(world, {}, basic('web', 'wrong')), 401, 'invalid_client');
    const told = world.observations.filter(({ kind }) => kind === 'secret_used');
    const at = testStart / 1000;
    assert.deepEqual(told, [
      { kind: 'secret_used', clientId: 'web', secret: hashes[1], at },
      { kind: 'secret_used', clientId: 'web', secret: hashes[0], at },
    ]);
  });

  it('refuses Basic and body together — RFC 6749 §2.3', async () => {
    const reply = await ask(createWorld(), { client_secret: testSecret }, basic('web', testSecret));
    expectError(reply, 400, 'invalid_request');
  });

  it('answers every failure alike, with a Basic challenge — protocol.md CA-4', async () => {
    const inactive = exampleClient({ id: clientId('off'), status: 'inactive' });
    const pending = exampleClient({ id: clientId('pending'), status: 'pending' });
    const world = createWorld({
      seed: {
        clients: [
          exampleClient(),
          exampleClient({ id: clientId('other') }),
          examplePublicClient(),
          inactive,
          pending,
        ],
      },
    });
    const replies = [
      await ask(world, {}),
      await ask(world, { client_id: 'web' }),
      await ask(world, {}, basic('web', 'wrong')),
      await ask(world, {}, basic('nobody', testSecret)),
      await ask(world, {}, basic('off', testSecret)),
      await ask(world, {}, basic('pending', testSecret)),
      await ask(world, { client_id: 'other' }, basic('web', testSecret)),
      await ask(world, { client_id: 'native', client_secret: 'anything' }),
      await ask(world, {}, 'Bearer abc'),
      await ask(world, {}, basic('web', testSecret).replace('Basic', 'Bearer')),
      await ask(world, {}, '"Basic"'),
      await ask(world, {}, 'Basic not-base64!'),
      await ask(world, {}, `Basic ${Buffer.from('web').toString('base64')}`),
    ];
    for (const reply of replies) {
      expectError(reply, 401, 'invalid_client');
      assert.equal(reply.headers['www-authenticate'], 'Basic realm="grantor", charset="UTF-8"');
      assert.equal(reply.body, replies[0]?.body);
    }
    const failures = world.observations.filter(({ kind }) => kind === 'client_authentication_failed');
    assert.equal(failures.length, replies.length);
  });

  it('tells the log, and nobody else, why — protocol.md CA-4', async () => {
    const world = createWorld();
    const notes = [
      (await ask(world, {})).note,
      (await ask(world, { client_id: 'nobody' })).note,
      (await ask(world, {}, basic('web', 'wrong'))).note,
    ];
    assert.deepEqual(
      notes.map(({ clientId: named }) => named),
      [null, null, 'web'],
    );
    const details = notes.map(({ detail }) => detail);
    assert.match(details[0] ?? '', /nothing that names a client/);
    assert.match(details[1] ?? '', /no such client/);
    assert.match(details[2] ?? '', /what came as client_secret_basic is wrong/);
    const told = world.observations.flatMap((seen) =>
      seen.kind === 'client_authentication_failed' ? [seen.client] : [],
    );
    assert.deepEqual(told, [null, { id: 'nobody', standing: 'unknown' }, { id: 'web', standing: 'known' }]);
  });

  it('takes a bare client_id and Basic with an empty password from a public client — protocol.md CA-1', async () => {
    const world = createWorld();
    const poll = { grant_type: 'refresh_token', refresh_token: 'grt_x' };
    for (const request of [
      postForm({ ...poll, client_id: 'native' }),
      postForm({ ...poll, client_id: 'native', client_secret: '' }),
      postForm(poll, { authorization: basic('native', '') }),
    ]) {
      expectError(await world.engine.token(request), 400, 'invalid_grant');
    }
  });

  it('keeps two secrets valid during a rotation, each until its end — protocol.md CA-6, advanced.md CAU-5', async () => {
    const secrets = [
      { hash: sha256('old'), expiresAt: epoch(testStart / 1000 + 60) },
      { hash: sha256('new'), expiresAt: null },
    ];
    const world = createWorld({ seed: { clients: [exampleClient({ secrets })] } });
    expectOk(await ask(world, {}, basic('web', 'old')));
    expectOk(await ask(world, {}, basic('web', 'new')));
    world.clock.advance(60);
    expectError(await ask(world, {}, basic('web', 'old')), 401, 'invalid_client');
    expectOk(await ask(world, {}, basic('web', 'new')));
  });

  it('decodes both halves of Basic and splits at the first colon — RFC 6749 §2.3.1', async () => {
    const client = exampleClient({
      id: clientId('a b'),
      secrets: [{ hash: sha256('c:d%e'), expiresAt: null }],
    });
    const world = createWorld({ seed: { clients: [client] } });
    expectOk(await ask(world, {}, basic('a+b', 'c:d%25e').replace('Basic', 'bAsIc')));
  });

  const spelled = 'a+b/c%zz%41=';
  const formed = (text: string): string => new URLSearchParams([['', text]]).toString().slice(1);

  it('takes a secret as it came where its form-decoded reading is wrong — protocol.md CA-3, RFC 7617 §2', async () => {
    for (const secret of [spelled, 'with space', '100%', 'a%2Bb', '+', 'ü:%']) {
      const client = exampleClient({ secrets: [{ hash: sha256(secret), expiresAt: null }] });
      const world = createWorld({ seed: { clients: [client] } });
      expectOk(await ask(world, {}, basic('web', secret)));
      expectOk(await ask(world, {}, basic('web', formed(secret))));
      const twice = await ask(world, {}, basic('web', formed(formed(secret))));
      if (formed(secret) !== secret) expectError(twice, 401, 'invalid_client');
      expectError(await ask(world, {}, basic('web', `${secret}x`)), 401, 'invalid_client');
      // In a form it has one reading
      expectOk(await ask(world, { client_id: 'web', client_secret: secret }));
    }
  });

  it('takes an id as it came, where no client has its form-decoded reading — protocol.md CA-3', async () => {
    const secrets = [{ hash: sha256(spelled), expiresAt: null }];
    const raw = exampleClient({ id: clientId('c+d'), secrets });
    const decoded = exampleClient({ id: clientId('e f') });
    const shadowed = exampleClient({ id: clientId('e+f'), secrets });
    const named = examplePublicClient({ id: clientId('g+h') });
    const world = createWorld({ seed: { clients: [raw, decoded, shadowed, named] } });
    expectOk(await ask(world, {}, basic('c+d', spelled)));
    expectOk(await ask(world, {}, basic('c%2Bd', spelled)));
    expectOk(await ask(world, { client_id: 'c+d' }, basic('c+d', spelled)));
    expectOk(await ask(world, {}, basic('e+f', testSecret)));
    expectError(await ask(world, {}, basic('e+f', spelled)), 401, 'invalid_client');
    // The body says which reading it is
    expectOk(await ask(world, { client_id: 'e+f' }, basic('e+f', spelled)));
    expectOk(await ask(world, { client_id: 'e f' }, basic('e+f', testSecret)));
    expectError(await ask(world, { client_id: 'c d' }, basic('c+d', spelled)), 401, 'invalid_client');
    const poll = { grant_type: 'refresh_token', refresh_token: 'grt_x' };
    expectError(await ask(world, poll, basic('g+h', '')), 400, 'invalid_grant');
  });

  it('hashes and compares as often for a right, a wrong and an unknown one — security.md L-7, T-12', async (t) => {
    const digests = t.mock.method(crypto, 'hash');
    const comparisons = t.mock.method(crypto, 'timingSafeEqual');
    syncBuiltinESMExports();
    try {
      const inactive = exampleClient({ id: clientId('off'), status: 'inactive' });
      const secrets = [{ hash: sha256(spelled), expiresAt: null }];
      const clients = [exampleClient({ secrets }), inactive, examplePublicClient()];
      const world = createWorld({ seed: { clients } });
      const counts = [];
      for (const [user, password] of [
        ['web', spelled],
        ['web', formed(spelled)],
        ['web', 'wrong'],
        ['web', 'wrong+%zz'],
        ['nobody', 'wrong'],
        ['off', testSecret],
        ['native', 'wrong'],
      ] as const) {
        const before = [digests.mock.callCount(), comparisons.mock.callCount()];
        // What comes after the proof is refused alike
        await ask(world, { grant_type: 'refresh_token', refresh_token: 'grt_x' }, basic(user, password));
        const [hashed = 0, compared = 0] = before;
        counts.push([digests.mock.callCount() - hashed, comparisons.mock.callCount() - compared]);
      }
      const refused = counts.slice(2).map(String);
      assert.deepEqual(refused, Array(5).fill(refused[0]));
      const compared = counts.map(([, count]) => count);
      assert.deepEqual(compared, Array(7).fill(2));
    } finally {
      t.mock.restoreAll();
      syncBuiltinESMExports();
    }
  });

  it('sees a client that was disabled a moment ago — security.md T-3', async () => {
    const world = createWorld();
    expectOk(await world.engine.token(postForm(machine, webAuthorization)));
    world.store.put.client(exampleClient({ status: 'inactive' }));
    expectError(await world.engine.token(postForm(machine, webAuthorization)), 401, 'invalid_client');
  });
});
