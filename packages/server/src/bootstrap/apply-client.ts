import { isDeepStrictEqual } from 'node:util';
import type { Client, ClientSecret, DetailsType, Resource, ResourceScope } from '@grantor/engine';
import type { Epoch } from '@grantor/protocol';
import type { Kysely } from 'kysely';
import type { Schema } from '../database/schema.ts';
import { readDetailsType, upsertDetailsType } from '../store/details-types.ts';
import {
  insertPolicy,
  type Policies,
  type PolicyKind,
  readPolicy,
  rewritePolicy,
} from '../store/policies.ts';
import { readResource, upsertResource } from '../store/resources.ts';
import { readClient, upsertClient } from '../store/rows/client.ts';
import { insertScope, readScope, rewriteScope } from '../store/scopes.ts';
import type { Difference } from './difference.ts';

/** What the file cannot say stays as it is: the status, and since when its tokens count. */
export async function applyClient(
  tx: Kysely<Schema>,
  declared: Client,
  now: Epoch,
): Promise<readonly Difference[]> {
  const stored = (await readClient(tx, declared.id))?.client ?? null;
  const client = { ...declared, secrets: asSealedBefore(declared.secrets, stored?.secrets ?? []) };
  const difference = { what: 'client', id: client.id, name: client.name } as const;
  if (stored === null) {
    await upsertClient(tx, client, now);
    return [{ kind: 'created', ...difference }];
  }
  // A document may have been withdrawn; the administrator's client of that address stands by itself
  const status = stored.source === 'document' ? client.status : stored.status;
  const wanted = { ...client, status, tokensValidFrom: stored.tokensValidFrom };
  if (isDeepStrictEqual(wanted, stored)) return [];
  await upsertClient(tx, wanted, now);
  return [{ kind: 'updated', ...difference }];
}

/** What is sealed already stays as it is: sealed again it would say the same in other words. */
const asSealedBefore = (
  secrets: readonly ClientSecret[],
  stored: readonly ClientSecret[],
): readonly ClientSecret[] =>
  secrets.map((secret) => {
    const before = stored.find(({ hash }) => hash === secret.hash)?.sealed;
    return secret.sealed === undefined || before === undefined ? secret : { ...secret, sealed: before };
  });

export async function applyResource(
  tx: Kysely<Schema>,
  resource: Resource,
  now: Epoch,
): Promise<readonly Difference[]> {
  const stored = await readResource(tx, resource.uri);
  if (isDeepStrictEqual(stored, resource)) return [];
  await upsertResource(tx, resource, now);
  const kind = stored === null ? 'created' : 'updated';
  return [{ kind, what: 'resource', id: resource.uri, name: resource.name ?? resource.uri }];
}

/** Of no resource; whether it may be what it is now, `scopeConflicts` says. */
export async function applyScope(
  tx: Kysely<Schema>,
  scope: ResourceScope,
  now: Epoch,
): Promise<readonly Difference[]> {
  const stored = await readScope(tx, scope.name);
  if (isDeepStrictEqual(stored, scope)) return [];
  const isNew = await insertScope(tx, scope, now);
  if (!isNew) await rewriteScope(tx, scope, now);
  return [
    { kind: isNew ? 'created' : 'updated', what: 'scope', id: `scope:${scope.name}`, name: scope.name },
  ];
}

export async function applyDetailsType(
  tx: Kysely<Schema>,
  type: DetailsType,
  now: Epoch,
): Promise<readonly Difference[]> {
  const stored = await readDetailsType(tx, type.id);
  if (isDeepStrictEqual(stored, type)) return [];
  await upsertDetailsType(tx, type, now);
  const kind = stored === null ? 'created' : 'updated';
  return [{ kind, what: 'detail_type', id: type.id, name: type.title.text }];
}

const policyNames = {
  trusted_issuer: 'trusted issuer',
  exchange_rule: 'exchange rule',
  credential_configuration: 'credential configuration',
} as const;

export async function applyPolicy<Kind extends PolicyKind>(
  tx: Kysely<Schema>,
  { kind, policy }: { readonly kind: Kind; readonly policy: Policies[Kind] },
  now: Epoch,
): Promise<readonly Difference[]> {
  const stored = await readPolicy(tx, kind, policy.id);
  if (isDeepStrictEqual(stored, policy)) return [];
  const isNew = await insertPolicy(tx, kind, { policy, now });
  if (!isNew) await rewritePolicy(tx, kind, { policy, now });
  return [{ kind: isNew ? 'created' : 'updated', what: policyNames[kind], id: policy.id, name: policy.id }];
}
