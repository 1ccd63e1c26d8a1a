import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { exampleClient } from '@grantor/engine/testing';
import { clientId, epoch, Secret, sha256, userId } from '@grantor/protocol';
import { connectionLabel } from '../../src/administration/connections.ts';
import { resealAll } from '../../src/administration/sealed-values.ts';
import { serverKeys, Unopenable } from '../../src/config/secrets.ts';
import { totpLabel } from '../../src/factors/proofs.ts';
import { keyLabel } from '../../src/keys/key-table.ts';
import { pairwiseLabel } from '../../src/keys/pairwise-key.ts';
import { clientSecretLabel, withSealed } from '../../src/keys/shared-secrets.ts';
import { sealLabel } from '../../src/outbox/message.ts';
import { readClient, upsertClient } from '../../src/store/rows/client.ts';
import { databases, type TestDatabase } from '../store/databases.ts';

const secret = (letter: string): Secret => Secret.of(`${letter}bcdefghijklmnop`.repeat(2));
const keysOf = (current: string, ...previous: string[]) => {
  const other = { current: secret('z'), previous: [] };
  return serverKeys({
    ...{ jwt: other, session: other },
    encryption: { current: secret(current), previous: previous.map(secret) },
  });
};
const [first, second, both] = [keysOf('q'), keysOf('r'), keysOf('r', 'q')];

const shared = (keys: ReturnType<typeof keysOf>, value: string) =>
  withSealed({ hash: sha256(value), expiresAt: null }, value, keys);

/** More than are read at once. */
const people = 501;

async function fill({ database: { kysely } }: TestDatabase): Promise<void> {
  const now = 1_700_000_000;
  const ids = Array.from({ length: people }, (_, index) => `person-${index}`);
  for (const id of ids) {
    const user = { id, username: id, email: null, email_folded: null };
    await kysely
      .insertInto('user_account')
      .values({
        ...user,
        ...{ role: 'user', auth_source: 'local', claims: '{}', version: 1, created_at: now, updated_at: now },
      } as never)
      .execute();
  }
  await kysely
    .insertInto('totp_factor')
    .values(
      ids.map((id) => ({
        ...{ user_id: id, sealed_secret: first.seal(`app of ${id}`, totpLabel(userId(id))) },
        ...{ last_step: 0, created_at: now },
      })),
    )
    .execute();
  await kysely
    .insertInto('connection')
    .values({
      ...{ id: 'c1', user_id: 'person-1', provider: 'acme', subject: 's', email_verified: 0 },
      ...{ tokens: first.seal('of the provider', connectionLabel('c1')), created_at: now, last_used_at: now },
    } as never)
    .execute();
  await kysely
    .insertInto('signing_key')
    .values({
      ...{ kid: 'k1', alg: 'ES256', public_jwk: '{}', created_at: now, activates_at: now },
      sealed_private: first.seal('key', keyLabel('k1')),
    } as never)
    .execute();
  await kysely
    .insertInto('pairwise_key')
    .values({ name: 'subject', sealed_key: first.seal('sectors', pairwiseLabel('subject')), created_at: now })
    .execute();
  await upsertClient(
    kysely,
    exampleClient({ id: clientId('signs'), secrets: [shared(first, 'old')] }),
    epoch(now),
  );
  await upsertClient(kysely, exampleClient({ id: clientId('sends') }), epoch(now));
  const message = { kind: 'reset', address: 'a@b.example', address_folded: 'a@b.example', languages: '' };
  const waiting = { ...message, facts: '{}', asked_by: '', attempts: 0, created_at: now };
  await kysely
    .insertInto('mail_message')
    .values([
      { ...waiting, id: 'm1', sealed_link: first.seal('link', sealLabel('m1')) },
      { ...waiting, id: 'm2', sealed_link: null },
      { ...waiting, id: 'm3', sealed_link: second.seal('newer', sealLabel('m3')) },
    ] as never)
    .execute();
}

for (const { name, open } of databases)
  describe(`what is sealed on ${name}`, () => {
    it('is sealed again by the current secret, all of it, and once — operations.md B-5', async () => {
      const test = await open();
      try {
        await fill(test);
        const { database } = test;
        assert.equal(await database.transaction((tx) => resealAll(tx, both)), people + 5);
        const { kysely } = database;
        for (const row of await kysely.selectFrom('totp_factor').selectAll().execute())
          assert.equal(
            second.open(row.sealed_secret, totpLabel(userId(row.user_id))),
            `app of ${row.user_id}`,
          );
        const connection = await kysely.selectFrom('connection').selectAll().executeTakeFirstOrThrow();
        assert.equal(second.open(connection.tokens, connectionLabel('c1')), 'of the provider');
        const key = await kysely.selectFrom('signing_key').selectAll().executeTakeFirstOrThrow();
        assert.equal(second.open(key.sealed_private, keyLabel('k1')), 'key');
        const sectors = await kysely.selectFrom('pairwise_key').selectAll().executeTakeFirstOrThrow();
        assert.equal(second.open(sectors.sealed_key, pairwiseLabel('subject')), 'sectors');
        const signs = (await readClient(kysely, clientId('signs')))?.client.secrets[0];
        assert.equal(second.open(signs?.sealed ?? '', clientSecretLabel(sha256('old'))), 'old');
        const mail = await kysely.selectFrom('mail_message').selectAll().orderBy('id').execute();
        const links = mail.map(({ id, sealed_link }) =>
          sealed_link === null ? null : second.open(sealed_link, sealLabel(id)),
        );
        assert.deepEqual(links, ['link', null, 'newer']);
        assert.equal(await database.transaction((tx) => resealAll(tx, both)), 0);
      } finally {
        await test.close();
      }
    });

    it('stays as it is where a secret is missing — operations.md B-5', async () => {
      const test = await open();
      try {
        await fill(test);
        const before = await test.database.kysely.selectFrom('totp_factor').selectAll().execute();
        const work = test.database.transaction((tx) => resealAll(tx, second));
        await assert.rejects(work, Unopenable);
        assert.deepEqual(await test.database.kysely.selectFrom('totp_factor').selectAll().execute(), before);
      } finally {
        await test.close();
      }
    });
  });
