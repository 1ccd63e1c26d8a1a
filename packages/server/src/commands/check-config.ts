import { openBranding } from '../branding/branding.ts';
import { configurationExitCode, describeStray } from '../config/load.ts';
import { openCertificate } from '../start/certificate.ts';
import { openAuthorities } from '../start/client-certificates.ts';
import { federationPolicy } from '../start/federation.ts';
import { readDeclaration } from '../start/seed.ts';
import { checkImportedKey } from '../start/signing-keys.ts';
import type { World } from '../start/start.ts';
import { inspectStorage } from '../start/storage.ts';
import { sendTestMessage } from './mail-test.ts';
import { isRefusal, sentenceOf } from './refusal.ts';
import { strayNames } from './stray-names.ts';

/**
 * Everything a start would refuse, without starting: bootstrap file, key file, logo and colour, certificate and database, all problems at once.
 * `--mail ADDRESS`: sends one message there, too (mail.md M-1). Changes nothing. Whoever gets here has variables without problems (operations.md K-3).
 */
export async function checkConfiguration(world: World, words: readonly string[] = []): Promise<void> {
  const { configuration } = world;
  const [, address] = words;
  const storage = await inspectStorage(configuration);
  const problems = [
    ...(await problemsOf(() => readDeclaration(world))),
    ...(await problemsOf(() => checkImportedKey(configuration))),
    ...(await problemsOf(() => openBranding(configuration.server))),
    ...(await problemsOf(() => openCertificate(configuration, world.log))),
    ...(await problemsOf(() => openAuthorities(configuration.server))),
    ...(await problemsOf(() => federationPolicy(configuration))),
    ...storage.problems,
  ];
  for (const stray of await strayNames(world)) console.error(describeStray(stray));
  if (problems.length > 0) {
    for (const problem of problems) console.error(problem);
    process.exitCode = configurationExitCode;
    return;
  }
  console.log(`The configuration is complete; the issuer is ${configuration.server.baseUrl}.`);
  if (address !== undefined) await sendTestMessage(world, address);
  console.log(`${storage.standing.charAt(0).toUpperCase()}${storage.standing.slice(1)}.`);
}

async function problemsOf(check: () => Promise<unknown>): Promise<readonly string[]> {
  try {
    await check();
    return [];
  } catch (failure) {
    if (isRefusal(failure)) return [sentenceOf(failure)];
    throw failure;
  }
}
