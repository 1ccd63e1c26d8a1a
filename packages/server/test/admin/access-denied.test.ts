import { strict as assert } from 'node:assert';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { it } from 'node:test';
import { carol, startAccountWorld } from '../account/world.ts';
import { bob } from '../e2e/declarations.ts';

const forged = { origin: 'https://attacker.example', 'sec-fetch-site': 'cross-site' };

it('who may not, and forms of others, are told of once a minute and person — operations.md §5 WARNING, operations.md D-3', async () => {
  const world = await startAccountWorld({}, { people: [carol] });
  const { server, party } = world;
  const other = await world.signedIn(bob);
  for (let time = 0; time < 3; time++) assert.equal((await other.get('/admin/users')).status, 403);
  for (let time = 0; time < 2; time++)
    assert.equal((await other.post('/preferences', {}, forged)).status, 403);
  await (await world.signedIn(carol)).get('/admin/users');
  await server.running.stop();
  await party.stop();

  const database = new DatabaseSync(join(server.folder, 'data', 'grantor.db'), { readOnly: true });
  const rows = database
    .prepare(`select severity, success, actor_user_id, details from audit_event
      where event_type = 'ACCESS_DENIED' order by details`)
    .all()
    .map((row) => ({ ...row, details: JSON.parse(String(row['details'])) as unknown }));
  database.close();
  await rm(server.folder, { recursive: true, force: true });
  const denied = { severity: 'WARNING', success: 0 };
  const [form, role] = rows as readonly Record<string, unknown>[];
  assert.deepEqual(
    { ...form, actor_user_id: null },
    {
      ...{ ...denied, actor_user_id: null, details: { count: 2, cause: 'form' } },
    },
  );
  assert.deepEqual(role, { ...denied, actor_user_id: bob.sub, details: { count: 3, cause: 'role' } });
  assert.equal(rows.length, 2);
});
