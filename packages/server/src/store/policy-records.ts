/** What administrators lay down, as the engine reads it: all at once, and kept a while (operations.md §8). */

import type { KnownDetailsType, Store } from '@grantor/engine';
import type { Caches } from '../caches/caches.ts';
import type { Database } from '../database/database.ts';
import type { DetailsTypeTable, PolicyTable } from '../database/schema.ts';
import { type NoValues, prepareQuery } from '../database/statement.ts';
import type { CacheName } from '../redis/uses.ts';
import { compileDetailsType, detailsTypeFrom } from './details-types.ts';
import { policyFrom } from './policies.ts';

type PolicyRecords = Pick<
  Store,
  'listTrustedIssuers' | 'listExchangeRules' | 'listCredentialConfigurations'
> & {
  listDetailsTypes(): Promise<readonly KnownDetailsType[]>;
  forgetDetailsTypes(): Promise<void>;
  forgetPolicies(): Promise<void>;
};

export function createPolicyRecords(database: Database, caches: Caches): PolicyRecords {
  const list = <Stored, Value>(name: CacheName, read: (row: Stored) => Value) =>
    caches.of<'all', readonly Stored[], readonly Value[]>({
      ...{ name, read: (rows) => rows.map(read), entries: 1 },
    });
  const types = list('details_type', (row: DetailsTypeTable) => compileDetailsType(detailsTypeFrom(row)));
  const issuers = list('trusted_issuer', (row: PolicyTable) => policyFrom('trusted_issuer', row));
  const rules = list('exchange_rule', (row: PolicyTable) => policyFrom('exchange_rule', row));
  const credentials = list('credential_configuration', (row: PolicyTable) =>
    policyFrom('credential_configuration', row),
  );
  const { readTypes, readIssuers, readRules, readCredentials } = prepareLists(database);
  return {
    listDetailsTypes: async () => (await types.get('all', () => readTypes({}))) ?? [],
    listTrustedIssuers: async () => (await issuers.get('all', () => readIssuers({}))) ?? [],
    listExchangeRules: async () => (await rules.get('all', () => readRules({}))) ?? [],
    listCredentialConfigurations: async () => (await credentials.get('all', () => readCredentials({}))) ?? [],
    forgetDetailsTypes: () => types.forget('all'),
    async forgetPolicies() {
      await Promise.all([issuers.forget('all'), rules.forget('all'), credentials.forget('all')]);
    },
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
  return { readTypes, readIssuers, readRules, readCredentials };
}
