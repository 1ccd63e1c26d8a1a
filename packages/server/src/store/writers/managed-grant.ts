import { secondOf } from '@grantor/protocol';
import { sql } from 'kysely';
import type { Database } from '../../database/database.ts';
import type { ManagedGrantTable } from '../../database/schema.ts';
import { guarded, prepareInsert, prepareWrite } from '../../database/statement.ts';
import { expiryDay } from '../rows/family.ts';
import { managedGrantRow } from '../rows/managed-grant.ts';
import type { Writers } from './writer.ts';

type OfGrant = { grant: string; at: number; now: number };
type Ended = OfGrant & { reason: 'client' | 'user' };
type Parties = { user: string; client: string };

/** Grants that their clients manage, each change of the revision that was read, and what ends with them. */
export function grantWriters(
  database: Database,
): Writers<'grant_created' | 'grant_changed' | 'grant_revoked'> {
  const create = prepareInsert(database, 'managed_grant');
  const change = prepareChange(database);
  const drop = prepareWrite<{ id: string }>(database, (kysely, { id }) =>
    kysely.deleteFrom('managed_grant').where('id', '=', id),
  );
  const forget = prepareWrite<Parties>(database, (kysely, { user, client }) =>
    kysely.deleteFrom('consent').where('user_id', '=', user).where('client_id', '=', client),
  );
  const endUnborn = prepareUnborn(database);
  const endRefresh = prepareRefreshEnd(database);
  const endFamilies = prepareWrite<Ended>(database, (kysely, { grant, at, reason }) =>
    kysely
      .updateTable('family')
      .set({ revoked_at_ms: at, revocation_reason: reason })
      .where('grant_id', '=', grant)
      .where('revoked_at_ms', 'is', null),
  );
  return {
    grant_created: ({ grant }) => [create(managedGrantRow(grant), {})],
    grant_changed({ grant, action, approval, accessEndsBy: ends }, at) {
      const ended = { grant: grant.id, at, now: secondOf(at), reason: 'client' } as const;
      const families = { grant: grant.id, ends, day: expiryDay(ends) };
      return [
        guarded(change({ ...managedGrantRow(grant), now: secondOf(at) })),
        ...endUnborn({ ...ended, approval }),
        action === 'replace' ? endFamilies(ended) : endRefresh(families),
      ];
    },
    grant_revoked({ grant: { id, userId: user, clientId: client }, reason }, at) {
      const ended = { grant: id, at, now: secondOf(at), reason };
      return [
        guarded(drop({ id })),
        ...(reason === 'user' ? [forget({ user, client })] : []),
        ...endUnborn({ ...ended, approval: '' }),
        endFamilies(ended),
      ];
    },
  };
}

const prepareChange = (database: Database) =>
  prepareWrite<ManagedGrantTable & { now: number }>(database, (kysely, values) =>
    kysely
      .updateTable('managed_grant')
      .set({
        scopes: values.scopes,
        claims: values.claims,
        authorization_details: values.authorization_details,
        revision: values.revision,
        updated_at_ms: values.updated_at_ms,
        expires_at: values.expires_at,
      })
      .where('id', '=', values.id)
      .where('expires_at', '>', values.now)
      .where((eb) => eb(eb('revision', '+', 1), '=', values.revision)),
  );

/** Codes before families: a redemption that was faster has committed its family before the families are ended. */
function prepareUnborn(database: Database) {
  type Unborn = OfGrant & { approval: string };
  const dropCodes = prepareWrite<Unborn>(database, (kysely, { grant, approval }) =>
    kysely
      .deleteFrom('authorization_code')
      .where('grant_id', '=', grant)
      .where('redeemed_at_ms', 'is', null)
      .where('hash', '!=', approval),
  );
  const denyDevices = prepareWrite<Unborn>(database, (kysely, { grant, approval }) =>
    kysely
      .updateTable('device_code')
      .set({ state: 'denied' })
      .where('grant_id', '=', grant)
      .where('state', '=', sql.lit('approved'))
      .where('hash', '!=', approval),
  );
  return (values: Unborn) => [dropCodes(values), denyDevices(values)];
}

/** Access tokens live on, no longer than they may; what was a refresh token is unknown from now on. */
const prepareRefreshEnd = (database: Database) =>
  prepareWrite<{ grant: string; ends: number; day: number }>(database, (kysely, { grant, ends, day }) =>
    kysely
      .updateTable('family')
      .set({
        refresh_key_hash: null,
        refresh_hash: null,
        refresh_expires_at: null,
        rotated: sql.lit('[]'),
        expires_at: sql<number>`case when expires_at > ${ends} then ${ends} else expires_at end`,
        expires_day: sql<number>`case when expires_day > ${day} then ${day} else expires_day end`,
      })
      .where('grant_id', '=', grant)
      .where('refresh_hash', 'is not', null),
  );
