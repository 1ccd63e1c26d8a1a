/** What the database must hold before the first request: the first run's accounts, and what a file declares. */

import { readFile } from 'node:fs/promises';
import { type ClientSecret, declarationRules, type MetadataRules, type Random } from '@grantor/engine';
import { type Instant, secondOf } from '@grantor/protocol';
import type { Passwords } from '../accounts/passwords.ts';
import { endBlockedDocuments } from '../administration/blocked-documents.ts';
import { applyBootstrap } from '../bootstrap/apply.ts';
import type { Bootstrap } from '../bootstrap/bootstrap.ts';
import { credentialsPathIn } from '../bootstrap/credentials-file.ts';
import type { Difference, RecordedTransaction } from '../bootstrap/difference.ts';
import { type FirstRun, firstRun } from '../bootstrap/first-run.ts';
import { formatLocated } from '../bootstrap/problems.ts';
import { seedWalletClient } from '../bootstrap/wallet-client.ts';
import { configurationExitCode } from '../config/load.ts';
import { certificatePolicy, credentialsOf, legacyResponseTypesOf } from '../config/policy.ts';
import type { Configuration, Environment } from '../config/types.ts';
import type { Database } from '../database/database.ts';
import { asymmetricAlgorithms } from '../keys/algorithm.ts';
import { clientEncryptions } from '../keys/client-encryption.ts';
import { ownDecryption } from '../keys/decrypt.ts';
import { keptAlgorithms } from '../keys/key-ring.ts';
import type { Sealer } from '../keys/key-table.ts';
import { withSealed } from '../keys/shared-secrets.ts';
import { callableAddresses } from '../outbound/callable-addresses.ts';
import type { Accounts } from '../people/directory.ts';
import { Refusal } from '../refusal/refusal.ts';
import type { AuditLog } from '../telemetry/audit-log.ts';
import type { AuditEvent } from '../telemetry/audit-row.ts';
import type { Log } from '../telemetry/log.ts';
import { outboundPolicy } from './outbound-policy.ts';
import { passwordRules } from './settings.ts';
import type { Workers } from './workers.ts';

export type SeedWorld = {
  readonly configuration: Configuration;
  readonly environment: Environment;
  readonly database: Database;
  readonly passwords: Passwords;
  readonly random: Random;
  readonly saltKey: Uint8Array;
  readonly sealer: Pick<Sealer, 'seal'>;
  readonly audit: AuditLog;
  readonly log: Log;
  /** The application's user table: with it nobody is seeded, as nobody here can sign in. */
  readonly accounts?: Accounts | undefined;
  /** What the server was started with, the first of several has put here. */
  readonly workers?: Pick<Workers, 'starts'> | undefined;
};

/** The bootstrap file is no JSON we can use; the message lists every problem with its place. */
export class BootstrapRefused extends Refusal {
  override readonly name = 'BootstrapRefused';
  override readonly exitCode = configurationExitCode;
}

/**
 * Seeds an empty database once, then applies what the file and the settings declare (operations.md B-1, B-2).
 * Nothing is written when the file is refused.
 */
export async function seed(world: SeedWorld, now: Instant): Promise<FirstRun> {
  if (world.workers?.starts === 'worker') return nobody;
  const declared = await readDeclaration(world);
  const first = world.accounts === undefined ? await seedPeople(world, now) : nobody;
  if (world.configuration.credentials.enabled) await seedWallet(world, now);
  if (declared !== null) await applyDeclared(world, declared, now);
  await endBlockedDocuments(world, world.configuration.clientDocuments.blockedDomains, now);
  return first;
}

/** Wallets that have no client id need a client to be (OpenID4VCI §6.1). */
const seedWallet = ({ audit }: SeedWorld, now: Instant): Promise<void> =>
  recorded(audit, 'settings')(async (tx, record) => record(await seedWalletClient(tx, secondOf(now))));

const nobody: FirstRun = { kind: 'not_the_first', credentialsPath: null };

