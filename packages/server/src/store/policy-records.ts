/** What administrators lay down, as the engine reads it: all at once, and kept a while (operations.md §8). */

import type { DetailsType, KnownDetailsType, Store } from '@grantor/engine';
import type { Caches } from '../caches/caches.ts';
import type { Revisions } from '../caches/checked-records.ts';
import type { Database } from '../database/database.ts';
import type { DetailsTypeTable, PolicyTable } from '../database/schema.ts';
import { type NoValues, prepareQuery } from '../database/statement.ts';
import type { CacheName } from '../redis/uses.ts';
import { compileDetailsType, detailsTypeFrom } from './details-types.ts';
import type { LiveRecords } from './live-records.ts';
import { policyFrom } from './policies.ts';
import { trusts } from './reading.ts';

type PolicyRecords = Pick<
  Store,
  'listTrustedIssuers' | 'listExchangeRules' | 'listCredentialConfigurations'
> & {
  listDetailsTypes(): Promise<readonly KnownDetailsType[]>;
  forgetDetailsTypes(): Promise<void>;
  forgetPolicies(): Promise<void>;
};

/** One and the same: what is made of the list is kept as long as the list is. */
const noTypes: readonly KnownDetailsType[] = [];

/** Compiles the schemas of a list once, for as long as the list is kept. */
function keptCompiled(): (types: readonly DetailsType[]) => Promise<readonly KnownDetailsType[]> {
  const kept = new WeakMap<readonly DetailsType[], Promise<readonly KnownDetailsType[]>>();
  return (types) => {
    const compiled = kept.get(types) ?? Promise.all(types.map(compileDetailsType));
    kept.set(types, compiled);
    return compiled;
  };
}

/** Of any list: all have one revision. */
export const policyRevisions = ({
  policies,
}: Pick<LiveRecords, 'policies'>): Revisions<'all', readonly unknown[]> => ({
  now: policies,
  trusts: (_, revision) => trusts('policies', null, revision),
  of: null,
});

/** `live`: who says whether they are still the same; null: nobody asks. */
type PolicyWorld = { readonly caches: Caches; readonly live: Pick<LiveRecords, 'policies'> | null };

export function createPolicyRecords(database: Database, { caches, live }: PolicyWorld): PolicyRecords {
  const compiled = keptCompiled();
  const list = <Stored, Value>(name: CacheName, read: (row: Stored) => Value) =>
    caches.of<'all', readonly Stored[], readonly Value[]>({
      ...{ name, read: (rows) => rows.map(read), entries: 1 },
      revisions: live && policyRevisions(live),
    });
  const types = list('details_type', detailsTypeFrom);
  const issuers = list('trusted_issuer', (row: PolicyTable) => policyFrom('trusted_issuer', row));
  const rules = list('exchange_rule', (row: PolicyTable) => policyFrom('exchange_rule', row));
  const credentials = list('credential_configuration', (row: PolicyTable) =>
    policyFrom('credential_configuration', row),
  );
  const { readTypes, readIssuers, readRules, readCredentials } = prepareLists(database);
  return {
    async listDetailsTypes() {
      const known = await types.get('all', () => readTypes({}));
      return known === null || known.length === 0 ? noTypes : compiled(known);
    },
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
