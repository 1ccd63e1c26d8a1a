/** What other flows would have stored, put there at once. */

import type { Kysely } from 'kysely';
import type { Schema } from '../../src/database/schema.ts';
import { alice, bob, webApplication } from './declarations.ts';

/** What bob would have after signing in through the provider. */
export const connect = (kysely: Kysely<Schema>, provider: string) =>
  kysely
    .insertInto('connection')
    .values({
      ...{ id: `connection-${provider}`, user_id: bob.sub, provider, subject: '42', username: 'bobby' },
      ...{ name: null, email: null, email_verified: 0, avatar_url: null, tokens: 'sealed' },
      ...{ created_at: 1_700_000_000, last_used_at: 1_700_000_000 },
    })
    .execute();

/** A logout notice about alice that the web application did not take; its id is `given-up`. */
export const giveUpNotice = (kysely: Kysely<Schema>) =>
  kysely
    .insertInto('logout_notice')
    .values({
      ...{ id: 'given-up', client_id: webApplication.client_id, user_id: alice.sub, sid: 'sid' },
      ...{ uri: 'https://127.0.0.1:1/logout', attempts: 3, created_at: 1 },
      ...{ next_attempt_at: 1, delivered_at: null, failed_at: 2 },
    })
    .execute();

/** An authenticator app and a passkey of bob. */
export async function addFactors(kysely: Kysely<Schema>): Promise<void> {
  const added = { user_id: bob.sub, created_at: 1_700_000_000, last_used_at: null };
  await kysely
    .insertInto('totp_factor')
    .values({ ...added, sealed_secret: '', last_step: 1 })
    .execute();
  const passkey = {
    id: 'credential',
    name: 'Phone',
    public_key: '',
    sign_count: 0,
    transports: '[]',
    synced: 1,
  };
  await kysely
    .insertInto('passkey')
    .values({ ...added, ...passkey, created_at: added.created_at + 1 })
    .execute();
}

/** A client that is the document at the address, otherwise like another client. */
export async function adoptDocument(kysely: Kysely<Schema>, url: string, like: string): Promise<void> {
  const row = await kysely.selectFrom('client').selectAll().where('id', '=', like).executeTakeFirstOrThrow();
  await kysely
    .insertInto('client')
    .values({ ...row, id: url, source: 'document', owner_id: null })
    .execute();
  await kysely
    .insertInto('client_document')
    .values({
      ...{ url, text: '{}', origin: 'live', etag: null, fresh_until_ms: 5, withdrawn_at_ms: null },
      ...{ fetched_at_ms: 1_700_000_000_000, failed_at_ms: null, failure: null },
    })
    .execute();
}

/** Somebody who wants an account, showed that the address is theirs, and waits for an administrator. */
export const signUp = (kysely: Kysely<Schema>, name: string, verifiedAt: number) =>
  kysely
    .insertInto('sign_up')
    .values({
      ...{ hash: `sign-up-${name}`, name, email: `${name}@example.org`, email_folded: `${name}@example.org` },
      ...{ password_hash: 'argon2', browser: 'b', request: null, languages: 'en' },
      ...{ created_at: verifiedAt, verified_at: verifiedAt, expires_at: 4_000_000_000 },
    })
    .execute();
