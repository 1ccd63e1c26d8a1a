import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { instant, sha256, userId } from '@grantor/protocol';
import { createPasswords } from '../../src/accounts/passwords.ts';
import { beginSession } from '../../src/accounts/sessions.ts';
import { applyBootstrap, BootstrapConflict, type BootstrapPorts } from '../../src/bootstrap/apply.ts';
import { parseBootstrap } from '../../src/bootstrap/bootstrap.ts';
import type { Difference } from '../../src/bootstrap/difference.ts';
import type { Database } from '../../src/database/database.ts';
import { createEngineStore } from '../../src/store/engine-store.ts';
import { readResource } from '../../src/store/resources.ts';
import { readClient, upsertClient } from '../../src/store/rows/client.ts';
import { findUserForSignIn, replacePasswordHash } from '../../src/store/users.ts';
import { countingDerive, newPostgresWorld, newWorld, now, random } from '../accounts/world.ts';
import { client, clientRules, file, fileOf, resource, user } from './files.ts';
import { recordedIn } from './recorded.ts';

const at = instant(now * 1000);
const later = instant((now + 60) * 1000);

for (const [name, newPlace] of [
  ['SQLite', newWorld],
  ['PostgreSQL', newPostgresWorld],
] as const) {
  describe(`applying a bootstrap file on ${name} — operations.md K-6`, () => {
    const world = newPlace();
    const { derive, calls } = countingDerive();
    const passwords = createPasswords({ random, cores: 2, derive });
    const recorded: Difference[] = [];
    let database: Database;
    before(async () => {
      database = await world.open();
    });
    after(() => world.remove());

    const ports = (): BootstrapPorts => ({
      ...{ database, passwords, random, saltKey: Buffer.alloc(32, 5) },
      transaction: recordedIn(database, recorded),
      // another text each time, as a cipher gives
      sealSecret: (secret, value) => ({ ...secret, sealed: `${crypto.randomUUID()} ${value}` }),
    });
    const apply = async (text: string, when = at) => {
      const reading = parseBootstrap(text, {
        environment: {},
        clientRules,
        passwordRules: { siteName: 'Grantor', minLength: 12 },
      });
      const bootstrap = reading.ok ? reading.bootstrap : assert.fail(JSON.stringify(reading.problems));
      const differences = await applyBootstrap(ports(), bootstrap, when);
      return differences.map(({ kind, what, id }) => `${kind} ${what} ${id}`);
    };
    const refused = async (text: string): Promise<readonly string[]> => {
      try {
        await apply(text);
      } catch (error) {
        if (error instanceof BootstrapConflict) return error.problems.map((problem) => problem.at);
        throw error;
      }
      return assert.fail('it was applied');
    };
    const everything = { users: [user], clients: [client], resources: [resource] };

    it('creates and updates trusted issuers and exchange rules by id, and deletes none', async () => {
      const issuer = { id: 'idp', issuer: 'https://idp.example', kind: 'id-jag' };
      const rule = { id: 'r', client: 'web', subject_token: 'access_token', mode: 'impersonation' };
      const rules = [{ ...rule, audiences: ['https://api.example'], scopes: ['read'] }];
      const text = JSON.stringify({ trusted_issuers: [issuer], exchange_rules: rules });
      assert.deepEqual(await apply(text), ['created trusted issuer idp', 'created exchange rule r']);
      assert.deepEqual(await apply(text), []);
      const changed = JSON.stringify({ trusted_issuers: [{ ...issuer, scopes: ['read'] }] });
      assert.deepEqual(await apply(changed), ['updated trusted issuer idp']);
      const store = createEngineStore(database);
      assert.deepEqual((await store.listTrustedIssuers())[0]?.scopes, ['read']);
      assert.equal((await store.listExchangeRules())[0]?.client, 'web');
      recorded.length = 0;
    });

    it('creates what is declared, and records it in the same transaction', async () => {
      assert.deepEqual(await apply(file), [
        `created user ${user.sub}`,
        'created client web',
        'created resource https://api.example/v1',
      ]);
      assert.equal(recorded.length, 3);
      const found = await findUserForSignIn(database.kysely, 'ada');
      assert.equal(found?.user.id, user.sub);
      assert.deepEqual(found?.user.claims, {
        ...user.claims,
        ...{ email: user.email, email_verified: true, updated_at: now },
      });
      assert.equal(await passwords.verify(user.password, found?.passwordHash ?? null), 'right');
      assert.equal(
        (await readClient(database.kysely, 'web'))?.client.secrets[0]?.hash,
        sha256(client.client_secret),
      );
      assert.equal((await readResource(database.kysely, resource.resource))?.scopes?.length, 2);
    });

    it('stores nothing that opens anything when replayed — security.md T-10', async () => {
      const users = await database.kysely.selectFrom('user_account').selectAll().execute();
      const clients = await database.kysely.selectFrom('client').selectAll().execute();
      const dump = JSON.stringify([users, clients]);
      for (const secret of [user.password, client.client_secret]) assert.equal(dump.includes(secret), false);
      const stored = users[0]?.password_hash ?? '';
      assert.equal(await passwords.verify(stored, stored), 'wrong');
    });

    it('writes, hashes and records nothing the second time', async () => {
      const before = { derivations: calls(), recorded: recorded.length };
      const { version } = (await findUserForSignIn(database.kysely, 'ada'))!.user;
      assert.deepEqual(await apply(file, later), []);
      assert.deepEqual({ derivations: calls(), recorded: recorded.length }, before);
      assert.equal((await findUserForSignIn(database.kysely, 'ada'))?.user.version, version);
    });

    it('seals the secret of a client that signs with it, once for each secret — advanced.md CAU-6', async () => {
      const signing = { ...client, client_id: 'signs', token_endpoint_auth_method: 'client_secret_jwt' };
      const sealedNow = async () => (await readClient(database.kysely, 'signs'))?.client.secrets[0]?.sealed;
      assert.deepEqual(await apply(fileOf({ clients: [signing] }), later), ['created client signs']);
      const sealed = await sealedNow();
      assert.ok(sealed?.endsWith(` ${client.client_secret}`));
      assert.deepEqual(await apply(fileOf({ clients: [signing] }), later), []);
      assert.equal(await sealedNow(), sealed);
      const other = `${client.client_secret}-2`;
      const changed = fileOf({ clients: [{ ...signing, client_secret: other }] });
      assert.deepEqual(await apply(changed, later), ['updated client signs']);
      assert.ok((await sealedNow())?.endsWith(` ${other}`));
      const sends = { ...signing, token_endpoint_auth_method: 'client_secret_post' };
      assert.deepEqual(await apply(fileOf({ clients: [sends] }), later), ['updated client signs']);
      assert.equal(await sealedNow(), undefined);
    });

    it('updates what differs, and only that', async () => {
      const renamed = { ...everything, clients: [{ ...client, client_name: 'Renamed' }] };
      assert.deepEqual(await apply(fileOf(renamed), later), ['updated client web']);
      const moved = {
        ...everything,
        users: [{ ...user, email: 'new@users.example', email_verified: false }],
      };
      assert.deepEqual(await apply(fileOf(moved), later), [`updated user ${user.sub}`, 'updated client web']);
      assert.equal(
        (await findUserForSignIn(database.kysely, 'new@users.example'))?.user.emailVerifiedAt,
        null,
      );
      const described = { ...everything, resources: [{ ...resource, name: 'Notes' }] };
      assert.deepEqual(
        (await apply(fileOf(described), later)).at(-1),
        `updated resource ${resource.resource}`,
      );
    });

    it('keeps what the file cannot say: the status and revocations of a client — clients.md §1 static', async () => {
      const stored = (await readClient(database.kysely, 'web'))!.client;
      await upsertClient(database.kysely, { ...stored, status: 'inactive', tokensValidFrom: at }, now);
      await apply(fileOf({ ...everything, clients: [{ ...client, client_name: 'Again' }] }), later);
      const applied = (await readClient(database.kysely, 'web'))?.client;
      assert.deepEqual([applied?.name, applied?.status, applied?.tokensValidFrom], ['Again', 'inactive', at]);
    });

    it('deletes nothing', async () => {
      assert.deepEqual(await apply('{}'), []);
      assert.notEqual(await readClient(database.kysely, 'web'), null);
    });

    it('sets a changed password and ends what the old one opened — product.md U-5', async () => {
      await apply(file);
      const policy = {
        maxAge: 600,
        idleTimeout: 0,
        rememberedMaxAge: 600,
        fingerprint: 'none',
        factorRequired: 'none',
      } as const;
      await beginSession(
        { database, random, policy },
        {
          ...{ userId: userId(user.sub), lifetime: 'browser', replaces: null, passwordHash: null },
          visit: { userAgent: null, address: '::1' },
          authentication: { authTime: now, acr: 'pwd', amr: ['pwd'] },
        },
      );
      const password = 'granite-violin-meadow-77';
      assert.deepEqual(await apply(fileOf({ users: [{ ...user, password }] }), later), [
        `updated user ${user.sub}`,
      ]);
      const found = await findUserForSignIn(database.kysely, 'ada');
      assert.equal(await passwords.verify(password, found?.passwordHash ?? null), 'right');
      assert.equal(found?.user.tokensValidFrom, later);
      assert.deepEqual(await database.kysely.selectFrom('browser_session').select('hash').execute(), []);
      await apply(file);
    });

    it('leaves a right password alone that was hashed elsewhere', async () => {
      const { user: stored, passwordHash } = (await findUserForSignIn(database.kysely, 'ada'))!;
      const elsewhere = await passwords.hash(user.password);
      const change = { userId: stored.id, from: passwordHash, to: elsewhere, at: now };
      assert.equal(await replacePasswordHash(database.kysely, change), true);
      assert.deepEqual(await apply(file), []);
    });

    it('finds a user without sub by name', async () => {
      const bob = { ...user, sub: undefined, username: 'bob', email: 'bob@users.example', role: 'user' };
      const [created] = await apply(fileOf({ users: [bob] }));
      assert.match(created ?? '', /^created user [0-9a-f-]{36}$/);
      assert.deepEqual(await apply(fileOf({ users: [bob] })), []);
    });

    it('applies nothing of a file that contradicts the data, and names each place', async () => {
      const stored = (await findUserForSignIn(database.kysely, 'bob'))!.user;
      const places = await refused(
        fileOf({
          users: [
            { ...user, sub: 'another', email: 'free@users.example' },
            { ...user, sub: 'third', username: 'third' },
            { ...user, sub: stored.id, username: 'renamed', email: 'renamed@users.example' },
            { ...user, sub: 'fine', username: 'fine', email: 'fine@users.example' },
          ],
          clients: [{ ...client, client_id: 'new' }],
        }),
      );
      assert.deepEqual(places, ['users[0].username', 'users[1].email', 'users[2].username']);
      assert.equal(await findUserForSignIn(database.kysely, 'fine'), null);
      assert.equal(await readClient(database.kysely, 'new'), null);
    });

    it('never demotes the last administrator — product.md U-2', async () => {
      assert.deepEqual(await refused(fileOf({ users: [{ ...user, role: 'user' }] })), ['users']);
      assert.equal((await findUserForSignIn(database.kysely, 'ada'))?.user.role, 'admin');
    });

    it('applies once when two processes start together — security.md R-11', async () => {
      const named = { ...user, sub: undefined, username: 'named', email: 'named@users.example' };
      const twins = [{ ...user, sub: 'twin', username: 'twin', email: 'twin@users.example' }, named];
      const applied = await Promise.all([apply(fileOf({ users: twins })), apply(fileOf({ users: twins }))]);
      assert.deepEqual(applied.map((differences) => differences.length).sort(), [0, 2]);
    });
  });
}
