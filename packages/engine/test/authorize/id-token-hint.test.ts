import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { epoch, OAuthError } from '@grantor/protocol';
import { verifyHint } from '../../src/authorize/id-token-hint.ts';
import { exampleAccount, exampleClient, testStart } from '../../src/testing/examples/fixtures.ts';
import { encryptForTests } from '../../src/testing/index.ts';
import { subjectOfPerson } from '../../src/tokens/subject.ts';
import { answerOf, frontChannel, interactionOf, request } from './front-channel.ts';

const now = epoch(testStart / 1000);
const front = () => frontChannel({ seed: { clients: [exampleClient({ consent: 'skip' })] } });
const said = { iss: 'https://auth.example', sub: 'user-1', aud: 'web', sid: 's', exp: now, iat: now };

const sign = ({ harness }: ReturnType<typeof front>, claims: object, typ: string | null = null) =>
  harness.ports.keys.sign({ use: 'id_token', alg: null, typ, claims: { ...said, ...claims }, now });

describe('id_token_hint — OpenID Connect Core §3.1.2.1', () => {
  it('says who is meant: another person has to sign in', async () => {
    const channel = front();
    const own = await sign(channel, {});
    assert.ok(answerOf(await channel.ask(request({ id_token_hint: own })))['code']);
    const other = request({ id_token_hint: await sign(channel, { sub: 'user-2' }) });
    const { step } = interactionOf(await channel.ask(other));
    assert.ok(step.kind === 'login');
    assert.deepEqual([step.reason, step.requiredSubject], ['other_account', 'user-2']);
    assert.equal(answerOf(await channel.ask({ ...other, prompt: 'none' }))['error'], 'login_required');
  });

  it('means whom its client knows by that name: pairwise ones, too — advanced.md PWS-4', async () => {
    const client = exampleClient({ consent: 'skip', subjectType: 'pairwise' });
    const channel = frontChannel({ seed: { clients: [client] } });
    const { keys } = channel.harness.ports;
    const sub = subjectOfPerson(client, exampleAccount().id, keys);
    const silent = async (parameters: object) =>
      answerOf(await channel.ask(request({ ...parameters, prompt: 'none' })));
    const byClaim = (value: string) => ({ claims: JSON.stringify({ id_token: { sub: { value } } }) });
    assert.ok((await silent({ id_token_hint: await sign(channel, { sub }) }))['code']);
    assert.ok((await silent(byClaim(sub)))['code']);
    // What other clients call the person is nothing this one could ask about
    const inner = { id_token_hint: await sign(channel, { sub: exampleAccount().id }) };
    assert.equal((await silent(inner))['error'], 'login_required');
    assert.equal((await silent(byClaim(exampleAccount().id)))['error'], 'login_required');
  });

  it('of a guest means no user of the same name — federation-vci-authlete.md ATL-25', async () => {
    const channel = front();
    const guest = { id_token_hint: await sign(channel, { sid: 'guest.s' }) };
    const { step } = interactionOf(await channel.ask(request(guest)));
    assert.ok(step.kind === 'login');
    assert.equal(step.reason, 'other_account');
    assert.equal(
      answerOf(await channel.ask(request({ ...guest, prompt: 'none' })))['error'],
      'login_required',
    );
  });

  it('is refused when it was issued to another client, by another issuer, or is no ID token', async () => {
    const channel = front();
    for (const [claims, typ] of [
      [{ aud: 'another' }, null],
      [{ iss: 'https://auth.example/' }, null],
      [{ sub: 7 }, null],
      [{ sub: undefined }, null],
      [{ client_id: 'web' }, null],
      [{}, 'logout+jwt'],
    ] as const) {
      const hint = await sign(channel, claims, typ);
      const answer = answerOf(await channel.ask(request({ id_token_hint: hint })));
      assert.equal(answer['error'], 'invalid_request', JSON.stringify(claims));
    }
  });

  it('may be encrypted for us, and is judged inside as any other — OpenID Connect Core §3.1.2.1', async () => {
    const channel = front();
    const silent = async (hint: string) =>
      answerOf(await channel.ask(request({ id_token_hint: hint, prompt: 'none' })));
    assert.ok((await silent(encryptForTests(await sign(channel, {}))))['code']);
    const refused = [
      [encryptForTests(await sign(channel, { aud: 'another' })), /not one of ours/],
      [encryptForTests('{"sub":"user-1"}'), /not one of ours/],
      ['a.b.c.d.e', /cannot be decrypted/],
    ] as const;
    for (const [hint, description] of refused) {
      const { error, error_description } = await silent(hint);
      assert.equal(error, 'invalid_request');
      assert.match(error_description ?? '', description);
    }
  });

  it('tells subject, audience and session, however old it is', async () => {
    const channel = front();
    const world = { keys: channel.harness.ports.keys, issuer: said.iss, now: epoch(now + 1_000_000) };
    const hint = await verifyHint(await sign(channel, {}), world);
    assert.deepEqual(hint, { subject: 'user-1', of: 'user', audience: ['web'], sid: 's' });
    const several = await verifyHint(await sign(channel, { aud: [7, 'web', 'api'] }), world);
    assert.deepEqual(several.audience, ['web', 'api']);
    await assert.rejects(verifyHint('x.y.z', world), OAuthError);
  });
});
