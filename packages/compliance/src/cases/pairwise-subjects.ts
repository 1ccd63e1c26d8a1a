import assert from 'node:assert/strict';
import type { Conversation } from '../conversation/conversation.ts';
import { openSite } from '../conversation/document-client.ts';
import { current, manage, publicApp, register, registered } from '../conversation/registration.ts';
import type { Case } from '../run/case.ts';
import { expectError, expectStatus, stringOf } from '../wire/answer.ts';
import { expectRedirectedError } from '../wire/authorization.ts';

// OpenID Connect Core §8.1: a person is known to each sector by another name.

const needs: Case['needs'] = ['pairwise'];
const registering: Case['needs'] = ['pairwise', 'registration', 'metadata_documents'];

const subjectOf = async (t: Conversation, client: string, user = 'alice'): Promise<string> => {
  const claims = await t.idToken(await t.tokens({ client, user }), client);
  return String(claims.sub);
};

const hosts = ['https://app.example/cb', 'https://other.example/cb'];
const pairwise = { subject_type: 'pairwise', redirect_uris: hosts };

export const pairwiseSubjectCases: readonly Case[] = [
  {
    name: 'a pairwise client knows a person by one name, which is not the public one',
    requirements: ['Core §8.1', 'Core §8', 'advanced.md PWS-1', 'advanced.md V-40'],
    needs,
    async run(t) {
      const first = await subjectOf(t, 'pairwise');
      assert.notEqual(first, t.user().sub);
      assert.equal(await subjectOf(t, 'pairwise'), first);
      assert.notEqual(await subjectOf(t, 'pairwise', 'bob'), first);
      assert.ok(first.length <= 255);
    },
  },
  {
    name: 'pairwise clients of one host know a person by the same name, those of another by another',
    requirements: ['Core §8.1', 'advanced.md PWS-2'],
    needs,
    async run(t) {
      const first = await subjectOf(t, 'pairwise');
      assert.equal(await subjectOf(t, 'pairwise-sibling'), first);
      assert.notEqual(await subjectOf(t, 'pairwise-apart'), first);
    },
  },
  {
    name: 'a pairwise subject is the same in ID token, userinfo and introspection',
    requirements: ['Core §5.3.2', 'Core §8', 'advanced.md PWS-4'],
    needs: ['pairwise', 'userinfo', 'introspection'],
    async run(t) {
      const answer = await t.tokens({ client: 'pairwise' });
      const { sub } = await t.idToken(answer, 'pairwise');
      const token = stringOf(answer, 'access_token');
      assert.equal((await t.userinfo(token)).json['sub'], sub);
      const described = await t.as('pairwise', 'introspection_endpoint', { token });
      assert.deepEqual([described.json['active'], described.json['sub']], [true, sub]);
    },
  },
  {
    name: 'a JWT access token of a pairwise client names nobody by another name',
    requirements: ['advanced.md PWS-4', 'RFC 9068 §2.2'],
    needs: ['pairwise', 'jwt_access_token', 'house_rules'],
    async run(t) {
      const answer = await t.tokens({ client: 'pairwise' });
      const { sub } = await t.idToken(answer, 'pairwise');
      const { payload } = await t.verify(stringOf(answer, 'access_token'));
      assert.equal(payload.sub, sub);
      assert.ok(
        !Object.values(payload).some((value) => value === t.user().username || value === t.user().sub),
      );
    },
  },
  {
    name: 'an id_token_hint with a pairwise subject means the person it was about',
    requirements: ['Core §3.1.2.1', 'advanced.md PWS-4', 'advanced.md V-23'],
    needs,
    async run(t) {
      const authorization = await t.authorize({ client: 'pairwise' });
      const answer = await t.redeem(authorization);
      const hint = stringOf(answer, 'id_token');
      const { browser } = authorization;
      const parameters = { prompt: 'none', id_token_hint: hint };
      const silent = await t.authorize({ client: 'pairwise', browser, parameters });
      const again = await t.idToken(await t.redeem(silent), 'pairwise');
      assert.equal(again.sub, (await t.idToken(answer, 'pairwise')).sub);
      const bob = await t.authorize({ client: 'pairwise', user: 'bob' });
      expectRedirectedError(
        await t.authorize({ client: 'pairwise', browser: bob.browser, parameters }),
        'login_required',
      );
    },
  },
  {
    name: 'a sector document has to list every redirect URI',
    requirements: ['Registration §5', 'advanced.md PWS-3', 'advanced.md V-14'],
    needs: registering,
    async run(t) {
      const site = await openSite(t);
      const bodies = [hosts.slice(1), { redirect_uris: hosts }, 'no list', []];
      for (const body of bodies) {
        const { url } = site.publish(() => ({ body }));
        const refused = await register(t, publicApp({ ...pairwise, sector_identifier_uri: url }));
        expectError(refused, 400, 'invalid_client_metadata');
      }
      const gone = site.publish(() => ({ status: 404, body: hosts }));
      const refused = await register(t, publicApp({ ...pairwise, sector_identifier_uri: gone.url }));
      expectError(refused, 400, 'invalid_client_metadata');
      const good = site.publish(() => ({ body: hosts }));
      const { answer } = await registered(t, publicApp({ ...pairwise, sector_identifier_uri: good.url }));
      assert.equal(answer.json['sector_identifier_uri'], good.url);
      assert.equal(answer.json['subject_type'], 'pairwise');
    },
  },
  {
    name: 'a sector document is asked again when a client changes',
    requirements: ['Registration §5', 'advanced.md PWS-3'],
    needs: [...registering, 'registration_management'],
    async run(t) {
      const site = await openSite(t);
      const sector = site.publish(() => ({ body: hosts, headers: { 'cache-control': 'no-store' } }));
      const metadata = publicApp({ ...pairwise, sector_identifier_uri: sector.url });
      const { answer } = await registered(t, metadata);
      const more = { redirect_uris: [...hosts, 'https://third.example/cb'] };
      expectError(
        await manage(answer, { method: 'PUT', body: current(answer, more) }),
        400,
        'invalid_client_metadata',
      );
      expectStatus(await manage(answer, { method: 'PUT', body: current(answer) }), 200);
      assert.ok(sector.asked.length >= 2);
    },
  },
];
