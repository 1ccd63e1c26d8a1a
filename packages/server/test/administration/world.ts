/** A database of either kind, an administrator who acts, and people they act on. */

import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { instant, type UserId, userId } from '@grantor/protocol';
import type { Actor } from '../../src/administration/change.ts';
import type { PeoplePorts } from '../../src/administration/people.ts';
import type { Database } from '../../src/database/database.ts';
import { findUser, type User } from '../../src/store/users.ts';
import { createAuditLog } from '../../src/telemetry/audit-log.ts';
import { addUser, newPostgresWorld, newWorld, now, quickPasswords, random } from '../accounts/world.ts';

type Place = { readonly name: string; readonly handles: number; readonly world: typeof newWorld };

/** Two handles where they are two connections, as two processes have them. */
export const places: readonly Place[] = [
  { name: 'SQLite', handles: 1, world: newWorld },
  { name: 'PostgreSQL', handles: 2, world: newPostgresWorld },
];

export type People = {
  database(index?: number): Database;
  ports(index?: number): PeoplePorts;
  /** Adds an administrator and lets them act. */
  administrator(name: string): Promise<Actor>;
  person(name: string, more?: Partial<Parameters<typeof addUser>[1]>): Promise<UserId>;
  find(id: UserId): Promise<User>;
  /** Types and details of what was told about the person, oldest first. */
  told(
    id: UserId,
  ): Promise<readonly { readonly type: string; readonly actor: string | null; readonly details: unknown }[]>;
};

/** Within `describe`: opened before its tests, removed after them. */
export function peopleAt(place: Place): People {
  const world = place.world();
  const handles: Database[] = [];
  before(async () => {
    while (handles.length < place.handles) handles.push(await world.open());
  });
  after(() => world.remove());
  const database = (index = 0): Database => {
    const handle = handles[index % handles.length];
    assert.ok(handle);
    return handle;
  };
  const at = instant(now * 1000);
  const passwords = quickPasswords();
  const people: People = {
    database,
    ports: (index) => ({
      database: database(index),
      audit: createAuditLog({
        database: database(index),
        now: () => at,
        rows: 'keep',
        capacity: 10,
        log: () => assert.fail('nothing is logged'),
      }),
      now: () => at,
      passwords,
      random,
      outbox: null,
      passwordRules: { siteName: 'Northwind', minLength: 12 },
    }),
    async administrator(name) {
      const id = await people.person(name, { role: 'admin' });
      return { userId: id, username: name, source: null };
    },
    async person(name, more = {}) {
      const id = userId(`id-of-${name}`);
      assert.deepEqual(await addUser(database(), { ...more, id, username: name }), { kind: 'created' });
      return id;
    },
    async find(id) {
      const found = await findUser(database().kysely, id);
      assert.ok(found);
      return found.user;
    },
    async told(id) {
      const rows = await database()
        .kysely.selectFrom('audit_event')
        .select(['event_type', 'actor_username', 'details'])
        .where('resource_id', '=', id)
        .orderBy('id')
        .execute();
      return rows.map((row) => ({
        type: row.event_type,
        actor: row.actor_username,
        details: JSON.parse(row.details),
      }));
    },
  };
  return people;
}
