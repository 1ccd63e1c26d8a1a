import type { ClientSecret, Random } from '@grantor/engine';
import { type Epoch, type Instant, secondOf } from '@grantor/protocol';
import type { Kysely } from 'kysely';
import type { Passwords } from '../accounts/passwords.ts';
import type { Database } from '../database/database.ts';
import type { Schema } from '../database/schema.ts';
import { Refusal } from '../refusal/refusal.ts';
import type { Policies, PolicyKind } from '../store/policies.ts';
import { takeScopeTurn } from '../store/scopes.ts';
import { hasAdministrator } from '../store/users.ts';
import { applyClient, applyDetailsType, applyPolicy, applyResource, applyScope } from './apply-client.ts';
import { applyUser, type PlannedUser, planUser } from './apply-user.ts';
import type { Bootstrap } from './bootstrap.ts';
import type { Difference, RecordedTransaction } from './difference.ts';
import { type Finding, formatFindings } from './problems.ts';
import { scopeConflicts, takenByCredential, takenScope } from './scope-names.ts';

/** The file contradicts what is stored; nothing of it was applied. */
export class BootstrapConflict extends Refusal {
  override readonly name = 'BootstrapConflict';
  readonly problems: readonly Finding[];

  constructor(problems: readonly Finding[]) {
    super(`the bootstrap file contradicts the database:\n${formatFindings(problems)}`);
    this.problems = problems;
  }
}

export type BootstrapPorts = {
  readonly database: Pick<Database, 'kysely'>;
  readonly transaction: RecordedTransaction;
  readonly passwords: Passwords;
  readonly random: Random;
  /** Derives the salts of declared passwords. */
  readonly saltKey: Uint8Array;
  /** The secret as it is kept to be read again (advanced.md CAU-6). */
  readonly sealSecret: (secret: ClientSecret, value: string) => ClientSecret;
};

/**
 * Creates or updates everything declared, in one transaction; what is stored as declared is left alone and
 * nothing is deleted. Answers what changed. Throws BootstrapConflict.
 */
export async function applyBootstrap(
  ports: BootstrapPorts,
  bootstrap: Bootstrap,
  now: Instant,
): Promise<readonly Difference[]> {
  // hashed before the transaction: none is open across slow work
  const planned: PlannedUser[] = [];
  for (const user of bootstrap.users) planned.push(await planUser(ports, user));

  return ports.transaction(async (tx, record) => {
    const hadAdministrator = await hasAdministrator(tx);
    const users = await applyUsers(tx, planned, now);
    const problems = [...users.problems];
    // product.md U-2
    if (hadAdministrator && !(await hasAdministrator(tx))) {
      problems.push({ at: 'users', message: 'would leave no active administrator' });
    }
    if (problems.length > 0) throw new BootstrapConflict(problems);
    const differences = [...users.differences];
    const at = secondOf(now);
    for (const client of bootstrap.clients) {
      const shared = bootstrap.shared.get(client.id) ?? null;
      const sealed = (secret: ClientSecret) =>
        shared === null ? secret : ports.sealSecret(secret, shared.reveal());
      const secrets = client.secrets.map(sealed);
      differences.push(...(await applyClient(tx, { ...client, secrets }, at)));
    }
    differences.push(...(await applyScopes(tx, bootstrap, at)));
    for (const type of bootstrap.detailsTypes) {
      differences.push(...(await applyDetailsType(tx, type, at)));
    }
    for (const policy of policiesOf(bootstrap)) {
      differences.push(...(await applyPolicy(tx, policy, at)));
    }
    const contradictions = await nameConflicts(tx, bootstrap);
    if (contradictions.length > 0) throw new BootstrapConflict(contradictions);
    await record(differences);
    return differences;
  });
}

/** Resources, and scopes that belong to none, in their turn where any are declared. */
async function applyScopes(
  tx: Kysely<Schema>,
  { resources, scopes, credentialConfigurations }: Bootstrap,
  now: Epoch,
): Promise<readonly Difference[]> {
  const named = [...scopes, ...resources.flatMap((resource) => resource.scopes ?? [])];
  if (named.length > 0 || credentialConfigurations.some(({ scope }) => scope !== null))
    await takeScopeTurn(tx);
  const differences: Difference[] = [];
  for (const resource of resources) differences.push(...(await applyResource(tx, resource, now)));
  for (const scope of scopes) differences.push(...(await applyScope(tx, scope, now)));
  return differences;
}

/** Scopes that have not their name to themselves, or include what they may not, once everything declared is applied. */
async function nameConflicts(
  tx: Kysely<Schema>,
  { scopes, resources, credentialConfigurations }: Bootstrap,
): Promise<readonly Finding[]> {
  const found: (Finding | null)[] = [];
  for (const [index, scope] of scopes.entries())
    found.push(...(await scopeConflicts(tx, scope, ['scopes', index])));
  for (const [index, resource] of resources.entries())
    found.push(await takenScope(tx, resource.scopes, ['resources', index]));
  for (const [index, { scope }] of credentialConfigurations.entries())
    found.push(await takenByCredential(tx, scope, ['credential_configurations', index]));
  return found.filter((finding) => finding !== null);
}

type Policy = {
  readonly [Kind in PolicyKind]: { readonly kind: Kind; readonly policy: Policies[Kind] };
}[PolicyKind];

/** Records of whoever and whatever counts beside clients and resources, each with its kind. */
const policiesOf = (bootstrap: Bootstrap): readonly Policy[] => [
  ...bootstrap.trustedIssuers.map((policy) => ({ kind: 'trusted_issuer', policy }) as const),
  ...bootstrap.exchangeRules.map((policy) => ({ kind: 'exchange_rule', policy }) as const),
  ...bootstrap.credentialConfigurations.map(
    (policy) => ({ kind: 'credential_configuration', policy }) as const,
  ),
];

async function applyUsers(tx: Kysely<Schema>, planned: readonly PlannedUser[], now: Instant) {
  const differences: Difference[] = [];
  const problems: Finding[] = [];
  for (const [index, user] of planned.entries()) {
    const applied = await applyUser(tx, user, now);
    if (applied.kind === 'applied') differences.push(...applied.differences);
    else problems.push({ at: `users[${index}].${applied.member}`, message: applied.message });
  }
  return { differences, problems };
}
