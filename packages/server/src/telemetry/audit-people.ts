import type { Source } from '@grantor/engine';
import type { AuditLog } from './audit-log.ts';
import type { AuditEvent } from './audit-row.ts';

/** Sign-ins and refused sessions, as the pages report them (protocol.md §22). */
export type AuditedPeople = {
  signedIn(person: { readonly userId: string; readonly username: string }, source: Source): void;
  signInFailed(
    name: { readonly typed: string; readonly userId: string | null; readonly lock: 'none' | 'starts_now' },
    source: Source,
  ): void;
  sessionRefused(
    session: { readonly id: string; readonly userId: string; readonly username: string },
    reason: 'fingerprint_mismatch',
    source: Source,
  ): void;
};

/** `onFailure`: a row that was to be written at once could not be. */
export function createAuditedPeople(
  audit: Pick<AuditLog, 'record'>,
  onFailure: (cause: unknown) => void,
): AuditedPeople {
  const record = (event: AuditEvent, source: Source): void => {
    audit.record(event, source).catch(onFailure);
  };
  return {
    signedIn: ({ userId, username }, source) =>
      record(
        {
          type: 'AUTHENTICATION_SUCCESS',
          actor: { userId, username },
          resource: { id: userId, name: username },
          details: { method: 'password' },
          error: null,
        },
        source,
      ),
    signInFailed({ typed, userId, lock }, source) {
      // What was typed is kept only where it names somebody: it may be a password in the wrong field
      const account =
        userId === null
          ? { actor: {}, resource: null }
          : { actor: { userId, username: typed }, resource: { id: userId, name: typed } };
      const error = 'sign-in failed';
      record({ type: 'AUTHENTICATION_FAILURE', ...account, details: { method: 'password' }, error }, source);
      if (userId === null || lock === 'none') return;
      record({ type: 'ACCOUNT_LOCKED', ...account, details: { seconds: 900 }, error }, source); // product.md S-4
    },
    sessionRefused: ({ id, userId, username }, reason, source) =>
      record(
        {
          type: 'SUSPICIOUS_ACTIVITY',
          actor: { userId, username },
          resource: { id },
          details: { cause: reason },
          error: 'a session was presented by another browser',
        },
        source,
      ),
  };
}
