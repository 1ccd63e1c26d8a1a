import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { secondOf } from '@grantor/protocol';
import { basic, postForm, testSecret } from '../../src/testing/index.ts';
import { type FrontChannel, frontChannel, request, stepOf, verifier } from '../authorize/front-channel.ts';
import { expectError, json } from '../support.ts';
import { another, holder, tokenUrl } from './support.ts';

const parUrl = 'https://auth.example/oauth/par';
const web = { authorization: basic('web', testSecret) };

const proofAt = ({ harness }: FrontChannel, htu: string, by = holder): readonly [string] => [
  by.proof({ htm: 'POST', htu, iat: secondOf(harness.clock.now()) }),
];

function push(channel: FrontChannel, dpop: readonly string[], change: Parameters<typeof request>[0] = {}) {
  const form = postForm(request(change), { ...web, dpop });
  return channel.engine.pushAuthorization({ ...form, source: { ...form.source, path: '/oauth/par' } });
}

/** The code of whatever was asked. */
async function codeOf(channel: FrontChannel, asked: Parameters<FrontChannel['ask']>[0]): Promise<string> {
  const outcome = await channel.decide(await channel.ask(asked), 'approve');
  assert.ok(outcome.kind === 'answer', stepOf(outcome));
  return outcome.parameters.find(([name]) => name === 'code')?.[1] ?? assert.fail('no code');
}

const redeem = ({ engine }: FrontChannel, code: string, dpop: readonly string[]) =>
  engine.token(
    postForm(
      {
        ...{ grant_type: 'authorization_code', code, code_verifier: verifier },
        redirect_uri: 'https://app.example/callback',
      },
      { ...web, dpop },
    ),
  );

describe('a key that a request is made with', () => {
  it('is that of the proof it is pushed with — advanced.md PAR-8, RFC 9449 §10', async () => {
    const channel = frontChannel();
    const dpop = proofAt(channel, parUrl);
    const { request_uri: uri } = json(await push(channel, dpop));
    expectError(await push(channel, dpop), 400, 'invalid_dpop_proof');
    const code = await codeOf(channel, { client_id: 'web', request_uri: uri });
    expectError(await redeem(channel, code, []), 400, 'invalid_dpop_proof');
    expectError(await redeem(channel, code, proofAt(channel, tokenUrl, another)), 400, 'invalid_grant');
    assert.equal(json(await redeem(channel, code, proofAt(channel, tokenUrl))).token_type, 'DPoP');
  });

  it('agrees with dpop_jkt where both are there — advanced.md PAR-8, V-55', async () => {
    const channel = frontChannel();
    const named = { dpop_jkt: holder.jkt };
    expectError(await push(channel, proofAt(channel, parUrl, another), named), 400, 'invalid_dpop_proof');
    expectError(await push(channel, proofAt(channel, tokenUrl), named), 400, 'invalid_dpop_proof');
    assert.equal((await push(channel, proofAt(channel, parUrl), named)).status, 201);
    assert.equal((await push(channel, [], named)).status, 201);
  });

  it('may be named in the request itself — advanced.md DPO-7', async () => {
    const channel = frontChannel();
    const code = await codeOf(channel, request({ dpop_jkt: holder.jkt }));
    expectError(await redeem(channel, code, proofAt(channel, tokenUrl, another)), 400, 'invalid_grant');
    assert.equal((await redeem(channel, code, proofAt(channel, tokenUrl))).status, 200);
    for (const dpop_jkt of ['x', `${holder.jkt}=`, `${holder.jkt.slice(1)}+`]) {
      assert.equal(stepOf(await channel.ask(request({ dpop_jkt }))), 'invalid_request');
    }
  });
});
