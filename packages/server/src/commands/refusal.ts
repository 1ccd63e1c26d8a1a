/** What an operator is told when a start or a command fails for a reason outside the program. */

import { BootstrapConflict } from '../bootstrap/apply.ts';
import { CredentialsNotWritten } from '../bootstrap/credentials-file.ts';
import { AdminPasswordRefused } from '../bootstrap/first-run.ts';
import { BrandingUnusable } from '../branding/branding.ts';
import { TooManyDeaths } from '../cluster/crew.ts';
import { UnusableSecret } from '../config/secret-files.ts';
import { StorageUnavailable } from '../database/database.ts';
import { SchemaMismatch } from '../database/migrations.ts';
import { ListUnusable } from '../facade/files.ts';
import { UnusableKey } from '../keys/key-ring.ts';
import { CertificateUnusable } from '../start/certificate.ts';
import { FederationUnusable } from '../start/federation.ts';
import { AddressUnusable } from '../start/listen.ts';
import { systemReason } from '../start/reason.ts';
import { BootstrapRefused } from '../start/seed.ts';
import { DatabaseUnusable } from '../start/storage.ts';
import { TracingUnusable } from '../telemetry/tracing/tracing.ts';
import { CopyRefused } from './copies.ts';
import { NoAdministrator } from './reset-admin.ts';
import { SecretsInUse } from './rotate-secrets.ts';

/** Their messages are whole sentences that name what to change: where in the program they arose helps nobody. */
const refusals = [
  AddressUnusable,
  AdminPasswordRefused,
  BootstrapConflict,
  BootstrapRefused,
  BrandingUnusable,
  CertificateUnusable,
  CopyRefused,
  CredentialsNotWritten,
  DatabaseUnusable,
  FederationUnusable,
  ListUnusable,
  NoAdministrator,
  SchemaMismatch,
  SecretsInUse,
  StorageUnavailable,
  TooManyDeaths,
  TracingUnusable,
  UnusableKey,
  UnusableSecret,
];

export const isRefusal = (failure: unknown): failure is Error =>
  refusals.some((kind) => failure instanceof kind);

/** The message, and what the operating system said where that is the reason. */
export function sentenceOf(failure: unknown): string {
  if (!(failure instanceof Error)) return 'the command failed';
  const reason = systemReason(failure.cause);
  return reason === null ? failure.message : `${failure.message}: ${reason}`;
}
