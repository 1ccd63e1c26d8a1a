import type { Configuration } from '../config/types.ts';
import type { Log } from '../telemetry/log.ts';
import type { RunningServer } from './start.ts';
import { version } from './version.ts';

/** Says that the server is ready: a line for the log, and words for whoever typed the command. */
export function announce(configuration: Configuration, { firstRun, port }: RunningServer, log: Log): void {
  const { server, database } = configuration;
  log.info('ready', {
    version: version(),
    issuer: server.baseUrl,
    port,
    database: database.target.kind,
    environment: server.environment,
  });
  if (!process.stdout.isTTY && firstRun.kind === 'not_the_first') return;
  const lines = [`Grantor serves ${server.baseUrl}`];
  if (firstRun.kind === 'seeded') {
    const { credentialsPath, client } = firstRun;
    if (credentialsPath !== null)
      lines.push(
        `Sign in as admin; the password is in ${credentialsPath} (delete the file once you know it).`,
      );
    lines.push(
      `Try next: open ${server.baseUrl}, or get a device code for the client "${client.name}":`,
      `  curl -d client_id=${client.id} -d scope='read write' ${server.baseUrl}/oauth/device/code`,
    );
  }
  // Words go to standard error: standard output is for the log.
  process.stderr.write(`\n${lines.join('\n')}\n\n`);
}
