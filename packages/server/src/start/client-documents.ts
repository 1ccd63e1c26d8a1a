/** What the database adds to how client documents are read: hosts that are blocked there, and failures that are noted. */

import type { DocumentSource, Policy } from '@grantor/engine';
import type { Instant } from '@grantor/protocol';
import type { Database } from '../database/database.ts';
import { listBlockedDomains, noteFailure } from '../store/client-documents.ts';

export type BlockedDomains = { reload(): Promise<void>; readonly current: readonly string[] };

/** Those of the settings, and those that administrators blocked on any machine. */
export async function readBlockedDomains(
  { kysely }: Pick<Database, 'kysely'>,
  configured: readonly string[],
): Promise<BlockedDomains> {
  let current = configured;
  const blocked = {
    async reload() {
      current = [...configured, ...(await listBlockedDomains(kysely)).map(({ domain }) => domain)];
    },
    get current() {
      return current;
    },
  };
  await blocked.reload();
  return blocked;
}

/** The policy that always says what is blocked by now. */
export const blockingPolicy = (policy: Policy, blocked: BlockedDomains): Policy =>
  policy.clientDocuments === null
    ? policy
    : {
        ...policy,
        clientDocuments: {
          ...policy.clientDocuments,
          get blockedDomains() {
            return blocked.current;
          },
        },
      };

type Noting = {
  readonly database: Pick<Database, 'kysely'>;
  readonly now: () => Instant;
  readonly failed: (cause: unknown) => void;
};

/** The same source; why a document could not be had is noted beside its copy. */
export const notingSource = (source: DocumentSource, { database, now, failed }: Noting): DocumentSource => ({
  ...source,
  async fetch(url, asking) {
    const fetched = await source.fetch(url, asking);
    if (fetched.kind === 'failed')
      await noteFailure(database.kysely, { url, failure: fetched.fault, at: now() }).catch(failed);
    return fetched;
  },
});
