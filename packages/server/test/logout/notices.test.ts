import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import type { Client } from '@grantor/engine';
import { exampleClient } from '@grantor/engine/testing';
import { clientId, instant, userId } from '@grantor/protocol';
import { compactDecrypt, createLocalJWKSet, exportJWK, generateKeyPair, jwtVerify } from 'jose';
import type { Database } from '../../src/database/database.ts';
import { createClientKeys } from '../../src/keys/client-keys.ts';
import type { ServerKeyRing } from '../../src/keys/key-ring.ts';
import {
  createLogoutNotices,
  type LogoutNoticesOptions,
  type NoticeFailure,
} from '../../src/logout/notices.ts';
import { createCourtesies } from '../../src/outbound/courtesy.ts';
import type { Deliveries } from '../../src/outbound/deliveries.ts';
import { createDocuments } from '../../src/outbound/documents.ts';
import type { OutboundAnswer, OutboundRequest } from '../../src/outbound/request.ts';
import { upsertClient } from '../../src/store/rows/client.ts';
import type { AuditEvent } from '../../src/telemetry/audit-row.ts';
import { noMetrics } from '../../src/telemetry/metrics/metrics.ts';
import { createReplicas, start } from '../keys/ring.ts';
import { until } from '../operations/program.ts';

const issuer = 'https://auth.example';
const accepted: OutboundAnswer = {
  kind: 'answered',
  result: 'success',
  status: 204,
  headers: {},
  body: new Uint8Array(),
};
const broken: OutboundAnswer = { ...accepted, result: 'error', status: 500 };

