// One of several processes that start on the same data folder: node first-run-racer.ts FOLDER
import { join } from 'node:path';
import { firstRun } from '../../src/bootstrap/first-run.ts';
import { openDatabase } from '../../src/database/database.ts';
import { now, quickPasswords, random } from '../accounts/world.ts';
import { recordedIn } from './recorded.ts';

const [, , folder] = process.argv;
if (folder === undefined) throw new Error('usage: first-run-racer.ts FOLDER');
const database = await openDatabase({ driver: 'sqlite', path: join(folder, 'grantor.db') });
const seeded = await firstRun(
  {
    ...{
      database,
      transaction: recordedIn(database),
      random,
      passwords: quickPasswords(),
      givenPassword: null,
      givenEmail: null,
    },
    credentialsPath: join(folder, 'grantor-credentials.txt'),
    passwordRules: { siteName: 'Grantor', minLength: 12 },
  },
  now,
);
await database.close();
process.stdout.write(seeded.kind);
