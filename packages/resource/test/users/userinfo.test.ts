import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { epoch } from '@grantor/protocol';
import { Denied } from '../../src/access/denial.ts';
import type { OutboundAnswer, OutboundRequest } from '../../src/ports/ports.ts';
import { createUserinfo } from '../../src/users/userinfo.ts';
import { accessOf, issuerOne, resolutionWorld } from './world.ts';

const said = { sub: 'ada', email: 'ada@example.com', email_verified: true, name: 'Ada' };

/** A userinfo endpoint that answers as told and counts. */
function endpoint(answer: { status?: number; body?: unknown } | Error) {
  const requests: OutboundRequest[] = [];
  const fetch = async (request: OutboundRequest): Promise<OutboundAnswer> => {
    requests.push(request);
    if (answer instanceof Error) throw answer;
    const { status = 200, body = said } = answer;
    return { status, header: () => null, body: Buffer.from(JSON.stringify(body)) };
  };
  const userinfo = createUserinfo(
    { clock: () => epoch(1000), fetch },
    async () => 'https://one.example/userinfo',
  );
  return { requests, userinfo };
}

const isOutage = (error: unknown): boolean => error instanceof Denied && error.denial.kind === 'unavailable';

describe('the e-mail at userinfo', () => {
  it('links where the token has none, asked for with the token of the caller', async () => {
    const { requests, userinfo } = endpoint({});
    const world = await resolutionWorld({ userinfo });
    world.insert('local', 'ada@example.com');
    const access = accessOf({ sub: 'ada' }, 'token of ada');
    assert.deepEqual(await world.resolve(access, issuerOne), {
      id: 'local',
      email: 'ada@example.com',
      name: 'Ada',
    });
    assert.equal(requests.length, 1);
    assert.equal(requests[0]?.headers['authorization'], 'Bearer token of ada');
    assert.equal(requests[0]?.timeout, 5);
  });

  it('is not asked for where the identity is known, or the token has an e-mail', async () => {
    const { requests, userinfo } = endpoint({});
    const world = await resolutionWorld({ userinfo, autoProvision: 'on' });
    await world.resolve(accessOf(said), issuerOne);
    await world.resolve(accessOf({ sub: 'ada' }), issuerOne);
    assert.equal(requests.length, 0);
  });

  it('is asked for once per token', async () => {
    const { requests, userinfo } = endpoint({ status: 403 });
    const access = accessOf({ sub: 'ada' });
    await Promise.all([userinfo(access, issuerOne), userinfo(access, issuerOne)]);
    await userinfo(access, issuerOne);
    assert.equal(requests.length, 1);
  });

  it('of another subject is not believed — OpenID Connect Core §5.3.2', async () => {
    for (const body of [
      { ...said, sub: 'eve' },
      { ...said, sub: undefined },
    ]) {
      const { userinfo } = endpoint({ body });
      assert.equal(await userinfo(accessOf({ sub: 'ada' }), issuerOne), null);
    }
  });

  it('that is not verified does not link', async () => {
    const world = await resolutionWorld({
      userinfo: endpoint({ body: { ...said, email_verified: false } }).userinfo,
    });
    world.insert('local', 'ada@example.com');
    assert.equal((await world.resolve(accessOf({ sub: 'ada' }), issuerOne)).id, 'https://one.example/#ada');
  });

  it('cannot be had is an outage: the person would get a second identity', async () => {
    const outages = [
      new Error('timed out'),
      { status: 500 },
      { status: 429 },
      { status: 302 },
      { body: ['no object'] },
    ];
    for (const answer of outages) {
      const world = await resolutionWorld({ userinfo: endpoint(answer).userinfo, autoProvision: 'on' });
      await assert.rejects(world.resolve(accessOf({ sub: 'ada' }), issuerOne), isOutage);
      assert.equal(world.rows().length, 0);
    }
  });

  it('is left alone for a token bound to a key, and for an issuer without the endpoint', async () => {
    const { requests, userinfo } = endpoint({});
    assert.equal(await userinfo({ ...accessOf({ sub: 'ada' }), scheme: 'DPoP' }, issuerOne), null);
    assert.equal(requests.length, 0);
    const world = await resolutionWorld({
      userinfo: createUserinfo(
        { clock: () => epoch(1000), fetch: () => Promise.reject(new Error('never')) },
        async () => null,
      ),
    });
    assert.equal((await world.resolve(accessOf({ sub: 'ada' }), issuerOne)).id, 'https://one.example/#ada');
  });
});
