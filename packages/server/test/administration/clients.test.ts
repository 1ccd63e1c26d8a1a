/** Operations on clients, on both databases: guards hold whoever asks at once (product.md §8, §9, §17). */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { clientId, epoch, instant, sha256 } from '@grantor/protocol';
import { changeName, createApp, decideChange, editApp, mostPending } from '../../src/administration/apps.ts';
import {
  addSecret,
  deleteSecret,
  regenerateSecret,
  secretName,
} from '../../src/administration/client-secrets.ts';
import { takeStep } from '../../src/administration/client-status.ts';
import {
  createClient,
  deleteClient,
  editClient,
  makeStatic,
  revokeAll,
} from '../../src/administration/clients.ts';
import { membersOf, readDescription } from '../../src/administration/description.ts';
import { findListedClient } from '../../src/store/clients.ts';
import type { StoredClient } from '../../src/store/rows/client.ts';
import { databases, type TestDatabase } from '../store/databases.ts';
import {
  type AdministrationWorld,
  actor,
  ada,
  administrationWorld,
  at,
  exampleClient,
  listingSector,
} from './client-world.ts';

const parallel = 20;
const day = 86_400;
const now = Math.floor(at / 1000);

for (const { name, open } of databases) {
  describe(`clients administered on ${name}`, () => {
    let opened: TestDatabase;
    let world: AdministrationWorld;
    before(async () => {
      opened = await open();
      world = await administrationWorld(opened);
    });
    after(() => opened.close());

    const read = async (id: string): Promise<StoredClient> => {
      const stored = await findListedClient(opened.database.kysely, id);
      assert.ok(stored);
      return stored;
    };
    const make = async (id: string, more: Parameters<typeof exampleClient>[0] = {}): Promise<string> => {
      const client = exampleClient({ id: clientId(id), ...more });
      const made = await createClient(world.ports, actor, { client, ownerId: null, createdBy: 'ada' });
      assert.equal(made.kind, 'created');
      return id;
    };
    const app = async (): Promise<string> => {
      const client = exampleClient({ id: clientId(`app-${Math.random().toString(36).slice(2)}`) });
      const made = await createApp(world.ports, actor, { owner: ada, client });
      assert.equal(made.kind, 'created');
      return client.id;
    };
    const kinds = async (attempts: readonly Promise<{ readonly kind: string }>[]): Promise<string[]> =>
      (await Promise.all(attempts)).map(({ kind }) => kind);
    const times = <Result>(work: (index: number) => Promise<Result>): Promise<Result>[] =>
      Array.from({ length: parallel }, (_, index) => work(index));
    const count = (all: readonly string[], kind: string): number => all.filter((one) => one === kind).length;

    it('gives a secret once and keeps its hash — product.md C-2', async () => {
      const client = exampleClient({ id: clientId('once') });
      const made = await createClient(world.ports, actor, { client, ownerId: ada.id, createdBy: 'ada' });
      assert.ok(made.kind === 'created' && made.secret !== null);
      assert.equal(Buffer.from(made.secret.value, 'base64url').length, 32);
      const stored = await read('once');
      assert.deepEqual(
        stored.client.secrets.map(({ hash, lastFour, createdAt }) => [hash, lastFour, createdAt]),
        [[sha256(made.secret.value), made.secret.value.slice(-4), now]],
      );
      assert.deepEqual([stored.ownerId, stored.createdBy], [ada.id, 'ada']);
      assert.deepEqual(await world.audited('once'), ['CLIENT_CREATED']);
      const again = await createClient(world.ports, actor, { client, ownerId: null, createdBy: 'ada' });
      assert.equal(again.kind, 'taken');
    });

    it('takes one of many edits of the same version — product.md A-8', async () => {
      const id = await make('edited');
      const edits = times((index) =>
        editClient(
          world.ports,
          { actor, id },
          { version: 1, client: exampleClient({ id: clientId(id), name: `Name ${index}` }) },
        ),
      );
      const all = await kinds(edits);
      assert.deepEqual([count(all, 'done'), count(all, 'stale')], [1, parallel - 1]);
      assert.deepEqual(await world.audited(id), ['CLIENT_CREATED', 'CLIENT_UPDATED']);
    });

    it('keeps secrets through an edit, and none of a client that becomes public — product.md C-2', async () => {
      const id = await make('turns');
      const edit = (client: ReturnType<typeof exampleClient>, version: number) =>
        editClient(world.ports, { actor, id }, { version, client });
      const before = (await read(id)).client.secrets;
      await edit(exampleClient({ name: 'Other' }), 1);
      assert.deepEqual((await read(id)).client.secrets, before);
      await edit(exampleClient({ authMethod: 'none' }), 2);
      assert.deepEqual((await read(id)).client.secrets, []);
      const back = await edit(exampleClient(), 3);
      assert.ok(back.kind === 'done' && back.secret !== null);
      assert.equal((await read(id)).client.secrets.length, 1);
    });

    it('never has a third secret, however many ask at once — product.md C-2', async () => {
      const id = await make('two');
      const all = await kinds(
        times(() => addSecret(world.ports, { actor, id }, { label: 'next', days: 30 })),
      );
      assert.deepEqual([count(all, 'made'), count(all, 'full')], [1, parallel - 1]);
      const [, second] = (await read(id)).client.secrets;
      assert.deepEqual([second?.label, second?.expiresAt], ['next', now + 30 * day]);
    });

    it('regenerates: the earlier one ends at once or some days from now — product.md C-2', async () => {
      const id = await make('rotated');
      const [first] = (await read(id)).client.secrets;
      await regenerateSecret(world.ports, { actor, id }, { earlierDays: 7 });
      const afterOne = (await read(id)).client.secrets;
      assert.deepEqual(
        afterOne.map(({ expiresAt }) => expiresAt),
        [now + 7 * day, null],
      );
      assert.equal(afterOne[0]?.hash, first?.hash);
      await regenerateSecret(world.ports, { actor, id }, { earlierDays: 0 });
      assert.equal((await read(id)).client.secrets.length, 1);
      await regenerateSecret(world.ports, { actor, id }, { earlierDays: 30 });
      const [ending, kept] = (await read(id)).client.secrets;
      assert.ok(ending && kept);
      const told = (await world.audited(id)).filter((type) => type === 'CLIENT_SECRET_REGENERATED');
      assert.equal(told.length, 3);
      assert.equal((await deleteSecret(world.ports, { actor, id }, secretName(ending))).kind, 'done');
      assert.equal((await deleteSecret(world.ports, { actor, id }, secretName(ending))).kind, 'unknown');
      assert.deepEqual((await read(id)).client.secrets, [kept]);
      assert.equal((await world.audited(id)).at(-1), 'CLIENT_SECRET_DELETED');
    });

    it('has no secret where the client proves itself otherwise', async () => {
      const id = await make('public', { authMethod: 'none' });
      assert.deepEqual((await read(id)).client.secrets, []);
      const added = await addSecret(world.ports, { actor, id }, { days: null });
      assert.equal(added.kind, 'without_secrets');
    });

    it('approves or rejects, whoever is first — product.md §17 races, product.md C-3', async () => {
      const id = await app();
      const all = await kinds(
        times((index) => takeStep(world.ports, { actor, id }, index % 2 === 0 ? 'approve' : 'reject')),
      );
      assert.deepEqual([count(all, 'done'), count(all, 'settled')], [1, parallel - 1]);
      const told = (await world.audited(id)).slice(1);
      const { status } = (await read(id)).client;
      assert.deepEqual(told, [status === 'active' ? 'CLIENT_APPROVED' : 'CLIENT_REJECTED']);
    });

    it('deactivates and activates — product.md C-3', async () => {
      const id = await make('paused');
      assert.equal((await takeStep(world.ports, { actor, id }, 'deactivate')).kind, 'done');
      assert.equal((await takeStep(world.ports, { actor, id }, 'approve')).kind, 'settled');
      assert.equal((await takeStep(world.ports, { actor, id }, 'activate')).kind, 'done');
      assert.equal((await read(id)).client.status, 'active');
      assert.equal((await takeStep(world.ports, { actor, id: 'nobody' }, 'activate')).kind, 'gone');
    });

    it('blocks what registered itself, or vouches for it — product.md C-5', async () => {
      const id = await make('stranger', { source: 'dynamic', lastUsedAt: epoch(now) });
      const { kysely } = opened.database;
      await kysely.updateTable('client').set({ registration_hash: 'x' }).where('id', '=', id).execute();
      await takeStep(world.ports, { actor, id }, 'deactivate');
      assert.equal((await world.audited(id)).at(-1), 'CLIENT_BLOCKED');
      const greedy = exampleClient({ consent: 'skip' });
      const refused = await editClient(world.ports, { actor, id }, { version: 2, client: greedy });
      assert.equal(refused.kind, 'not_for_self_registered');
      assert.equal((await makeStatic(world.ports, { actor, id })).kind, 'done');
      assert.equal((await makeStatic(world.ports, { actor, id })).kind, 'settled');
      const { client } = await read(id);
      assert.deepEqual([client.source, client.lastUsedAt], ['administrator', null]);
      const row = await kysely
        .selectFrom('client')
        .selectAll()
        .where('id', '=', id)
        .executeTakeFirstOrThrow();
      assert.equal(row.registration_hash, null);
    });

    it('keeps a document that is blocked out, and leaves its words to it — product.md C-5', async () => {
      const id = await make('https://doc.example/client', { source: 'document' });
      const { kysely } = opened.database;
      const document = { text: '{}', origin: 'live', etag: null, fresh_until_ms: 1, withdrawn_at_ms: null };
      await kysely
        .insertInto('client_document')
        .values({ url: id, ...document })
        .execute();
      const edited = await editClient(world.ports, { actor, id }, { version: 1, client: exampleClient() });
      assert.equal(edited.kind, 'not_for_self_registered');
      await takeStep(world.ports, { actor, id }, 'deactivate');
      const stored = await kysely
        .selectFrom('client_document')
        .select('withdrawn_at_ms')
        .executeTakeFirstOrThrow();
      // Withdrawn, it would be adopted as active the next time it is fetched
      assert.equal(stored.withdrawn_at_ms, null);
      await deleteClient(world.ports, { actor, id });
      assert.equal(await kysely.selectFrom('client_document').select('url').executeTakeFirst(), undefined);
    });

    it('revokes all with its counts, and deletes — product.md C-4', async () => {
      const id = await make('ended');
      const { kysely } = opened.database;
      const consent = { scope: '[]', resources: '[]', claims: '[]', redirect_host: null, terms: '[]' };
      await kysely
        .insertInto('consent')
        .values({ user_id: ada.id, client_id: id, given_at_ms: at, ...consent })
        .execute();
      const ended = await revokeAll(world.ports, { actor, id });
      assert.ok(ended.kind === 'done');
      assert.equal(ended.before.authorizations.count, 1);
      assert.deepEqual(ended.after, {
        authorizations: { count: 0, exact: true },
        sessions: { count: 0, exact: true },
      });
      assert.equal((await read(id)).client.tokensValidFrom, instant(at));
      const refused = await deleteClient(world.ports, { actor, id }, { active: 'refused' });
      assert.equal(refused.kind, 'active');
      assert.equal((await deleteClient(world.ports, { actor, id })).kind, 'done');
      assert.equal(await findListedClient(kysely, id), null);
      assert.deepEqual((await world.audited(id)).toSorted().slice(1), [
        'CLIENT_DELETED',
        'CLIENT_TOKENS_REVOKED_ALL',
        'CLIENT_TOKENS_REVOKED_ALL',
      ]);
    });

    // product.md §8 type, §8 redirects, §8 access, §8 tokens, §8 security, §8 claims
    it('describes a client by members that read as the same client', async () => {
      const client = exampleClient({
        ...{ clientName: 'Acme Notes', description: 'Notes', applicationType: 'web' },
        ...{ project: 'acme', serviceAccount: 'notes@acme' },
        postLogoutRedirectUris: ['https://notes.example/bye'],
        backchannelLogoutUri: 'https://notes.example/out',
        backchannelLogoutSessionRequired: true,
        initiateLoginUri: 'https://notes.example/start',
        ...{ resources: ['https://api.example/'], ownResources: ['https://own.example/'], consent: 'skip' },
        ...{ tokenProfile: 'short', accessTokenFormat: 'opaque', refreshRotation: 'fixed' },
        ...{
          pkceRequired: false,
          requirePushedRequests: true,
          dpopBoundAccessTokens: true,
          dpopNonceRequired: false,
        },
        ...{ defaultMaxAge: 60, defaultAcrValues: ['2'], requireAuthTime: true },
        ...{ subjectType: 'pairwise', sectorIdentifierUri: listingSector, claimsInIdToken: true },
      });
      const back = await readDescription(world.ports, membersOf(client), actor);
      assert.ok(back.kind === 'client', JSON.stringify(back));
      assert.deepEqual(back.client, client);
    });
  });

  describe(`apps of people on ${name}`, () => {
    let opened: TestDatabase;
    let world: AdministrationWorld;
    before(async () => {
      opened = await open();
      world = await administrationWorld(opened);
    });
    after(() => opened.close());

    const read = async (id: string): Promise<StoredClient> => {
      const stored = await findListedClient(opened.database.kysely, id);
      assert.ok(stored);
      return stored;
    };
    const create = (index: number) =>
      createApp(world.ports, actor, { owner: ada, client: exampleClient({ id: clientId(`app-${index}`) }) });

    it('wait for approval, ten at most at a time — product.md O-1', async () => {
      const made = await Promise.all(Array.from({ length: parallel }, (_, index) => create(index)));
      const kinds = made.map(({ kind }) => kind);
      assert.equal(kinds.filter((kind) => kind === 'created').length, mostPending);
      const created = made.find((one) => one.kind === 'created');
      assert.ok(created?.kind === 'created');
      const { client, ownerId } = await read(created.client.id);
      assert.deepEqual([client.status, client.source, ownerId], ['pending', 'app', ada.id]);
      for (const one of made)
        if (one.kind === 'created') await takeStep(world.ports, { actor, id: one.client.id }, 'approve');
    });

    it('go on as approved while a change waits; one decision about it counts — product.md O-2, §17, security.md T-9', async () => {
      const { kysely } = opened.database;
      const { id } = await kysely.selectFrom('client').select('id').limit(1).executeTakeFirstOrThrow();
      const wanted = exampleClient({ name: 'Acme Notes 2', description: 'Now with pictures' });
      const { version } = await read(id);
      const edit = { version, client: wanted, by: 'ada' };
      assert.equal((await editApp(world.ports, { actor, id }, edit)).kind, 'submitted');
      assert.equal((await editApp(world.ports, { actor, id }, edit)).kind, 'stale');
      assert.equal((await world.audited(id)).at(-1), 'CLIENT_CHANGE_SUBMITTED');
      const waiting = await read(id);
      assert.deepEqual(
        [waiting.client.name, waiting.client.status, waiting.client.description],
        ['Acme Notes', 'active', 'Now with pictures'],
      );
      assert.ok(waiting.pendingChange);
      // product.md §8 who may use it: what was said of that since the change was submitted stays
      const closed = { ...waiting.client, allowedGroups: ['staff'] };
      const narrowed = await editClient(
        world.ports,
        { actor, id },
        { version: waiting.version, client: closed },
      );
      assert.equal(narrowed.kind, 'done');
      const unseen = await decideChange(world.ports, { actor, id }, { decision: 'accept', seen: 'other' });
      assert.equal(unseen.kind, 'settled');
      const seen = changeName(waiting.pendingChange);
      const decisions = await Promise.all(
        Array.from({ length: parallel }, (_, index) =>
          decideChange(
            world.ports,
            { actor, id },
            { decision: index % 2 === 0 ? 'accept' : 'decline', seen },
          ),
        ),
      );
      assert.equal(decisions.filter(({ kind }) => kind === 'done').length, 1);
      const decided = await read(id);
      assert.equal(decided.pendingChange, null);
      assert.deepEqual(decided.client.secrets, waiting.client.secrets);
      assert.deepEqual(decided.client.allowedGroups, ['staff']);
      assert.equal((await world.audited(id)).filter((type) => type === 'CLIENT_CHANGE_DECIDED').length, 1);
    });

    it('change at once in what nobody relies on, and as long as they wait — product.md O-2', async () => {
      const { kysely } = opened.database;
      const { id } = await kysely.selectFrom('client').select('id').limit(1).executeTakeFirstOrThrow();
      const { version, client } = await read(id);
      const described = { ...client, description: 'Only words' };
      const done = await editApp(world.ports, { actor, id }, { version, client: described, by: 'ada' });
      assert.equal(done.kind, 'done');
      await takeStep(world.ports, { actor, id }, 'deactivate');
      const inactive = await read(id);
      const moved = { ...inactive.client, redirectUris: ['https://elsewhere.example/'] };
      const around = { version: inactive.version, client: moved, by: 'ada' };
      assert.equal((await editApp(world.ports, { actor, id }, around)).kind, 'submitted');
      assert.deepEqual((await read(id)).client.redirectUris, inactive.client.redirectUris);
      const waiting = await create(900);
      assert.ok(waiting.kind === 'created');
      const renamed = { version: 1, client: exampleClient({ name: 'Renamed' }), by: 'ada' };
      assert.equal((await editApp(world.ports, { actor, id: waiting.client.id }, renamed)).kind, 'done');
      assert.equal((await read(waiting.client.id)).client.name, 'Renamed');
    });
  });
}
