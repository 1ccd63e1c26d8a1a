import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { clientId } from '@grantor/protocol';
import fc from 'fast-check';
import { createEngine } from '../../src/create-engine.ts';
import { formatUserCode, normaliseUserCode } from '../../src/endpoints/user-code.ts';
import {
  approveDevice,
  basic,
  exampleClient,
  examplePublicClient,
  postForm,
  testSecret,
} from '../../src/testing/index.ts';
import { createWorld, expectError, expectOk, webAuthorization } from '../support.ts';

describe('device authorization', () => {
  it('answers with exactly the six members — RFC 8628 §3.2, protocol.md CL-3', async () => {
    const world = createWorld();
    const answer = expectOk(await world.engine.deviceAuthorization(postForm({ client_id: 'native' })));
    assert.deepEqual(Object.keys(answer), [
      ...[
        'device_code',
        'user_code',
        'verification_uri',
        'verification_uri_complete',
        'expires_in',
        'interval',
      ],
    ]);
    assert.match(answer.device_code, /^gdc_[A-Za-z0-9_-]{43}$/);
    assert.match(answer.user_code, /^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$/);
    assert.equal(
      answer.verification_uri_complete,
      `https://auth.example/device?user_code=${answer.user_code}`,
    );
    assert.deepEqual([answer.expires_in, answer.interval], [1800, 5]);
  });

  it('takes a form or a JSON object of strings — protocol.md §1 wrong or missing body type', async () => {
    const world = createWorld();
    const body = (text: string) => ({ contentType: 'application/json', body: Buffer.from(text) });
    const ask = (text: string) => world.engine.deviceAuthorization(postForm({}, body(text)));
    expectOk(await ask('{"client_id":"native","scope":"read"}'));
    expectError(await ask('{"client_id":"native","scope":1}'), 400, 'invalid_request');
    expectError(await ask('[]'), 400, 'invalid_request');
  });

  it('authenticates confidential clients and checks their rights — protocol.md DV-1', async () => {
    const world = createWorld({
      seed: { clients: [exampleClient(), examplePublicClient({ grantTypes: [] })] },
    });
    const ask = (fields: Record<string, string>, change = {}) =>
      world.engine.deviceAuthorization(postForm(fields, change));
    expectError(await ask({ client_id: 'web' }), 401, 'invalid_client');
    expectError(await ask({ client_id: 'native' }), 400, 'unauthorized_client');
    expectError(await ask({ scope: 'grantor:admin' }, webAuthorization), 400, 'invalid_scope');
    expectError(await ask({ resource: 'https://unknown.example' }, webAuthorization), 400, 'invalid_target');
    expectOk(await ask({ scope: 'read' }, webAuthorization));
  });

  it('lets a confidential client name itself only where it is set so, and asks for the proof later — protocol.md DV-1', async () => {
    const optional = exampleClient({ deviceAuthorizationAuth: 'optional' });
    const world = createWorld({ seed: { clients: [optional, exampleClient({ id: clientId('other') })] } });
    const named = postForm({ client_id: 'web', scope: 'read' });
    const { device_code } = expectOk(await world.engine.deviceAuthorization(named));
    await approveDevice(world, device_code);
    const poll = { grant_type: 'urn:ietf:params:oauth:grant-type:device_code', device_code };
    expectError(await world.engine.token(postForm({ ...poll, client_id: 'web' })), 401, 'invalid_client');
    expectOk(await world.engine.token(postForm(poll, webAuthorization)));
    const secret = (client_secret: string) => postForm({ client_id: 'web', client_secret });
    expectOk(await world.engine.deviceAuthorization(secret(testSecret)));
    expectError(await world.engine.deviceAuthorization(secret('wrong')), 401, 'invalid_client');
    const wrong = postForm({ client_id: 'web' }, { authorization: basic('web', 'wrong') });
    expectError(await world.engine.deviceAuthorization(wrong), 401, 'invalid_client');
    const refused = await world.engine.deviceAuthorization(postForm({ client_id: 'other' }));
    expectError(refused, 401, 'invalid_client');
    assert.match(refused.note.detail ?? '', /device_authorization_auth/);
    world.store.put.client({ ...optional, status: 'inactive' });
    expectError(await world.engine.deviceAuthorization(named), 401, 'invalid_client');
  });

  it('draws again when a live code has the same user code — protocol.md DV-2', async () => {
    const world = createWorld();
    const drawn = [...Array(16).fill(0), ...Array(8).fill(1)];
    const random = { ...world.ports.random, integer: () => drawn.shift() };
    const engine = createEngine({ ...world.ports, random }, world.policy);
    const ask = async () => expectOk(await engine.deviceAuthorization(postForm({ client_id: 'native' })));
    assert.equal((await ask()).user_code, 'BBBB-BBBB');
    assert.equal((await ask()).user_code, 'CCCC-CCCC');
  });

  it('gives up after five draws, for now — protocol.md DV-2', async () => {
    const world = createWorld();
    let letters = 0;
    const integer = () => {
      letters += 1;
      return 0;
    };
    const random = { ...world.ports.random, integer };
    const engine = createEngine({ ...world.ports, random }, world.policy);
    const ask = () => engine.deviceAuthorization(postForm({ client_id: 'native' }));
    expectOk(await ask());
    const reply = expectError(await ask(), 503, 'temporarily_unavailable');
    assert.equal(reply.headers['retry-after'], '1');
    assert.equal(letters, 8 + 5 * 8);
  });

  it('keeps neither code in the store — protocol.md DV-2', async () => {
    const world = createWorld();
    const answer = expectOk(await world.engine.deviceAuthorization(postForm({ client_id: 'native' })));
    const kept = JSON.stringify(world.store.commits);
    assert.equal(kept.includes(answer.device_code), false);
    assert.equal(kept.includes(answer.user_code.replace('-', '')), false);
  });

  it('counts every request against the address — security.md L-8', async () => {
    const world = createWorld();
    await world.engine.deviceAuthorization(postForm({ client_id: 'native' }));
    assert.deepEqual(world.limits.spent, ['device_code -']);
  });
});

describe('user code', () => {
  it('is read in any case and with any separators — protocol.md DV-3', () => {
    assert.equal(normaliseUserCode(' bcdf ghjk '), 'BCDFGHJK');
    assert.equal(normaliseUserCode('BCDF–GHJK'), 'BCDFGHJK');
    assert.equal(normaliseUserCode('BCDF-GHJ'), null);
    assert.equal(normaliseUserCode('BCDF-GHJK-L'), null);
  });

  it('survives being written and read', () => {
    const letters = fc.array(fc.constantFrom(...'BCDFGHJKLMNPQRSTVWXZ'), { minLength: 8, maxLength: 8 });
    fc.assert(
      fc.property(letters, (drawn) => {
        const code = drawn.join('');
        assert.equal(normaliseUserCode(formatUserCode(code).toLowerCase()), code);
      }),
    );
  });

  it('never throws on anything typed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (typed) => {
        const code = normaliseUserCode(typed);
        assert.ok(code === null || /^[B-Z]{8}$/.test(code));
      }),
    );
  });
});
