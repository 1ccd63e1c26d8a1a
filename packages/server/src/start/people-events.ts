import { createRecencyMap, type Hash, secondOf, userId } from '@grantor/protocol';
import { type ChangePorts, change } from '../administration/change.ts';
import { notice } from '../administration/mail.ts';
import type { PeopleEvents } from '../site/site.ts';
import type { AuditLog } from '../telemetry/audit-log.ts';
import { type AuditEvent, type AuditSource, auditRow } from '../telemetry/audit-row.ts';
import type { Metrics } from '../telemetry/metrics/metrics.ts';

export type PeopleEventsWorld = {
  readonly changes: ChangePorts;
  readonly metrics: Metrics;
  readonly failed: (cause: unknown) => void;
};

/** A browser shows a session that has ended once more, at times in several requests at once. */
const rememberedSessions = 10_000;

/** Sign-ins, their failures and ends of sessions as audit events (protocol.md §22) and in numbers (operations.md §7). */
export function createPeopleEvents({ changes, metrics, failed }: PeopleEventsWorld): PeopleEvents {
  const { audit, now } = changes;
  const record = (...event: Parameters<AuditLog['record']>): void => {
    audit.record(...event).catch(failed);
  };
  const locked = (of: Pick<AuditEvent, 'actor' | 'resource'>, source: AuditSource): void => {
    const details = { seconds: 900 }; // product.md S-4
    const actor = { ...of.actor, source };
    change(changes, actor, async (tx, tell) => {
      const { resource } = of;
      await tell({ type: 'ACCOUNT_LOCKED', resource, details, error: 'too many failures' });
      if (of.actor.userId == null) return;
      const told = { owner: userId(of.actor.userId), actor, at: secondOf(now()), topic: 'account_locked' };
      await notice({ ...changes, tx, tell }, told, 'account_locked');
    }).catch(failed);
  };
  const lost = createRecencyMap<true>(rememberedSessions);
  const countLost = (id: Hash, reason: 'timeout' | 'idle_timeout' | 'fingerprint_mismatch'): void => {
    if (lost.get(id) === undefined) metrics.count('sessions_expired_total', { reason });
    lost.set(id, true);
  };
  return {
    attempted({ method = 'password', result, seconds, checkedBy }) {
      metrics.count('auth_attempts_total', { method, result: attemptResults[result] });
      if (seconds === null || method !== 'password') return;
      metrics.observe('auth_login_duration_seconds', { method }, seconds);
      if (checkedBy === undefined) return;
      metrics.count('auth_login_total', {
        auth_source: checkedBy,
        result: result === 'signed_in' ? 'success' : 'failure',
      });
    },
    externalUnavailable({ userId, cause }, source) {
      record(
        {
          type: 'EXTERNAL_AUTH_UNAVAILABLE',
          actor: {},
          resource: userId === null ? null : { id: userId },
          details: { cause },
          error: 'sign-in could not be checked',
        },
        source,
      );
    },
    signedIn({ userId, username, methods, provider }, source) {
      const event = {
        actor: { userId, username },
        resource: { id: userId, name: username },
        error: null,
      };
      const method = methods.join() === 'pwd' ? 'password' : methods;
      if (provider === null)
        record({ type: 'AUTHENTICATION_SUCCESS', ...event, details: { method } }, source);
      else record({ type: 'OAUTH_AUTHENTICATION', ...event, details: { provider } }, source);
    },
    factorTried: (kind, result) => metrics.count('auth_factor_total', { kind, result }),
    cameBack: (provider, result) => metrics.count('auth_oauth_callback_total', { provider, result }),
    throughFailed({ provider, reason, technical }, source) {
      record(
        {
          ...{ type: 'AUTHENTICATION_FAILURE', actor: {}, resource: null, error: 'sign-in refused' },
          details: { method: 'provider', provider, reason },
          ...(technical ? { technical: 'failure' } : {}),
        },
        source,
      );
    },
    signInFailed({ typed, userId, lock }, source) {
      // The name of nobody may be a password in the wrong field.
      const actor = userId === null ? {} : { userId, username: typed };
      const resource = userId === null ? null : { id: userId, name: typed };
      const details = { method: 'password' };
      record({ type: 'AUTHENTICATION_FAILURE', actor, resource, details, error: 'sign-in refused' }, source);
      if (lock === 'starts_now') locked({ actor, resource }, source);
    },
    factorFailed({ userId, username, method, lock }, source) {
      const actor = userId === undefined ? {} : { userId, username: username ?? null };
      const resource = userId === undefined ? null : { id: userId, name: username ?? null };
      const details = { method };
      const error = method === 'email_code' ? 'sign-in refused' : 'second factor refused';
      record({ type: 'AUTHENTICATION_FAILURE', actor, resource, details, error }, source);
      if (lock === 'starts_now') locked({ actor, resource }, source);
    },
    passkeyCopied({ userId, username }, source) {
      const event = {
        resource: { id: userId },
        details: { cause: 'passkey_counter' },
        error: 'passkey refused',
      };
      record({ type: 'SUSPICIOUS_ACTIVITY', actor: { userId, username }, ...event }, source);
    },
    recoveryCodeUsed(transaction, { userId, username, left }, source) {
      const resource = { id: userId, name: username };
      const event = { actor: { userId, username }, resource, details: { left }, error: null };
      return audit.writeIn(transaction, [auditRow({ type: 'RECOVERY_CODE_USED', ...event }, source, now())]);
    },
    sessionBegan: () => metrics.count('sessions_created_total', {}),
    sessionLost: ({ id }, reason) => countLost(id, reason === 'expired' ? 'timeout' : reason),
    sessionRefused({ id, userId, username }, cause, source) {
      countLost(id, cause);
      const actor = { userId, username };
      const event = { actor, resource: { id }, details: { cause }, error: 'session refused' };
      record({ type: 'SUSPICIOUS_ACTIVITY', ...event }, source);
    },
  };
}

const attemptResults = {
  signed_in: 'success',
  failed: 'failure',
  disabled: 'disabled',
  throttled: 'throttled',
  unavailable: 'unavailable',
  busy: 'busy',
} as const;
