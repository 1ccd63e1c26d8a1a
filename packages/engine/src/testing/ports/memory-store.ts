/** A whole store in memory: the reference for what every other store must do. Never for production. */

import type { Instant } from '@grantor/protocol';
import type { Account } from '../../model/account.ts';
import type { BrowserSession } from '../../model/authentication.ts';
import type { Client } from '../../model/client.ts';
import type { CredentialConfiguration } from '../../model/credential-configuration.ts';
import type { ExchangeRule } from '../../model/exchange-rule.ts';
import type { Family } from '../../model/family.ts';
import type { Resource } from '../../model/resource.ts';
import type { TrustedIssuer } from '../../model/trusted-issuer.ts';
import type { Commit, CommitResult, Fact, FactKind } from '../../ports/facts.ts';
import type { Store } from '../../ports/ports.ts';
import { createReads } from './memory-reads.ts';
import { copyState, emptyState, type MemoryState } from './memory-state.ts';
import { writers } from './memory-writers.ts';

export type MemorySeed = {
  readonly clients?: readonly Client[];
  readonly accounts?: readonly Account[];
  readonly sessions?: readonly BrowserSession[];
  readonly resources?: readonly Resource[];
  readonly trustedIssuers?: readonly TrustedIssuer[];
  readonly exchangeRules?: readonly ExchangeRule[];
  readonly credentialConfigurations?: readonly CredentialConfiguration[];
};

export type MemoryStore = Store & {
  /** Adds or replaces, as administration would. */
  readonly put: {
    client(client: Client): void;
    account(account: Account): void;
    session(session: BrowserSession): void;
    resource(resource: Resource): void;
    /** Replaces all of them. */
    resources(resources: readonly Resource[]): void;
    family(family: Family): void;
    trustedIssuer(issuer: TrustedIssuer): void;
    exchangeRule(rule: ExchangeRule): void;
    /** Take the place of all that are there. */
    policies(all: { issuers?: readonly TrustedIssuer[]; rules?: readonly ExchangeRule[] }): void;
  };
  /** Every commit that was kept, in order. */
  readonly commits: readonly Commit[];
  /** The name of every read so far, in order. */
  readonly reads: readonly string[];
  /** What is kept right now. */
  snapshot(): MemoryState;
};

export function createMemoryStore(seed: MemorySeed = {}): MemoryStore {
  let state = emptyState();
  let resources: readonly Resource[] = [];
  const policies: {
    issuers: readonly TrustedIssuer[];
    rules: readonly ExchangeRule[];
    credentials: readonly CredentialConfiguration[];
  } = {
    issuers: seed.trustedIssuers ?? [],
    rules: seed.exchangeRules ?? [],
    credentials: seed.credentialConfigurations ?? [],
  };
  const commits: Commit[] = [];
  const reads: string[] = [];
  const put: MemoryStore['put'] = {
    client: (client) => void state.clients.set(client.id, client),
    account: (account) => void state.accounts.set(account.id, account),
    session: (session) => void state.sessions.set(session.id, session),
    resource: (resource) => {
      resources = [...resources.filter(({ uri }) => uri !== resource.uri), resource];
    },
    resources: (all) => {
      resources = all;
    },
    family: (family) => void state.families.set(family.id, family),
    trustedIssuer: (issuer) => {
      policies.issuers = [...policies.issuers.filter(({ id }) => id !== issuer.id), issuer];
    },
    exchangeRule: (rule) => {
      policies.rules = [...policies.rules.filter(({ id }) => id !== rule.id), rule];
    },
    policies: (all) => void Object.assign(policies, all),
  };
  for (const client of seed.clients ?? []) put.client(client);
  for (const account of seed.accounts ?? []) put.account(account);
  for (const session of seed.sessions ?? []) put.session(session);
  for (const resource of seed.resources ?? []) put.resource(resource);

  return {
    ...createReads({
      state: () => state,
      resources: () => resources,
      policies,
      note: (read) => reads.push(read),
    }),
    put,
    commits,
    reads,
    snapshot: () => copyState(state),
    async commit(commit) {
      const draft = copyState(state);
      const result = write(draft, commit);
      if (!result.ok) return result;
      state = draft;
      commits.push(commit);
      return result;
    },
  };
}

/** Each fact sees what the facts before it wrote. */
function write(draft: MemoryState, { facts, at }: Commit): CommitResult {
  for (const fact of facts) {
    if (!writeFact(draft, fact, at)) return { ok: false, conflict: fact.kind };
  }
  return { ok: true };
}

function writeFact<Kind extends FactKind>(
  draft: MemoryState,
  fact: Fact & { kind: Kind },
  at: Instant,
): boolean {
  const writer = writers[fact.kind] as (state: MemoryState, fact: Fact, at: Instant) => boolean;
  return writer(draft, fact, at);
}
