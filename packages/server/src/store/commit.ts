/** Facts → writes → one commit. The registry has one writer per fact; nothing here reads before it writes. */

import type { Commit, CommitResult, Fact, FactKind } from '@grantor/engine';
import type { Instant } from '@grantor/protocol';
import type { BoundWrite } from '../database/connection.ts';
import type { Database } from '../database/database.ts';
import type { AuditEventTable } from '../database/schema.ts';
import { prepareInsert } from '../database/statement.ts';
import type { MailMessageRow } from './mail-messages.ts';
import type { BackchannelNotice } from './rows/backchannel-notice.ts';
import { accountWriters } from './writers/account.ts';
import { codeWriters } from './writers/authorization-code.ts';
import { clientWriters } from './writers/client.ts';
import { clientDocumentWriters } from './writers/client-document.ts';
import { consentWriters } from './writers/consent.ts';
import { credentialWriters, offerWriters } from './writers/credential.ts';
import { derivedTokenWriters } from './writers/derived-token.ts';
import { backchannelWriters, deviceWriters } from './writers/device-code.ts';
import { familyWriters } from './writers/family.ts';
import { federationClientWriters } from './writers/federation-client.ts';
import { flowWriters } from './writers/flow.ts';
import { grantWriters } from './writers/managed-grant.ts';
import { pushedRequestWriters } from './writers/pushed-request.ts';
import { refreshWriters } from './writers/refresh.ts';
import { sessionWriters } from './writers/session.ts';
import { ticketWriters } from './writers/ticket.ts';
import { tokenWriters } from './writers/token.ts';
import type { Writers } from './writers/writer.ts';

export type CommitOptions = {
  /** Audit rows that stand or fall with the commit (operations.md D-2). */
  readonly synchronousAudit?: (commit: Commit) => readonly AuditEventTable[];
  /** Messages that stand or fall with the commit (mail.md M-2). */
  readonly messages?: (commit: Commit) => readonly MailMessageRow[];
  /** What is told outside of requests to people, likewise (advanced.md CIB-5). */
  readonly backchannelNotices?: (commit: Commit) => readonly BackchannelNotice[];
  /** Called after every commit that was kept, also when there was nothing to write. */
  readonly onCommitted?: (commit: Commit) => void;
  /** Called when a guard no longer held. */
  readonly onConflict?: () => void;
};

const createWriters = (database: Database): Writers => ({
  ...flowWriters(database),
  ...pushedRequestWriters(database),
  ...consentWriters(database),
  ...codeWriters(database),
  ...familyWriters(database),
  ...refreshWriters(database),
  ...grantWriters(database),
  ...tokenWriters(database),
  ...derivedTokenWriters(database),
  ...offerWriters(database),
  ...credentialWriters(database),
  ...clientDocumentWriters(database),
  ...federationClientWriters(database),
  ...deviceWriters(database),
  ...backchannelWriters(database),
  ...sessionWriters(database),
  ...ticketWriters(database),
  ...accountWriters(database),
  ...clientWriters(database),
});

/** Makes `Store.commit`: all of it or nothing, durable when it answers; without writes, no transaction. */
export function createCommit(
  database: Database,
  {
    synchronousAudit = () => [],
    messages = () => [],
    backchannelNotices = () => [],
    onCommitted = () => {},
    onConflict = () => {},
  }: CommitOptions = {},
): (commit: Commit) => Promise<CommitResult> {
  const writers = createWriters(database);
  const audit = prepareInsert(database, 'audit_event');
  const message = prepareInsert(database, 'mail_message');
  const notice = prepareInsert(database, 'backchannel_notice');
  return async (commit) => {
    const writes = guardsFirst(commit.facts.flatMap((fact) => writesOf(writers, fact, commit.at)));
    const all = [
      ...writes.map(({ write }) => write),
      ...synchronousAudit(commit).map((row) => audit(row, {})),
      ...messages(commit).map((row) => message(row, {})),
      ...backchannelNotices(commit).map((row) => notice(row, {})),
    ];
    const outcome = all.length === 0 ? COMMITTED : await database.connection.commit(all);
    if (outcome.kind === 'conflict') {
      onConflict();
      return { ok: false, conflict: kindAt(writes, outcome.index) };
    }
    onCommitted(commit);
    return { ok: true };
  };
}

const COMMITTED = { kind: 'committed' } as const;

type FactWrite = { readonly write: BoundWrite; readonly kind: FactKind };

function writesOf(writers: Writers, fact: Fact, at: Instant): readonly FactWrite[] {
  // The registry's type pairs each kind with its fact; the compiler cannot see it through an index.
  const writer = writers[fact.kind] as (fact: Fact, at: Instant) => readonly BoundWrite[];
  return writer(fact, at).map((write) => ({ write, kind: fact.kind }));
}

/** No guard depends on an unguarded fact of its own commit; with guards first most commits cannot need undoing. */
function guardsFirst(writes: readonly FactWrite[]): readonly FactWrite[] {
  if (writes.every(({ write }, index) => index === 0 || !write.guarded)) return writes;
  const isGuarded = ({ write }: FactWrite) => write.guarded;
  return [...writes.filter(isGuarded), ...writes.filter((write) => !isGuarded(write))];
}

function kindAt(writes: readonly FactWrite[], index: number): FactKind {
  const write = writes[index];
  if (write === undefined) throw new Error(`no write ${index} in this commit`);
  return write.kind;
}
