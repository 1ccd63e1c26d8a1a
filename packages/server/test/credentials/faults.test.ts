/** What the credential issuer refuses, and by which code (federation-vci-authlete.md §2). */

import assert from 'node:assert/strict';
import { createPrivateKey } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { selfSigned } from '@grantor/engine/testing';
import { decodeJwt } from 'jose';
import { startTestServer } from '../running-server.ts';
import { codeOf, nonceAt, post, proofAt, redeem, sent, tokenFor } from './raw.ts';
import { bootstrap, type CredentialWorld, startCredentialWorld } from './world.ts';

let world: CredentialWorld;
let origin: string;

before(async () => {
  world = await startCredentialWorld();
  origin = world.server.origin;
});
after(() => world.stop());

const credential = (token: string, body: unknown, type?: string) =>
  post(`${origin}/vci/credential`, token, body, type);

describe('a pre-authorized code', () => {
  it('needs the transaction code it was made with, and no other — federation-vci-authlete.md VCI-5', async () => {
    const guarded = await world.offer(['pass'], { tx_code: true });
    const code = await codeOf(guarded);
    const missing = await redeem(origin, code);
    assert.deepEqual([missing.status, missing.body['error']], [400, 'invalid_request']);
    const wrong = await redeem(origin, code, { tx_code: '12345x' });
    assert.deepEqual([wrong.status, wrong.body['error']], [400, 'invalid_grant']);
    assert.equal((await redeem(origin, code, { tx_code: guarded.tx_code ?? '' })).status, 200);
    const again = await redeem(origin, code, { tx_code: guarded.tx_code ?? '' });
    assert.equal(again.body['error'], 'invalid_grant');
    const open = await codeOf(await world.offer(['pass']));
    assert.equal((await redeem(origin, open, { tx_code: '123456' })).body['error'], 'invalid_request');
    assert.equal((await redeem(origin, 'gpc_unknown')).body['error'], 'invalid_grant');
  });

  it('is burned by five wrong codes — federation-vci-authlete.md VCI-4', async () => {
    const offer = await world.offer(['pass'], { tx_code: true });
    const code = await codeOf(offer);
    for (let tries = 0; tries < 5; tries++) await redeem(origin, code, { tx_code: 'wrong' });
    const right = await redeem(origin, code, { tx_code: offer.tx_code ?? '' });
    assert.deepEqual([right.status, right.body['error']], [400, 'invalid_grant']);
  });

  it('is for wallets without a client id as long as an administrator serves them — federation-vci-authlete.md VCI-5', async () => {
    const metadata = async () =>
      (await sent(`${origin}/.well-known/oauth-authorization-server`)).body[
        'pre-authorized_grant_anonymous_access_supported'
      ];
    assert.equal(await metadata(), true);
    const code = await codeOf(await world.offer(['pass']));
    const status = (value: string) => world.manage('POST', `/clients/anonymous-wallet/${value}`);
    assert.ok((await status('deactivate')).status < 300);
    const refused = await redeem(origin, code);
    assert.deepEqual([refused.status, refused.body['error']], [401, 'invalid_client']);
    assert.equal(await metadata(), false);
    assert.ok((await status('activate')).status < 300);
    assert.equal((await redeem(origin, code)).status, 200);
  });
});

describe('an offer', () => {
  it('is read by address, by nobody who keeps it, and gone once it is used — federation-vci-authlete.md VCI-3', async () => {
    const offer = await world.offer(['pass', 'coupon'], { tx_code: true });
    const { status, headers, body } = await sent(offer.credential_offer_uri);
    assert.deepEqual([status, headers.get('cache-control')], [200, 'no-store']);
    assert.deepEqual(body['credential_configuration_ids'], ['pass', 'coupon']);
    assert.equal(body['credential_issuer'], origin);
    assert.equal(
      offer.link,
      `openid-credential-offer://?credential_offer_uri=${encodeURIComponent(offer.credential_offer_uri)}`,
    );
    await redeem(origin, await codeOf(offer), { tx_code: offer.tx_code ?? '' });
    assert.equal((await sent(offer.credential_offer_uri)).status, 404);
    const unknown = await world.manage('POST', '/credential-offers', {
      ...{ user_id: 'ada', credential_configuration_ids: ['nothing'] },
    });
    assert.equal(unknown.status, 409);
  });
});

