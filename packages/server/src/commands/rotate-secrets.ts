import { join } from 'node:path';
import { resealAll } from '../administration/sealed-values.ts';
import {
  previousFile,
  replaceGeneratedSecrets,
  resolveSecrets,
  type SecretName,
  secretFileNames,
} from '../config/secret-files.ts';
import { serverKeys } from '../config/secrets.ts';
import { Refusal } from '../refusal/refusal.ts';
import { openAudit } from '../start/audit.ts';
import type { World } from '../start/start.ts';
import {
  checkSecrets,
  checkSecretsIn,
  isStorageInUse,
  secretVariable,
  withStorage,
} from '../start/storage.ts';

/** A running server would go on with the secrets it has, and find nothing it could open. */
export class SecretsInUse extends Refusal {
  override readonly name = 'SecretsInUse';
}

/**
 * New values for the secrets that were generated, and all that is sealed in the database sealed by the current one;
 * the earlier values are still accepted (operations.md B-5). Wherever it is interrupted, a start finds what it needs.
 */
export async function rotateSecrets(world: World): Promise<void> {
  const { configuration } = world;
  const { dataDir } = configuration.server;
  if (await isStorageInUse(configuration))
    throw new SecretsInUse(
      'A server, or another program, has the database open: stop it first, for it knows the present secrets only. Nothing was changed.',
    );
  await withStorage(world, async (database) => {
    await checkSecrets(database, await resolveSecrets(configuration));
    const audit = openAudit(world, database);
    const { replaced, rows } = await audit.transaction(async (tx, record) => {
      await database.dialect.takeTurn(tx, 'secrets');
      const replaced = await replaceGeneratedSecrets(configuration);
      const values = await resolveSecrets(configuration);
      await checkSecretsIn(tx, values);
      const rows = await resealAll(tx, serverKeys(values));
      const details = { fields: replaced.map(secretVariable), rows };
      const event = { type: 'SECRETS_ROTATED', actor: {}, resource: null, details, error: null } as const;
      if (replaced.length + rows > 0) await record(event, null);
      return { replaced, rows };
    });
    const given = (Object.keys(secretFileNames) as SecretName[]).filter((name) => !replaced.includes(name));
    for (const name of replaced)
      console.log(
        `${secretVariable(name)}: new; the earlier one is accepted from ${previousFile(join(dataDir, secretFileNames[name]))}.`,
      );
    for (const name of given)
      console.log(
        `${secretVariable(name)}: set by you, and left; a new one goes there, with the earlier one in ${secretVariable(name)}_PREVIOUS.`,
      );
    console.log(`${rows} sealed values were sealed again.`);
  });
}
