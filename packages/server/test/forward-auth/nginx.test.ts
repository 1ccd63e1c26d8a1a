/** examples/nginx, with nginx of the distribution. */

import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { examples, isInstalled, replaceAll, type StartProxy } from './guarded-hosts.ts';
import { guardedHostsContract } from './guarded-hosts-contract.ts';

const included = ['grantor-question.conf', 'grantor-identity.conf', 'grantor-refusal.conf'];

/** Around the example: nothing is written outside the folder, and nobody needs to be root, or not to be. */
const mainConfiguration = (folder: string): string => `
daemon off;
master_process off;
pid ${folder}/nginx.pid;
error_log stderr warn;
events {}
http {
  access_log off;
  client_body_temp_path ${folder}/body;
  proxy_temp_path ${folder}/proxy;
  fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi;
  scgi_temp_path ${folder}/scgi;
  include guarded.conf;
}
`;

const nginx: StartProxy = async (folder, ports) => {
  const [key, certificate] = [join(folder, 'example.key'), join(folder, 'example.crt')];
  await promisify(execFile)('openssl', [
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '1'],
    ...['-subj', '/CN=example.com', '-addext', 'subjectAltName=DNS:*.example.com'],
    ...['-keyout', key, '-out', certificate],
  ]);
  const example = await readFile(join(examples, 'nginx/guarded.conf'), 'utf8');
  const guarded = replaceAll(example, [
    ['listen 443', `listen 127.0.0.1:${ports.proxy}`],
    ['127.0.0.1:8080', `127.0.0.1:${ports.grantor}`],
    ['127.0.0.1:3000', `127.0.0.1:${ports.app}`],
    ['/etc/nginx/tls/example.com.crt', certificate],
    ['/etc/nginx/tls/example.com.key', key],
  ]);
  await mkdir(join(folder, 'logs'));
  await writeFile(join(folder, 'guarded.conf'), guarded);
  for (const name of included)
    await writeFile(join(folder, name), await readFile(join(examples, 'nginx', name)));
  await writeFile(join(folder, 'nginx.conf'), mainConfiguration(folder));
  return { command: 'nginx', arguments: ['-p', folder, '-c', join(folder, 'nginx.conf'), '-e', 'stderr'] };
};

const missing = [
  ...(isInstalled('nginx', '-v') ? [] : ['nginx']),
  ...(isInstalled('openssl', 'version') ? [] : ['openssl']),
];

guardedHostsContract('nginx', {
  proxy: nginx,
  api: 'https://app.example.com/api',
  skip: missing.length > 0 && `${missing.join(' and ')} not installed: apt-get install ${missing.join(' ')}`,
});