describe('a request for a credential', () => {
  it('is refused by a code of its own for each fault — federation-vci-authlete.md VCI-9, VCI-12, VCI-18', async () => {
    const token = await tokenFor(world, ['pass']);
    const proofs = { jwt: [await proofAt(origin)] };
    const cases: readonly (readonly [string, unknown])[] = [
      ['invalid_credential_request', '{'],
      ['invalid_credential_request', {}],
      ['invalid_credential_request', { credential_identifier: 'pass', credential_configuration_id: 'pass' }],
      ['invalid_credential_request', { format: 'vc+sd-jwt', vct: 'x', credential_configuration_id: 'pass' }],
      ['invalid_credential_request', { credential_configuration_id: 'pass', proof: { proof_type: 'jwt' } }],
      ['unknown_credential_configuration', { credential_configuration_id: 'nothing', proofs }],
      ['unknown_credential_identifier', { credential_identifier: 'badge', proofs }],
      [
        'invalid_encryption_parameters',
        { credential_identifier: 'pass', credential_response_encryption: {} },
      ],
      ['invalid_proof', { credential_identifier: 'pass' }],
      ['invalid_proof', { credential_identifier: 'pass', proofs: { jwt: [] } }],
      ['invalid_proof', { credential_identifier: 'pass', proofs: { jwt: proofs.jwt, di_vp: [] } }],
      ['invalid_proof', { credential_identifier: 'pass', proofs: { attestation: ['a'] } }],
      [
        'invalid_credential_request',
        { credential_identifier: 'pass', proofs: { jwt: ['a', 'b', 'c', 'd'] } },
      ],
    ];
    for (const [error, body] of cases) {
      const refused = await credential(token, body);
      assert.deepEqual([refused.status, refused.body['error']], [400, error], JSON.stringify(body));
    }
    const encrypted = await credential(token, 'a.b.c.d.e', 'application/jwt');
    assert.equal(encrypted.body['error'], 'invalid_encryption_parameters');
  });

  it('has its token looked at first — federation-vci-authlete.md VCI-9, VCI-12', async () => {
    const unknown = await credential('gat_unknown', '{');
    assert.deepEqual([unknown.status, unknown.body['error']], [401, 'invalid_token']);
    assert.match(unknown.headers.get('www-authenticate') ?? '', /^Bearer .*error="invalid_token"/);
    const token = await tokenFor(world, ['coupon']);
    const other = await credential(token, { credential_configuration_id: 'pass', proofs: { jwt: ['a'] } });
    assert.deepEqual([other.status, other.body['error']], [403, 'insufficient_scope']);
    assert.match(other.headers.get('www-authenticate') ?? '', /scope="employee_pass"/);
  });

  it('of what is bound to no key brings no proofs — federation-vci-authlete.md VCI-9', async () => {
    const token = await tokenFor(world, ['coupon']);
    const proofs = { jwt: [await proofAt(origin)] };
    const refused = await credential(token, { credential_identifier: 'coupon', proofs });
    assert.equal(refused.body['error'], 'invalid_credential_request');
    const given = await credential(token, { credential_identifier: 'coupon' });
    assert.equal(given.headers.get('cache-control'), 'no-store');
    const [{ credential: text } = { credential: '' }] = given.body['credentials'] as { credential: string }[];
    const payload = JSON.parse(Buffer.from(text.split('.')[1] ?? '', 'base64url').toString());
    assert.equal(payload.cnf, undefined);
  });
});

