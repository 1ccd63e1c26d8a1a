import assert from 'node:assert/strict';
import { askPerson, decideRequest, newMessage } from '../conversation/backchannel.ts';
import { KeyHolder } from '../conversation/key-holder.ts';
import { follow, PAR_ENDPOINT, type Pushed } from '../conversation/pushed.ts';
import type { Case } from '../run/case.ts';
import { API, BACKCHANNEL_GRANT, PAYMENT } from '../setup/fixtures.ts';
import { fixtureKey } from '../setup/keys.ts';
import { type Answer, expectError, expectStatus, send, stringOf } from '../wire/answer.ts';
import type { Parameters } from '../wire/parameters.ts';
import { signRequestObject } from '../wire/request-object.ts';

// What is served alone, served together: requests that use many of the extensions at once.

const payment = (amount: string): object => ({ type: PAYMENT, amount });
const SIGNED = 'granting-signed';

/** Signs the request, claims as JSON has them, and pushes it with a proof of the key. */
async function pushSigned(holder: KeyHolder, claims: Readonly<Record<string, unknown>>): Promise<Pushed> {
  const { t } = holder;
  const { parameters, verifier } = t.request(SIGNED);
  const request = await signRequestObject(fixtureKey, { audience: t.issuer, parameters, claims });
  const answer = await holder.as(SIGNED, { client_id: SIGNED, request }, { endpoint: PAR_ENDPOINT });
  expectStatus(answer, 201);
  return { answer, parameters, verifier };
}

async function signedTokens(holder: KeyHolder, claims: Readonly<Record<string, unknown>>): Promise<Answer> {
  const answer = await holder.redeem(await follow(holder.t, await pushSigned(holder, claims)));
  expectStatus(answer, 200);
  return answer;
}

const signed: Case = {
  name: 'a signed, pushed request makes and merges a grant with details, for one key',
  requirements: [
    ...(['RFC 9126 §3', 'RFC 9101 §4', 'RFC 9396 §3', 'RFC 9449 §10.1'] as const),
    ...(['advanced.md GMT-1', 'advanced.md GMT-4', 'advanced.md GMT-7', 'advanced.md RAR-2'] as const),
  ],
  needs: [
    ...(['par', 'request_object', 'rich_authorization_requests', 'grant_management'] as const),
    ...(['dpop', 'private_key_jwt', 'jwt_access_token'] as const),
  ],
  async run(t) {
    const [holder, other] = [await KeyHolder.create(t), await KeyHolder.create(t)];
    const made = {
      ...{ scope: 'openid read grant_management_query', resource: [API] },
      authorization_details: [payment('1.00')],
      grant_management_action: 'create',
    };
    const stolen = await follow(t, await pushSigned(holder, made));
    expectError(await other.redeem(stolen), 400, 'invalid_grant');
    const first = await signedTokens(holder, made);
    assert.deepEqual(first.json['authorization_details'], [payment('1.00')]);
    const grant_id = stringOf(first, 'grant_id');
    const more = {
      ...{ scope: 'openid write', resource: [API], grant_management_action: 'merge', grant_id },
      authorization_details: [payment('2.00')],
    };
    const merged = await signedTokens(holder, more);
    assert.equal(stringOf(merged, 'grant_id'), grant_id);
    assert.deepEqual(merged.json['authorization_details'], [payment('1.00'), payment('2.00')]);
    const { payload } = await t.verify(stringOf(merged, 'access_token'), API);
    assert.deepEqual([payload['cnf'], payload['grant_id']], [{ jkt: holder.jkt }, grant_id]);
    assert.deepEqual(payload['authorization_details'], [payment('1.00'), payment('2.00')]);
    const url = `${t.endpoint('grant_management_endpoint')}/${grant_id}`;
    const own = stringOf(first, 'access_token');
    expectError(await send(url, { headers: { authorization: `Bearer ${own}` } }), 401, 'invalid_token');
  },
};

const backchannel: Case = {
  name: 'a person allows details to a client that holds a key, and names the grant',
  requirements: [
    ...(['CIBA §10.1', 'RFC 9396 §3', 'RFC 9449 §5'] as const),
    ...(['advanced.md RAR-2', 'advanced.md DPO-6', 'advanced.md GMT-1', 'advanced.md CIB-5'] as const),
  ],
  needs: [
    ...(['backchannel_authentication', 'backchannel_decision', 'rich_authorization_requests'] as const),
    ...(['dpop', 'introspection', 'grant_management'] as const),
  ],
  async run(t) {
    const holder = await KeyHolder.create(t);
    const [binding_message, client] = [newMessage(), 'asking-rich'];
    const toy = JSON.stringify([{ type: 'toy' }]);
    expectError(
      await askPerson(t, { authorization_details: toy }, client),
      400,
      'invalid_authorization_details',
    );
    const details = [payment('3.00'), payment('4.00')];
    const wish: Parameters = {
      ...{ binding_message, scope: 'openid read', resource: API },
      authorization_details: JSON.stringify(details),
      grant_management_action: 'create',
    };
    const asked = await askPerson(t, wish, client);
    expectStatus(asked, 200);
    await decideRequest(t, binding_message, 'approve');
    const poll = { grant_type: BACKCHANNEL_GRANT, auth_req_id: stringOf(asked, 'auth_req_id') };
    const answer = await holder.as(client, poll);
    expectStatus(answer, 200);
    assert.equal(answer.json['token_type'], 'DPoP');
    assert.deepEqual(answer.json['authorization_details'], details);
    stringOf(answer, 'grant_id');
    const token = stringOf(answer, 'access_token');
    const { json } = await t.as(client, 'introspection_endpoint', { token });
    assert.deepEqual(
      [json['active'], json['cnf'], json['authorization_details']],
      [true, { jkt: holder.jkt }, details],
    );
  },
};

export const combinedFeatureCases: readonly Case[] = [signed, backchannel];
