/** What administrators lay down, as the engine reads it: all at once, and kept a while (operations.md §8). */

import type {
  CredentialConfiguration,
  ExchangeRule,
  KnownDetailsType,
  Store,
  TrustedIssuer,
} from '@grantor/engine';
import type { Database } from '../database/database.ts';
import type { DetailsTypeTable, PolicyTable } from '../database/schema.ts';
import { type NoValues, prepareQuery } from '../database/statement.ts';
import { compileDetailsType, detailsTypeFrom } from './details-types.ts';
import { policyFrom } from './policies.ts';
import { RecordCache, type RecordCacheOptions } from './record-cache.ts';

type Kept = 'details_type' | 'policy';

type PolicyRecords = Pick<
  Store,
  'listTrustedIssuers' | 'listExchangeRules' | 'listCredentialConfigurations'
> & {
  listDetailsTypes(): Promise<readonly KnownDetailsType[]>;
  forgetDetailsTypes(): void;
  forgetPolicies(): void;
  /** How many lists are kept. */
  held(): Readonly<Record<Kept, number>>;
};

export function createPolicyRecords(
  database: Database,
  optionsOf: (name: Kept) => Omit<RecordCacheOptions<unknown>, 'bytes'>,
): PolicyRecords {
  const types = new RecordCache<'all', readonly KnownDetailsType[]>(optionsOf('details_type'));
  const issuers = new RecordCache<'all', readonly TrustedIssuer[]>(optionsOf('policy'));
  const rules = new RecordCache<'all', readonly ExchangeRule[]>(optionsOf('policy'));
  const credentials = new RecordCache<'all', readonly CredentialConfiguration[]>(optionsOf('policy'));
  const { loadTypes, loadIssuers, loadRules, loadCredentials } = prepareLists(database);
  return {
    listDetailsTypes: async () => (await types.get('all', loadTypes)) ?? [],
    listTrustedIssuers: async () => (await issuers.get('all', loadIssuers)) ?? [],
    listExchangeRules: async () => (await rules.get('all', loadRules)) ?? [],
    listCredentialConfigurations: async () => (await credentials.get('all', loadCredentials)) ?? [],
    forgetDetailsTypes: () => types.forget('all'),
    forgetPolicies() {
      issuers.forget('all');
      rules.forget('all');
      credentials.forget('all');
    },
    held: () => ({ details_type: types.size, policy: issuers.size + rules.size + credentials.size }),
  };
}

function prepareLists(database: Database) {
  const readTypes = prepareQuery<NoValues, DetailsTypeTable>(database, (kysely) =>
    kysely.selectFrom('details_type').selectAll().orderBy('id'),
  );
  const readIssuers = prepareQuery<NoValues, PolicyTable>(database, (kysely) =>
    kysely.selectFrom('trusted_issuer').selectAll().orderBy('id'),
  );
  const readRules = prepareQuery<NoValues, PolicyTable>(database, (kysely) =>
    kysely.selectFrom('exchange_rule').selectAll().orderBy('id'),
  );
  const readCredentials = prepareQuery<NoValues, PolicyTable>(database, (kysely) =>
    kysely.selectFrom('credential_configuration').selectAll().orderBy('id'),
  );
  return {
    loadTypes: async () => (await readTypes({})).map((row) => compileDetailsType(detailsTypeFrom(row))),
    loadIssuers: async () => (await readIssuers({})).map((row) => policyFrom('trusted_issuer', row)),
    loadRules: async () => (await readRules({})).map((row) => policyFrom('exchange_rule', row)),
    loadCredentials: async () =>
      (await readCredentials({})).map((row) => policyFrom('credential_configuration', row)),
  };
}
