/** This server as an entity of federations: loaded only where it is one (federation-vci-authlete.md FED-1, FED-3). */

import { readFile } from 'node:fs/promises';
import type { Clock, FederationDocuments, FederationPolicy, FederationPorts, Policy } from '@grantor/engine';
import { type Epoch, secondOf } from '@grantor/protocol';
import { keyEvent } from '../administration/keys.ts';
import type { ServerKeys } from '../config/secrets.ts';
import type { Configuration } from '../config/types.ts';
import type { Database } from '../database/database.ts';
import type { FederationKeyRing } from '../keys/federation-keys.ts';
import { Refusal } from '../refusal/refusal.ts';
import type { AuditLog } from '../telemetry/audit-log.ts';
import type { Chore } from './upkeep.ts';

export type OpenedFederation = {
  readonly standing: 'served' | 'refused';
  readonly ports: FederationPorts | null;
  readonly rules: Pick<Policy, 'federation'>;
  readonly chores: readonly Chore[];
};

/** The start must fail: the message says what is wrong with FEDERATION_FILE. */
export class FederationUnusable extends Refusal {
  override readonly name = 'FederationUnusable';
}

const none: OpenedFederation = { standing: 'refused', ports: null, rules: { federation: null }, chores: [] };

type FederationParts = {
  readonly configuration: Configuration;
  readonly database: Database;
  readonly secrets: ServerKeys;
  readonly audit: AuditLog;
  readonly entities: FederationDocuments;
  readonly clock: Clock;
  readonly failed: (cause: unknown) => void;
};

/** Rejects with FederationUnusable. */
export async function openFederation(parts: FederationParts): Promise<OpenedFederation> {
  const { configuration, entities, clock } = parts;
  const federation = await federationPolicy(configuration);
  if (federation === null) return none;
  const now = () => secondOf(clock.now());
  const keys = await federationKeys(parts, now());
  const chore = { name: 'federation keys', every: 10_000, work: () => keys.refresh(now()) };
  const ports = { documents: entities, keys };
  return { standing: 'served', ports, rules: { federation }, chores: [chore] };
}

type KeyParts = Pick<FederationParts, 'configuration' | 'database' | 'secrets' | 'audit' | 'failed'>;

/** What signs as an entity; changes are told of in the audit log. */
export async function federationKeys(parts: KeyParts, now: Epoch): Promise<FederationKeyRing> {
  const { configuration, database, secrets, audit, failed } = parts;
  const { openFederationKeys } = await import('../keys/federation-keys.ts');
  return openFederationKeys(
    {
      ...{ database, sealer: secrets, rotationInterval: configuration.keys.rotationInterval },
      onChange: (event) => void audit.record({ actor: {}, ...keyEvent(event) }, null).catch(failed),
    },
    now,
  );
}

/** What the file says; null: this server is no entity of any federation. Rejects with FederationUnusable. */
export async function federationPolicy({ federation }: Configuration): Promise<FederationPolicy | null> {
  const { enabled, file } = federation;
  if (!enabled || file === null) return null;
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new FederationUnusable(`${file} (FEDERATION_FILE) cannot be read`, { cause });
  });
  const { readFederationFile, UnusableFederationFile } = await import('../federation/federation-file.ts');
  try {
    return readFederationFile(text);
  } catch (cause) {
    if (!(cause instanceof UnusableFederationFile)) throw cause;
    throw new FederationUnusable(`${file} (FEDERATION_FILE): ${cause.message}`, { cause });
  }
}