describe('a proof of a key', () => {
  const refusal = async (change: Parameters<typeof proofAt>[1]) => {
    const token = await tokenFor(world, ['pass']);
    const proofs = { jwt: [await proofAt(origin, change)] };
    const { status, body } = await credential(token, { credential_identifier: 'pass', proofs });
    return status === 200 ? 'none' : body['error'];
  };

  it('is for this issuer, now, by the key it brings — federation-vci-authlete.md VCI-10', async () => {
    assert.equal(await refusal({}), 'none');
    const now = Math.floor(Date.now() / 1000);
    for (const change of [
      { header: { typ: 'JWT' } },
      { header: { kid: 'key' } },
      { header: { jwk: { kty: 'oct', k: 'c2VjcmV0' } } },
      { forged: true },
      { claims: { aud: 'https://other.example' } },
      { claims: { iat: now - 400 } },
      { claims: { iat: now + 400 } },
      { claims: { iss: 'somebody' } },
      { claims: { nonce: undefined } },
    ])
      assert.equal(await refusal(change), 'invalid_proof', JSON.stringify(change));
  });

  it('may be of the key of a certificate — federation-vci-authlete.md VCI-10', async () => {
    const { jwk, der, privateKey } = selfSigned({ subject: [['CN', 'device']] });
    const x5c = [der.toString('base64')];
    const by = createPrivateKey(privateKey);
    assert.equal(await refusal({ header: { jwk: undefined, x5c } }), 'invalid_proof');
    assert.equal(await refusal({ header: { x5c }, by }), 'invalid_proof');
    const token = await tokenFor(world, ['pass']);
    const proofs = { jwt: [await proofAt(origin, { header: { jwk: undefined, x5c }, by })] };
    const { body } = await credential(token, { credential_identifier: 'pass', proofs });
    const [{ credential: text }] = body['credentials'] as [{ credential: string }];
    const { cnf } = decodeJwt(text.split('~', 1)[0] ?? '') as { cnf?: { jwk: Record<string, unknown> } };
    const { kty, crv, x, y } = jwk;
    assert.deepEqual(cnf?.jwk, { kty, crv, x, y });
  });

  it('has a nonce of this server, once — federation-vci-authlete.md VCI-8, VCI-10', async () => {
    const answer = await sent(`${origin}/vci/nonce`, { method: 'POST' });
    assert.deepEqual([answer.status, answer.headers.get('cache-control')], [200, 'no-store']);
    assert.deepEqual(Object.keys(answer.body), ['c_nonce']);
    const nonce = await nonceAt(origin);
    assert.equal(await refusal({ claims: { nonce } }), 'none');
    assert.equal(await refusal({ claims: { nonce } }), 'invalid_nonce');
    assert.equal(await refusal({ claims: { nonce: 'made up' } }), 'invalid_nonce');
    const [until = '0', drawn = '', mac = ''] = (await nonceAt(origin)).split('.');
    assert.equal(
      await refusal({ claims: { nonce: `${Number(until) + 1000}.${drawn}.${mac}` } }),
      'invalid_nonce',
    );
  });

  it('is of another key than those beside it, with the same nonce', async () => {
    const token = await tokenFor(world, ['pass']);
    const proof = await proofAt(origin);
    const twice = await credential(token, { credential_identifier: 'pass', proofs: { jwt: [proof, proof] } });
    assert.equal(twice.body['error'], 'invalid_proof');
    const apart = [await proofAt(origin), await proofAt(origin)];
    const mixed = await credential(token, { credential_identifier: 'pass', proofs: { jwt: apart } });
    assert.equal(mixed.body['error'], 'invalid_proof');
  });
});

describe('what comes later', () => {
  it('is refused by a code of its own — federation-vci-authlete.md VCI-13, VCI-14', async () => {
    const token = await tokenFor(world, ['badge']);
    const later = (given: string, body: unknown) => post(`${origin}/vci/deferred`, given, body);
    for (const body of [{ transaction_id: 'unknown' }, {}])
      assert.equal((await later(token, body)).body['error'], 'invalid_transaction_id');
    const proofs = { jwt: [await proofAt(origin)] };
    const asked = await credential(token, { credential_identifier: 'badge', proofs });
    assert.equal(asked.status, 202);
    const { transaction_id } = asked.body;
    const foreign = await later(await tokenFor(world, ['badge']), { transaction_id });
    assert.equal(foreign.body['error'], 'invalid_transaction_id');
    const { body } = await world.manage('GET', '/credential-requests');
    const [{ id } = { id: '' }] = body['items'] as { id: string }[];
    await world.manage('POST', `/credential-requests/${id}/deny`);
    assert.equal((await later(token, { transaction_id })).body['error'], 'credential_request_denied');

    const notify = (note: unknown) => post(`${origin}/vci/notification`, token, note);
    const event = 'credential_failure';
    assert.equal(
      (await notify({ notification_id: 'unknown', event })).body['error'],
      'invalid_notification_id',
    );
    for (const wrong of [
      { notification_id: 'a', event: 'lost' },
      { event },
      { notification_id: 'a', event, event_description: 'x'.repeat(201) },
    ])
      assert.equal((await notify(wrong)).body['error'], 'invalid_notification_request');
  });
});

