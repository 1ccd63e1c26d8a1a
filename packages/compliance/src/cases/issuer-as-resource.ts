import assert from 'node:assert/strict';
import type { Conversation } from '../conversation/conversation.ts';
import { poll, startDevice, visitDevicePage } from '../conversation/device.ts';
import { publicApp, registered } from '../conversation/registration.ts';
import type { Case, Difference } from '../run/case.ts';
import { toldInHeaderAlone } from '../run/facade-differences.ts';
import { API, OPEN } from '../setup/fixtures.ts';
import { expectError, expectStatus, stringOf } from '../wire/answer.ts';
import type { Authorization } from '../wire/authorization.ts';

// One sign-in for an API and for the claims about the person: the issuer beside the API is userinfo.

const needs: Case['needs'] = ['resource', 'userinfo'];
const oneEach: Difference = {
  reason: 'it knows no resource but those of its operator, and issues each access token for one only',
  seen: /invalid_target|got 400/,
};

const approved = (t: Conversation, client = 'web'): Promise<Authorization> =>
  t.authorize({ client, parameters: { scope: 'openid email read', resource: [API, t.issuer] } });

export const issuerAsResourceCases: readonly Case[] = [
  {
    name: 'a token for an API and the issuer is good at both, and has the scopes of the API',
    requirements: ['protocol.md UI-3', 'RFC 8707 §2.2', 'protocol.md RI-3'],
    needs: [...needs, 'jwt_access_token'],
    differs: { reference: oneEach },
    async run(t) {
      const answer = await t.redeem(await approved(t));
      expectStatus(answer, 200);
      const token = stringOf(answer, 'access_token');
      const { payload } = await t.verify(token, API);
      assert.deepEqual([payload.aud].flat().sort(), [API, t.issuer].sort());
      const seen = await t.userinfo(token);
      expectStatus(seen, 200);
      assert.equal(seen.json['email'], t.user().email);
    },
  },
  {
    name: 'of an API and the issuer a token request may choose either, and a refresh the other',
    requirements: ['protocol.md UI-3', 'RFC 8707 §2.2', 'protocol.md RF-1'],
    needs: [...needs, 'refresh'],
    differs: { reference: oneEach },
    async run(t) {
      const first = await t.redeem(await approved(t), { resource: API });
      expectStatus(first, 200);
      expectError(await t.userinfo(stringOf(first, 'access_token')), 401, 'invalid_token');
      const second = await t.refresh('web', stringOf(first, 'refresh_token'), { resource: `${t.issuer}/` });
      expectStatus(second, 200);
      expectStatus(await t.userinfo(stringOf(second, 'access_token')), 200);
    },
  },
  {
    name: 'the issuer beside an API gives a client that registered itself no scope that the API does not know',
    requirements: ['protocol.md UI-3', 'protocol.md SC-2', 'clients.md §9'],
    needs: [...needs, 'registration'],
    differs: { reference: oneEach },
    async run(t) {
      const { t: known, client } = await registered(t, publicApp());
      const tokensFor = async (scope: string, resource: readonly string[]) =>
        known.tokens({ client: client.client_id, parameters: { scope, resource } });
      const beside = await tokensFor('openid email read anything', [API, t.issuer]);
      assert.equal(beside.json['scope'], 'openid email read');
      const alone = await tokensFor('openid anything', [t.issuer]);
      assert.equal(alone.json['scope'], 'openid');
      const any = await tokensFor('openid anything', [OPEN, t.issuer]);
      assert.equal(any.json['scope'], 'openid anything');
      expectStatus(await t.userinfo(stringOf(any, 'access_token')), 200);
    },
  },
  {
    name: 'a device may ask for an API and the issuer',
    requirements: ['protocol.md UI-3', 'protocol.md DV-1'],
    needs: [...needs, 'device'],
    differs: { reference: oneEach },
    async run(t) {
      const started = await startDevice(t, 'device', { scope: 'openid read', resource: [API, t.issuer] });
      await visitDevicePage(t, started);
      const answer = await poll(t, started);
      expectStatus(answer, 200);
      expectStatus(await t.userinfo(stringOf(answer, 'access_token')), 200);
    },
  },
  {
    name: 'userinfo says of a token for an API that it was made for another resource',
    requirements: ['protocol.md UI-3', 'RFC 6750 §3'],
    needs: [...needs, 'house_rules'],
    differs: { facade: toldInHeaderAlone },
    async run(t) {
      const answer = await t.tokens({ parameters: { scope: 'openid read', resource: API } });
      const refused = await t.userinfo(stringOf(answer, 'access_token'));
      expectError(refused, 401, 'invalid_token');
      assert.match(stringOf(refused, 'error_description'), /made for another resource/);
      assert.match(String(refused.headers.get('www-authenticate')), /made for another resource/);
    },
  },
];