describe('logout notices — protocol.md LO-3', () => {
  let replicas: Awaited<ReturnType<typeof createReplicas>>;
  let database: Database;
  let keys: ServerKeyRing;
  let now: number;
  let sent: OutboundRequest[];
  let audited: AuditEvent[];
  let told: NoticeFailure[];
  let answer: (request: OutboundRequest) => Promise<OutboundAnswer>;

  beforeEach(async () => {
    replicas = await createReplicas();
    database = await replicas.open();
    keys = await replicas.ring({ database });
    now = start * 1000;
    sent = [];
    audited = [];
    told = [];
    answer = async () => accepted;
  });
  afterEach(() => replicas.remove());

  const queue = (
    sid: string,
    client = 'app',
    attempts = 0,
    { host = `${client}.example`, user = 'alice' }: { host?: string; user?: string } = {},
  ) =>
    database.kysely
      .insertInto('logout_notice')
      .values({
        id: sid,
        client_id: client,
        user_id: user,
        sid,
        uri: `https://${host}/logout`,
        attempts,
        created_at: start - attempts,
        next_attempt_at: start - attempts,
        delivered_at: null,
        failed_at: null,
      })
      .execute();

  const clientKeys = createClientKeys(async () => ({ kind: 'failed', reason: 'unreachable' }));

  const replica = (client: Partial<Client> = {}, options: Partial<LogoutNoticesOptions> = {}): Deliveries =>
    createLogoutNotices({
      ...{ database, keys, clientKeys, issuer },
      findClient: async (id) => exampleClient({ id, redirectUris: ['https://app.example/cb'], ...client }),
      metrics: noMetrics,
      clock: { now: () => instant(now) },
      random: { token: () => crypto.randomUUID() },
      audit: { record: async (event) => void audited.push(event) },
      outbound: (request) => {
        sent.push(request);
        return answer(request);
      },
      onFirstFailure: (failure) => void told.push(failure),
      onFailure: (cause) => assert.fail(String(cause)),
      ...options,
    });

  /** Whatever begins with it stays unanswered until that is ended. */
  const silenceOf = (beginning: string): (() => void) => {
    const silence = Promise.withResolvers<void>();
    answer = async ({ url }) => {
      if (url.startsWith(beginning)) await silence.promise;
      return accepted;
    };
    return silence.resolve;
  };

  /** Sends what is due, and resolves when all of it has been answered. */
  const sendDue = async (...replicasOfOne: Deliveries[]): Promise<void> => {
    for (const notices of replicasOfOne) notices.kick();
    do await new Promise(setImmediate);
    while (
      (
        await database.kysely
          .selectFrom('logout_notice')
          .select('id')
          .where('next_attempt_at', '<=', now / 1000)
          .where('delivered_at', 'is', null)
          .where('failed_at', 'is', null)
          .execute()
      ).length > 0
    );
    for (const notices of replicasOfOne) await notices.stop();
  };

  const stored = () => database.kysely.selectFrom('logout_notice').selectAll().executeTakeFirstOrThrow();

  it('are tried for the first time before others are tried again — security.md S-4', async () => {
    for (let index = 0; index < 40; index += 1) await queue(`failed-${index}`, 'silent', 1 + (index % 2));
    await queue('sid-1');
    await sendDue(replica());
    const first = sent.slice(0, 16).map(({ url }) => url);
    assert.ok(first.includes('https://app.example/logout'));
    assert.equal(sent.length, 41);
  });

  it('of clients that registered themselves leave room for those of others, however many are silent — security.md S-4', async () => {
    for (const id of ['silent-a', 'silent-b'])
      await upsertClient(database.kysely, exampleClient({ id: clientId(id), source: 'dynamic' }), start);
    for (let index = 0; index < 40; index += 1)
      await queue(`silent-${index}`, `silent-${'ab'[index % 2]}`, 0, {
        ...{ user: `user-${index}`, host: `silent-${index}.example` },
      });
    const goOn = silenceOf('https://silent-');
    const notices = replica();
    notices.kick();
    await until('places are taken', () => sent.length > 0);
    await queue('sid-1');
    notices.kick();
    await until('it is sent', () => sent.some(({ url }) => url === 'https://app.example/logout'));
    assert.equal(sent.filter(({ url }) => url.startsWith('https://silent-')).length, 8);
    goOn();
    await sendDue(notices);
    assert.equal(sent.length, 41);
  });

  for (const [who, source, most] of [
    ['that registered itself', 'dynamic', 4],
    ['that somebody answers for', 'administrator', 8],
  ] as const) {
    it(`of one client ${who} leave room for those of others like it — security.md S-4`, async () => {
      for (const id of ['silent', 'app'])
        await upsertClient(database.kysely, exampleClient({ id: clientId(id), source }), start);
      for (let index = 0; index < 40; index += 1)
        await queue(`silent-${index}`, 'silent', 0, { user: `user-${index}` });
      const goOn = silenceOf('https://silent.');
      const notices = replica();
      notices.kick();
      await until('places are taken', () => sent.length > 0);
      await queue('sid-1');
      notices.kick();
      await until('it is sent', () => sent.some(({ url }) => url === 'https://app.example/logout'));
      assert.equal(sent.filter(({ url }) => url === 'https://silent.example/logout').length, most);
      goOn();
      await sendDue(notices);
      assert.equal(sent.length, 41);
    });
  }

  it('of one server leave room for those of others, through however many clients — security.md S-4', async () => {
    for (const id of ['app', ...Array.from({ length: 40 }, (_, index) => `silent-${index}`)])
      await upsertClient(database.kysely, exampleClient({ id: clientId(id), source: 'dynamic' }), start);
    const spelt = ['silent.example', 'SILENT.example:443'];
    for (let index = 0; index < 40; index += 1)
      await queue(`silent-${index}`, `silent-${index}`, 0, {
        user: `user-${index}`,
        ...{ host: spelt[index % 2] ?? '' },
      });
    const goOn = silenceOf('https://silent.example/');
    answer = (
      (before) => async (request: OutboundRequest) =>
        before({ ...request, url: new URL(request.url).href })
    )(answer);
    const notices = replica();
    notices.kick();
    await until('places are taken', () => sent.length > 0);
    await queue('sid-1');
    await queue('sid-2', 'app', 0, { host: 'silent.example.elsewhere.example' });
    notices.kick();
    await until('both are sent', () => sent.length >= 6);
    assert.deepEqual(sent.map(({ url }) => new URL(url).host).sort(), [
      'app.example',
      ...Array(4).fill('silent.example'),
      'silent.example.elsewhere.example',
    ]);
    goOn();
    await sendDue(notices);
    assert.equal(sent.length, 42);
  });

  it('of one person leave room for those of others, at however many servers — security.md S-4', async () => {
    for (const id of ['app', ...Array.from({ length: 40 }, (_, index) => `silent-${index}`)])
      await upsertClient(database.kysely, exampleClient({ id: clientId(id), source: 'dynamic' }), start);
    for (let index = 0; index < 40; index += 1) await queue(`silent-${index}`, `silent-${index}`);
    const goOn = silenceOf('https://silent-');
    const notices = replica();
    notices.kick();
    await until('places are taken', () => sent.length > 0);
    await queue('sid-1', 'app', 0, { user: 'bob' });
    notices.kick();
    await until('it is sent', () => sent.some(({ url }) => url === 'https://app.example/logout'));
    assert.equal(sent.length, 5);
    goOn();
    await sendDue(notices);
    assert.equal(sent.length, 41);
  });

  it('of one person leave the keys of other clients their way, through however many clients — security.md S-4', async () => {
    const courtesies = createCourtesies({ now: () => now, perAddress: 'on' });
    const documents = createDocuments({
      courtesy: courtesies('key_set', async () => ({ kind: 'failed', reason: 'unreachable' })),
      now: () => now,
      silentFor: 60_000,
    });
    const encrypted = { idTokenEncryptionAlg: 'ECDH-ES', idTokenEncryptionEnc: 'A256GCM' };
    for (let index = 0; index < 60; index += 1) await queue(`sid-${index}`, `app-${index}`);
    await sendDue(
      replica(
        {},
        {
          clientKeys: createClientKeys(documents),
          findClient: async (id) =>
            exampleClient({ id, ...encrypted, jwksUri: `https://${id}.example/keys` }),
          onFailure: () => {},
        },
      ),
    );
    const [url, onBehalfOf] = ['https://honest.example/keys', '192.0.2.1'];
    assert.deepEqual(await documents({ url, onBehalfOf, accept: [], longestBody: 1, copy: 'accept' }), {
      ...{ kind: 'failed', reason: 'unreachable' },
    });
  });

  it('posts one field with a token of the form of Back-Channel Logout §2.4 — advanced.md LGO-3', async () => {
    await queue('sid-1');
    await sendDue(replica());
    const [request, ...more] = sent;
    assert.equal(more.length, 0);
    assert.equal(request?.url, 'https://app.example/logout');
    assert.equal(request.method, 'POST');
    assert.deepEqual(request.headers, { 'content-type': 'application/x-www-form-urlencoded' });
    const form = new URLSearchParams(request.body ?? '');
    assert.deepEqual([...form.keys()], ['logout_token']);
    const keySet = createLocalJWKSet(JSON.parse((await keys.jwks(start)).body));
    const { payload, protectedHeader } = await jwtVerify(form.get('logout_token') ?? '', keySet, {
      issuer,
      audience: 'app',
      typ: 'logout+jwt',
      currentDate: new Date(now),
    });
    const { jti, ...claims } = payload;
    assert.ok(typeof jti === 'string' && jti.length >= 22);
    assert.deepEqual(claims, {
      iss: issuer,
      aud: 'app',
      iat: start,
      exp: start + 120,
      sub: 'alice',
      sid: 'sid-1',
      events: { 'http://schemas.openid.net/event/backchannel-logout': {} },
    });
    assert.equal(protectedHeader.alg, 'RS256');
    assert.equal((await stored()).delivered_at, start);
    assert.deepEqual(audited, []);
  });

  it("is signed like the client's ID tokens — advanced.md LGO-3", async () => {
    await queue('sid-1');
    await sendDue(replica({ idTokenAlg: 'ES256' }));
    const token = new URLSearchParams(sent[0]?.body ?? '').get('logout_token') ?? '';
    assert.equal(JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()).alg, 'ES256');
  });

  it('names the person as the client knows them — advanced.md PWS-4, LGO-3', async () => {
    await queue('sid-1');
    await sendDue(replica({ subjectType: 'pairwise' }));
    const token = new URLSearchParams(sent[0]?.body ?? '').get('logout_token') ?? '';
    const { sub } = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
    assert.equal(sub, keys.pairwiseSubject('app.example', userId('alice')));
    assert.match(sub, /^[\w-]{43}$/);
  });

  it('is told of at the first attempt in vain, with the address and the reason', async () => {
    const answers: OutboundAnswer[] = [broken, { kind: 'refused', reason: 'private_address' }, accepted];
    answer = async () => answers.shift() ?? accepted;
    await queue('sid-1');
    await sendDue(replica());
    assert.deepEqual(told, [{ clientId: 'app', uri: 'https://app.example/logout', status: 500 }]);
    now += 10_000;
    await sendDue(replica());
    assert.equal(told.length, 1);
    await queue('sid-2', 'inner');
    answers.unshift({ kind: 'refused', reason: 'private_address' });
    await sendDue(replica());
    assert.deepEqual(told.slice(1), [
      { clientId: 'inner', uri: 'https://inner.example/logout', cause: 'private_address' },
    ]);
  });

  it('is tried again after 10 s and after 1 min with a new token, then given up and audited', async () => {
    answer = async () => broken;
    await queue('sid-1');
    await sendDue(replica());
    assert.equal(sent.length, 1);
    now += 9_000;
    await sendDue(replica());
    assert.equal(sent.length, 1);
    now += 1_000;
    await sendDue(replica());
    assert.equal(sent.length, 2);
    now += 59_000;
    await sendDue(replica());
    assert.equal(sent.length, 2);
    assert.deepEqual(audited, []);
    now += 1_000;
    await sendDue(replica());
    assert.equal(sent.length, 3);
    assert.equal(new Set(sent.map(({ body }) => body)).size, 3);
    assert.deepEqual(
      audited.map(({ type, resource, details }) => ({ type, resource, details })),
      [{ type: 'LOGOUT_NOTICE_FAILED', resource: { id: 'sid-1' }, details: { attempts: 3, status: 500 } }],
    );
    assert.equal((await stored()).failed_at, start + 70);
    now += 3_600_000;
    await sendDue(replica());
    assert.equal(sent.length, 3);
  });

  it('is encrypted for a client whose ID tokens are — OpenID Connect Back-Channel Logout §2.6, advanced.md JWR-4', async () => {
    const { publicKey, privateKey } = await generateKeyPair('ECDH-ES', { crv: 'P-256' });
    const jwks = { keys: [{ ...(await exportJWK(publicKey)), use: 'enc' }] };
    const idTokens = { idTokenEncryptionAlg: 'ECDH-ES', idTokenEncryptionEnc: 'A256GCM' };
    await queue('sid-1');
    await sendDue(replica({ ...idTokens, jwks }));
    const token = new URLSearchParams(sent[0]?.body ?? '').get('logout_token') ?? '';
    const { plaintext } = await compactDecrypt(token, privateKey);
    const keySet = createLocalJWKSet(JSON.parse((await keys.jwks(start)).body));
    const jwt = new TextDecoder().decode(plaintext);
    const { payload } = await jwtVerify(jwt, keySet, { typ: 'logout+jwt', currentDate: new Date(now) });
    assert.equal(payload['sid'], 'sid-1');
  });

  it('is given up, not sent, when the last attempt died with its replica', async () => {
    await queue('sid-1');
    await database.kysely.updateTable('logout_notice').set({ attempts: 3 }).execute();
    await sendDue(replica());
    assert.equal(sent.length, 0);
    assert.deepEqual(audited[0]?.details, { attempts: 3, cause: 'interrupted' });
  });

  it('is sent by one of several replicas — operations.md Z-2', async () => {
    for (let count = 0; count < 40; count += 1) await queue(`sid-${count}`);
    await sendDue(replica(), replica(), replica());
    assert.equal(sent.length, 40);
    assert.equal(new Set(sent.map(({ body }) => body)).size, 40);
  });

  it('does not wait behind a client that does not answer', async () => {
    const slow = Promise.withResolvers<OutboundAnswer>();
    answer = (request) => (request.url.includes('slow') ? slow.promise : Promise.resolve(accepted));
    await queue('sid-slow', 'slow');
    for (let count = 0; count < 30; count += 1) await queue(`sid-${count}`);
    const notices = replica();
    notices.kick();
    while (sent.length < 31) await new Promise(setImmediate);
    slow.resolve(accepted);
    await notices.stop();
    const left = await database.kysely
      .selectFrom('logout_notice')
      .where('delivered_at', 'is', null)
      .selectAll()
      .execute();
    assert.deepEqual(left, []);
  });
});
