import { existsSync } from 'node:fs';
import { instant, secondOf } from '@grantor/protocol';
import { createPasswords } from '../accounts/passwords.ts';
import { randomPassword } from '../accounts/random-values.ts';
import { credentialsPathIn } from '../bootstrap/credentials-file.ts';
import { Refusal } from '../refusal/refusal.ts';
import { openAudit } from '../start/audit.ts';
import { createRandom } from '../start/random.ts';
import type { World } from '../start/start.ts';
import { withStorage } from '../start/storage.ts';
import { deleteFactors } from '../store/factors.ts';
import { endAccess, findUserForSignIn, resetPasswordHash } from '../store/users.ts';

/** There is nobody to give a password. */
export class NoAdministrator extends Refusal {
  override readonly name = 'NoAdministrator';
}

/** A new password for `admin`, active again, without second factors, signed out everywhere; printed once and kept nowhere (operations.md B-9). */
export async function resetAdministrator(world: World): Promise<void> {
  const random = createRandom();
  const password = randomPassword(random);
  const hash = await createPasswords({ random }).hash(password);
  await withStorage(world, async (database) => {
    const audit = openAudit(world, database);
    const at = instant(Date.now());
    await audit.transaction(async (tx, record) => {
      const found = await findUserForSignIn(tx, 'admin');
      if (found === null)
        throw new NoAdministrator('There is no account named admin; it is made by the first start.');
      const { user } = found;
      await resetPasswordHash(tx, { userId: user.id, to: hash, at: secondOf(at) });
      await tx.updateTable('user_account').set({ disabled_at_ms: null }).where('id', '=', user.id).execute();
      await deleteFactors(tx, user.id);
      await endAccess(tx, user.id, at);
      const resource = { id: user.id, name: user.username };
      await record({ type: 'ADMIN_RESET', actor: {}, resource, details: {}, error: null }, null);
    });
  });
  console.log(`The new password of admin is: ${password}`);
  const firstPassword = credentialsPathIn(world.configuration.server.dataDir);
  if (existsSync(firstPassword))
    console.log(`The one in ${firstPassword} is no longer good; delete that file.`);
}
