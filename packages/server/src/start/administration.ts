import type { ForeignSubjects, Random, Store } from '@grantor/engine';
import type { ChangePorts } from '../administration/change.ts';
import { createForeignSubjects } from '../administration/foreign-subjects.ts';
import type { Configuration } from '../config/types.ts';
import type { ServerKeyRing } from '../keys/key-ring.ts';
import type { Accounts } from '../people/directory.ts';
import type { Site } from '../site/site.ts';
import type { EngineStore } from '../store/engine-store.ts';
import type { BlockedDomains } from './client-documents.ts';
import { longestAccessToken } from './signing-keys.ts';

type Parts = ChangePorts & {
  readonly ring: ServerKeyRing;
  readonly store: Store;
  readonly stored: EngineStore;
  readonly blocked: BlockedDomains;
};

/** What administrators work with on tokens, keys and client documents. */
export function administrationPorts(
  configuration: Configuration,
  { ring, store, stored, blocked, ...change }: Parts,
): Pick<Site, 'tokens' | 'keys' | 'documents' | 'policies'> {
  return {
    tokens: { ...change, keys: ring, store, longestToken: longestAccessToken(configuration) },
    keys: { ring, audit: change.audit, now: change.now },
    policies: { ...change, forgetPolicies: stored.forgetPolicies },
    documents: {
      ...change,
      forgetClient: stored.forgetClient,
      reloadBlocked: blocked.reload,
      blockedBySettings: configuration.clientDocuments.blockedDomains,
    },
  };
}

type Subjects = ChangePorts & {
  readonly random: Random;
  readonly store: Store;
  readonly accounts: Accounts | undefined;
};

/** Whom the word of a trusted issuer is about; the application's people are made and found by nobody here. */
export const foreignSubjects = ({ store, accounts, ...ports }: Subjects): ForeignSubjects =>
  createForeignSubjects({
    ...ports,
    findAccount: (id) => store.findAccount(id),
    people: accounts === undefined ? 'here' : 'elsewhere',
  });