function seedPeople(
  { configuration, database, passwords, random, audit }: SeedWorld,
  now: Instant,
): Promise<FirstRun> {
  return firstRun(
    {
      ...{ database, passwords, random },
      transaction: recorded(audit, 'first start'),
      credentialsPath: credentialsPathIn(configuration.server.dataDir),
      givenPassword: configuration.passwords.defaultAdmin,
      givenEmail: configuration.passwords.defaultAdminEmail,
      passwordRules: passwordRules(configuration),
    },
    secondOf(now),
  );
}

async function applyDeclared(world: SeedWorld, declared: Bootstrap, now: Instant): Promise<void> {
  const { database, passwords, random, saltKey, sealer, audit, log } = world;
  const sealSecret = (secret: ClientSecret, value: string) => withSealed(secret, value, sealer);
  const transaction = recorded(audit, 'bootstrap file');
  const ports = { database, transaction, passwords, random, saltKey, sealSecret };
  const differences = await applyBootstrap(ports, declared, now);
  const created = differences.filter(({ kind }) => kind === 'created').length;
  log.info('bootstrap file applied', { created, updated: differences.length - created });
}

type DeclarationWorld = Pick<SeedWorld, 'configuration' | 'environment'>;

/** What BOOTSTRAP_FILE declares, or null without one. Rejects with BootstrapRefused. */
export async function readDeclaration({
  configuration,
  environment,
}: DeclarationWorld): Promise<Bootstrap | null> {
  const { bootstrapFile } = configuration.server;
  const text = await readBootstrapFile(configuration);
  if (bootstrapFile === null || text === null) return null;
  const { parseBootstrap } = await import('../bootstrap/bootstrap.ts');
  const rules = { clientRules: clientRules(configuration), passwordRules: passwordRules(configuration) };
  const reading = parseBootstrap(text, { environment, ...rules });
  if (!reading.ok)
    throw new BootstrapRefused(
      `BOOTSTRAP_FILE is refused:\n${formatLocated(bootstrapFile, reading.problems)}`,
    );
  return reading.bootstrap;
}

/** The text of BOOTSTRAP_FILE, or null without one. Rejects with BootstrapRefused. */
export async function readBootstrapFile({ server }: Configuration): Promise<string | null> {
  const { bootstrapFile: file } = server;
  if (file === null) return null;
  return readFile(file, 'utf8').catch((cause: unknown) => {
    throw new BootstrapRefused(`BOOTSTRAP_FILE ${file} cannot be read`, { cause });
  });
}

/** What declared clients may ask for: the keys there will be decide the algorithms, the settings whom we call. */
export function clientRules(configuration: Configuration): MetadataRules {
  const kept = keptAlgorithms(configuration.keys);
  return declarationRules({
    profile: configuration.authorization.profile,
    certificates: certificatePolicy(configuration.server),
    algorithms: {
      token_endpoint_auth_signing_alg: asymmetricAlgorithms,
      request_object_signing_alg: asymmetricAlgorithms,
      backchannel_authentication_request_signing_alg: asymmetricAlgorithms,
      id_token_signed_response_alg: kept,
      userinfo_signed_response_alg: kept,
      authorization_signed_response_alg: kept,
      introspection_signed_response_alg: kept,
    },
    encryption: clientEncryptions,
    decryption: ownDecryption,
    addresses: callableAddresses(outboundPolicy(configuration)),
    legacyResponseTypes: legacyResponseTypesOf(configuration),
    credentials: credentialsOf(configuration),
  });
}

type Origin = 'bootstrap file' | 'first start' | 'settings';

const recorded =
  (audit: AuditLog, origin: Origin): RecordedTransaction =>
  (work) =>
    audit.transaction((tx, record) =>
      work(tx, async (differences) => {
        for (const difference of differences) await record(eventOf(difference, origin), null);
      }),
    );

function eventOf({ kind, what, id, name }: Difference, source: Origin): AuditEvent {
  const common = { actor: {}, resource: { id, name }, error: null };
  if (what === 'user') {
    return kind === 'created'
      ? { type: 'USER_CREATED', details: { source }, ...common }
      : { type: 'USER_UPDATED', details: {}, ...common };
  }
  if (what === 'client') {
    return { type: kind === 'created' ? 'CLIENT_CREATED' : 'CLIENT_UPDATED', details: {}, ...common };
  }
  return { type: 'POLICY_CHANGED', details: {}, ...common };
}
