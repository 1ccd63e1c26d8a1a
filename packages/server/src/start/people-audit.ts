import type { PeopleAudit } from '../site/site.ts';
import type { AuditLog } from '../telemetry/audit-log.ts';

/** Sign-ins, their failures and refused sessions as audit events (protocol.md §22). */
export function createPeopleAudit(audit: AuditLog, failed: (cause: unknown) => void): PeopleAudit {
  const record = (...event: Parameters<AuditLog['record']>): void => {
    audit.record(...event).catch(failed);
  };
  return {
    signedIn({ userId, username }, source) {
      const details = { method: 'password' };
      const resource = { id: userId, name: username };
      record(
        { type: 'AUTHENTICATION_SUCCESS', actor: { userId, username }, resource, details, error: null },
        source,
      );
    },
    signInFailed({ typed, userId, lock }, source) {
      // The name of nobody may be a password in the wrong field.
      const actor = userId === null ? {} : { userId, username: typed };
      const resource = userId === null ? null : { id: userId, name: typed };
      const details = { method: 'password' };
      record({ type: 'AUTHENTICATION_FAILURE', actor, resource, details, error: 'sign-in refused' }, source);
      if (lock !== 'starts_now') return;
      const seconds = 900; // product.md S-4
      record(
        { type: 'ACCOUNT_LOCKED', actor, resource, details: { seconds }, error: 'too many failures' },
        source,
      );
    },
    sessionRefused({ id, userId, username }, cause, source) {
      const actor = { userId, username };
      const event = { actor, resource: { id }, details: { cause }, error: 'session refused' };
      record({ type: 'SUSPICIOUS_ACTIVITY', ...event }, source);
    },
  };
}