describe('the documents of the issuer', () => {
  it('say what is issued, as it is declared — federation-vci-authlete.md VCI-1, VCI-2', async () => {
    const { body, headers } = await sent(`${origin}/.well-known/openid-credential-issuer`);
    assert.equal(headers.get('vary'), 'accept');
    assert.equal(body['credential_issuer'], origin);
    assert.equal(body['authorization_servers'], undefined);
    assert.deepEqual(body['batch_credential_issuance'], { batch_size: 3 });
    const all = body['credential_configurations_supported'] as Record<string, Record<string, unknown>>;
    assert.deepEqual(Object.keys(all).sort(), ['badge', 'coupon', 'pass']);
    assert.deepEqual(
      [
        all['pass']?.['format'],
        all['pass']?.['scope'],
        all['pass']?.['cryptographic_binding_methods_supported'],
      ],
      ['dc+sd-jwt', 'employee_pass', ['jwk']],
    );
    assert.deepEqual(all['badge']?.['credential_signing_alg_values_supported'], ['EdDSA']);
    assert.equal(all['coupon']?.['proof_types_supported'], undefined);
    const renamed = await world.manage('PATCH', '/credential-configurations/coupon', { name: 'Voucher' });
    assert.equal(renamed.status, 200);
    assert.match(
      JSON.stringify((await sent(`${origin}/.well-known/openid-credential-issuer`)).body),
      /Voucher/,
    );
    const wrong = await world.manage('POST', '/credential-configurations', {
      ...{ id: 'odd', name: 'Odd', claims: [{ path: ['status'] }, { path: ['x'], user_claim: 'password' }] },
    });
    assert.equal(wrong.status, 422);
  });

  it('are signed by keys of a set of their own for whoever asks — federation-vci-authlete.md VCI-2', async () => {
    const signed = await sent(`${origin}/.well-known/openid-credential-issuer`, {
      headers: { accept: 'application/jwt' },
    });
    assert.equal(signed.headers.get('content-type'), 'application/jwt');
    const header = JSON.parse(
      Buffer.from(String(signed.body['text']).split('.')[0] ?? '', 'base64url').toString(),
    );
    assert.equal(header.typ, 'openidvci-issuer-metadata+jwt');
    const kids = async (path: string) =>
      ((await (await fetch(`${origin}${path}`)).json()) as { keys: { kid: string }[] }).keys.map(
        ({ kid }) => kid,
      );
    const [own, protocol] = [await kids('/vci/jwks'), await kids('/.well-known/jwks.json')];
    assert.ok(own.includes(header.kid));
    assert.deepEqual(
      own.filter((kid) => protocol.includes(kid)),
      [],
    );
  });
});

describe('a server that issues no credentials', () => {
  it('answers nothing of it — federation-vci-authlete.md §2', async () => {
    // Nobody can be declared with a way to prove themselves that is not served
    const clients = bootstrap.clients.filter(({ client_id: id }) => id !== 'attested-wallet');
    await assert.rejects(startTestServer({ bootstrap }), /token_endpoint_auth_method/);
    const plain = await startTestServer({ bootstrap: { ...bootstrap, clients } });
    try {
      for (const path of [
        '/.well-known/openid-credential-issuer',
        '/.well-known/jwt-vc-issuer',
        '/vci/jwks',
        '/vci/nonce',
        '/vci/status/1',
        '/api/v1/credential-configurations',
      ]) {
        const answer = await fetch(`${plain.origin}${path}`);
        assert.equal(answer.status, 404, path);
        assert.match(answer.headers.get('content-type') ?? '', /json/);
      }
      const refused = await redeem(plain.origin, 'gpc_any');
      assert.equal(refused.body['error'], 'unsupported_grant_type');
      const metadata = (await sent(`${plain.origin}/.well-known/openid-configuration`)).body;
      assert.equal(JSON.stringify(metadata).includes('pre-authorized'), false);
    } finally {
      await plain.stop();
    }
  });
});
