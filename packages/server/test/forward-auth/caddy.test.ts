/** examples/caddy, with Caddy of the distribution. */

import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from '@grantor/compliance/testing/free-port';
import { examples, isInstalled, replaceAll, type StartProxy } from './guarded-hosts.ts';
import { guardedHostsContract } from './guarded-hosts-contract.ts';

/** Around the example: another port, certificates of its own making, nothing outside the folder. */
const globalOptions = async (folder: string, port: number): Promise<string> => `{
	admin off
	https_port ${port}
	http_port ${await freePort()}
	auto_https disable_redirects
	local_certs
	skip_install_trust
	storage file_system ${folder}
	default_bind 127.0.0.1
}
`;

const caddy: StartProxy = async (folder, ports) => {
  const example = await readFile(join(examples, 'caddy/Caddyfile'), 'utf8');
  const guarded = replaceAll(example, [
    ['127.0.0.1:8080', `127.0.0.1:${ports.grantor}`],
    ['127.0.0.1:3000', `127.0.0.1:${ports.app}`],
  ]);
  const file = join(folder, 'Caddyfile');
  await writeFile(file, (await globalOptions(folder, ports.proxy)) + guarded);
  return { command: 'caddy', arguments: ['run', '--config', file, '--adapter', 'caddyfile'] };
};

guardedHostsContract('Caddy', {
  proxy: caddy,
  api: 'https://api.example.com/',
  skip: !isInstalled('caddy', 'version') && 'caddy not installed: apt-get install caddy',
});
