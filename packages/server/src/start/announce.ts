import type { FirstRun } from '../bootstrap/first-run.ts';
import type { Configuration } from '../config/types.ts';
import type { Log } from '../telemetry/log.ts';
import { version } from './version.ts';
import type { Started } from './workers.ts';

/** Says that the server is ready: a line for the log, and words for whoever typed the command. */
export function announce(configuration: Configuration, running: Started, log: Log): void {
  const { server, database } = configuration;
  log.info('ready', {
    version: version(),
    issuer: server.baseUrl,
    port: running.port,
    hosts: running.hosts.map((host) => host ?? '*'),
    database: database.target.kind,
    workers: server.workers,
    environment: server.environment,
  });
  // Words go to standard error: standard output is for the log.
  process.stderr.write(`\n${words(server.baseUrl, running.firstRun).join('\n')}\n\n`);
}

/** The way to the password is told at every start while the file is there: the first one may have been cut short. */
function words(baseUrl: string, firstRun: FirstRun): readonly string[] {
  const { credentialsPath } = firstRun;
  const lines = [`Grantor serves ${baseUrl}`];
  if (credentialsPath !== null)
    lines.push(
      `Sign in as admin; its first password is in ${credentialsPath} (delete the file once you know it).`,
    );
  if (firstRun.kind === 'seeded') {
    const { id, name } = firstRun.client;
    lines.push(
      `Try next: open ${baseUrl}, or get a device code for the client "${name}":`,
      `  curl -d client_id=${id} -d scope='read write' ${baseUrl}/oauth/device/code`,
    );
  }
  return lines;
}
