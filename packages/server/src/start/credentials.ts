/** The credential issuer, as the configuration wants it (federation-vci-authlete.md §2): loaded only where ENABLE_VCI is set. */

import {
  type CredentialConfiguration,
  type DetailWords,
  type KnownDetailsType,
  loadCredentials,
  type Policy,
  type Ports,
  type Resource,
  type Store,
} from '@grantor/engine';
import { type Epoch, secondOf } from '@grantor/protocol';
import { keyEvent } from '../administration/keys.ts';
import type { ServerKeys } from '../config/secrets.ts';
import type { Configuration } from '../config/types.ts';
import type { CredentialSite } from '../credentials/credential-site.ts';
import type { Database } from '../database/database.ts';
import type { CredentialKeys } from '../keys/credential-keys.ts';
import type { KeyEvent } from '../keys/key-ring.ts';
import { locales, textIn } from '../pages/index.ts';
import type { EngineStore } from '../store/engine-store.ts';
import type { AuditLog } from '../telemetry/audit-log.ts';
import { readingIssuer } from './engine-calls.ts';
import type { Chore } from './upkeep.ts';

/** A year, in seconds: no credential lives longer. */
const longestCredential = 31_536_000;

type Listing = Pick<Store, 'listResources' | 'listCredentialConfigurations'> & {
  listDetailsTypes(): Promise<readonly KnownDetailsType[]>;
};

/**
 * The store in which the scopes and the type of authorization details of credentials are known (OpenID4VCI §5.1).
 * Lists stay the same arrays while nothing has changed.
 */
export async function withCredentials<Given extends Listing>(store: Given, policy: Policy): Promise<Given> {
  if (policy.credentials === 'refused') return store;
  const [{ builtInDetailsType, credentialScopes }] = await Promise.all([loadCredentials(), loadWords()]);
  const addType = joining((types: readonly KnownDetailsType[], configurations) => [
    ...types,
    builtInDetailsType(configurations, title()),
  ]);
  const addScopes = joining((resources: readonly Resource[], configurations) => [
    ...resources,
    credentialScopes(`${policy.issuer}/vci`, configurations),
  ]);
  const configurations = () => store.listCredentialConfigurations();
  return {
    ...store,
    listResources: async () => addScopes(await store.listResources(), await configurations()),
    listDetailsTypes: async () => addType(await store.listDetailsTypes(), await configurations()),
  };
}

/** What their pages say. */
const loadWords = () => import('../pages/text/credential-words.ts');

type Join<List> = (list: List, configurations: readonly CredentialConfiguration[]) => List;

/** The last result again for the same two lists. */
function joining<List>(join: Join<List>): Join<List> {
  let kept: { list: List; configurations: readonly CredentialConfiguration[]; joined: List } | null = null;
  return (list, configurations) => {
    if (kept?.list !== list || kept.configurations !== configurations)
      kept = { list, configurations, joined: join(list, configurations) };
    return kept.joined;
  };
}

const title = (): DetailWords => ({
  text: textIn('en')('credential_details_title'),
  texts: Object.fromEntries(locales.map((locale) => [locale, textIn(locale)('credential_details_title')])),
});

type CredentialWorld = {
  readonly configuration: Configuration;
  readonly database: Database;
  readonly secrets: ServerKeys;
  readonly policy: Policy;
  readonly ports: Ports;
  readonly stored: Pick<EngineStore, 'inOneReading'>;
  readonly audit: AuditLog;
  readonly failed: (cause: unknown) => void;
};

export type OpenedCredentials = { readonly site: CredentialSite | null; readonly chores: readonly Chore[] };

/** null beside no chores: ENABLE_VCI is not set. */
export async function openCredentials(world: CredentialWorld): Promise<OpenedCredentials> {
  const { database, secrets, policy, ports, stored } = world;
  if (policy.credentials === 'refused') return { site: null, chores: [] };
  const [served, { openCredentialSite }] = await Promise.all([
    loadCredentials(),
    import('../credentials/credential-site.ts'),
  ]);
  const now = () => secondOf(ports.clock.now());
  const signer = await credentialKeys(world, now());
  const nonceKey = secrets.credentialNonces;
  const site = openCredentialSite({ served, ports, policy, database, signer, nonceKey });
  return {
    site: { ...site, issuer: readingIssuer(site.issuer, stored) },
    chores: [{ name: 'credential keys', every: 10_000, work: () => signer.refresh(now()) }],
  };
}

type KeyWorld = Pick<CredentialWorld, 'configuration' | 'database' | 'secrets' | 'audit' | 'failed'>;

/** What signs credentials; changes are told of in the audit log. */
export async function credentialKeys(world: KeyWorld, now: Epoch): Promise<CredentialKeys> {
  const { configuration, database, secrets, audit, failed } = world;
  const { openCredentialKeys } = await import('../keys/credential-keys.ts');
  const onChange = (event: KeyEvent): void =>
    void audit.record({ actor: {}, ...keyEvent(event) }, null).catch(failed);
  return openCredentialKeys(
    {
      ...{ database, sealer: secrets, onChange, longestCredential },
      rotationInterval: configuration.keys.rotationInterval,
    },
    now,
  );
}
