import { type Instant, secondOf } from '@grantor/protocol';
import { type RawBuilder, sql } from 'kysely';
import type { Database } from '../../database/database.ts';
import type { ClientTable } from '../../database/schema.ts';
import { guarded, prepareInsert, prepareWrite } from '../../database/statement.ts';
import { clientColumns } from '../rows/client.ts';
import { registrationRow } from '../rows/registration.ts';
import type { Writers } from './writer.ts';

type Presented = { id: string; presented: string; now: number };

/** Clients that register, change and delete themselves; whose token fits is decided in the write (clients.md §3). */
export function clientWriters(
  database: Database,
): Writers<
  'client_registered' | 'client_used' | 'client_replaced' | 'registration_token_used' | 'client_deleted'
> {
  const register = prepareInsert(database, 'client');
  const use = prepareWrite<{ id: string; now: number; before: number }>(database, (kysely, values) =>
    kysely
      .updateTable('client')
      .set({ used_at: values.now })
      .where('id', '=', values.id)
      .where('used_at', '<=', values.before),
  );
  const replace = prepareReplacement(database);
  const dropConsents = prepareWrite<{ id: string }>(database, (kysely, { id }) =>
    kysely.deleteFrom('consent').where('client_id', '=', id),
  );
  const endEarlier = prepareWrite<{ id: string; token: string }>(database, (kysely, { id, token }) =>
    kysely
      .updateTable('client')
      .set({ earlier_registration_hash: null, earlier_registration_until: null })
      .where('id', '=', id)
      .where('registration_hash', '=', token),
  );
  const remove = prepareRemoval(database);
  return {
    client_registered: ({ registration }) => [register(registrationRow(registration), {})],
    client_used: ({ clientId, spacing }, at) => {
      const now = secondOf(at);
      return [use({ id: clientId, now, before: now - spacing })];
    },
    client_replaced: ({ client, version, presented, next, earlierUntil, consents }, at) => {
      const { name, settings, secrets, backchannel_logout_uri } = clientColumns(client);
      const columns = { name, settings, secrets, backchannel_logout_uri };
      const token = { presented, next, until: earlierUntil, now: secondOf(at) };
      const write = guarded(replace({ id: client.id, version, ...columns, ...token }));
      return consents === 'keep' ? [write] : [write, dropConsents({ id: client.id })];
    },
    registration_token_used: ({ clientId, token }) => [endEarlier({ id: clientId, token })],
    client_deleted: ({ client, presented }, at) => [
      ...remove({ id: client.id, presented, now: secondOf(at) }, at),
      dropConsents({ id: client.id }),
    ],
  };
}

/** The token is the current one, or the one before while that counts. */
const holdsToken = ({ presented, now }: Presented): RawBuilder<boolean> =>
  sql<boolean>`(registration_hash = ${presented}
    or (earlier_registration_hash = ${presented} and earlier_registration_until > ${now}))`;

type Replacement = Presented &
  Pick<ClientTable, 'name' | 'settings' | 'secrets' | 'backchannel_logout_uri'> & {
    version: number;
    next: string;
    until: number;
  };

/** A second answer that was lost does not lengthen the life of the token both were asked for with. */
function prepareReplacement(database: Database) {
  return prepareWrite<Replacement>(database, (kysely, values) =>
    kysely
      .updateTable('client')
      .set((eb) => ({
        name: values.name,
        settings: values.settings,
        secrets: values.secrets,
        backchannel_logout_uri: values.backchannel_logout_uri,
        updated_at: values.now,
        used_at: values.now,
        version: eb('version', '+', 1),
        registration_hash: values.next,
        earlier_registration_hash: values.presented,
        earlier_registration_until: sql<number>`case when earlier_registration_hash = ${values.presented}
          then earlier_registration_until else ${values.until} end`,
      }))
      .where('id', '=', values.id)
      .where('version', '=', values.version)
      .where(holdsToken(values)),
  );
}

/** The client, and whatever was or could be issued to it. */
function prepareRemoval(database: Database) {
  const drop = prepareWrite<Presented>(database, (kysely, values) =>
    kysely.deleteFrom('client').where('id', '=', values.id).where(holdsToken(values)),
  );
  const dropGrants = prepareWrite<{ id: string }>(database, (kysely, { id }) =>
    kysely.deleteFrom('managed_grant').where('client_id', '=', id),
  );
  const dropCodes = prepareWrite<{ id: string; now: number }>(database, (kysely, { id, now }) =>
    kysely
      .deleteFrom('authorization_code')
      .where('redeemed_at_ms', 'is', null)
      .where('expires_at', '>', now)
      .where('client_id', '=', id),
  );
  const dropDevices = prepareWrite<{ id: string; now: number }>(database, (kysely, { id, now }) =>
    kysely.deleteFrom('device_code').where('expires_at', '>', now).where('client_id', '=', id),
  );
  const endFamilies = prepareWrite<{ id: string; at: number }>(database, (kysely, { id, at }) =>
    kysely
      .updateTable('family')
      .set({ revoked_at_ms: at, revocation_reason: 'client' })
      .where('client_id', '=', id)
      .where('revoked_at_ms', 'is', null),
  );
  return (presented: Presented, at: Instant) => {
    const { id, now } = presented;
    return [
      guarded(drop(presented)),
      dropCodes({ id, now }),
      dropDevices({ id, now }),
      endFamilies({ id, at }),
      dropGrants({ id }),
    ];
  };
}
