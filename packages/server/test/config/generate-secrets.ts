/** Run as a process of its own: prints digests of the secrets that a start with this DATA_DIR would use. */

import { sha256 } from '@grantor/protocol';
import { loadConfiguration } from '../../src/config/load.ts';
import { prepareDataFolder, resolveSecrets } from '../../src/config/secret-files.ts';

const [folder = ''] = process.argv.slice(2);
const loaded = loadConfiguration({ DATA_DIR: folder }, folder);
if (!loaded.ok) throw new Error('the configuration is refused');
await prepareDataFolder(folder);
const { jwt, session, encryption } = await resolveSecrets(loaded.configuration);
process.stdout.write([jwt, session, encryption].map(({ current }) => sha256(current.reveal())).join(' '));
