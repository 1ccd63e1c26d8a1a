/** Every audit event that is written, of those of operations.md §5, as a row: how grave, about what, written when, with which details. */

export const severities = ['INFO', 'WARNING', 'ERROR', 'CRITICAL'] as const;
export type Severity = (typeof severities)[number];

export const resourceTypes = [
  'USER',
  'CLIENT',
  'TOKEN',
  'DEVICE_CODE',
  'AUTHORIZATION',
  'CONNECTION',
  'SESSION',
  'KEY',
  'POLICY',
  'SYSTEM',
] as const;
export type ResourceType = (typeof resourceTypes)[number];

/** `atOnce`: in the transaction of the change; `batched`: within a second (operations.md D-2). */
export type Delivery = 'atOnce' | 'batched';

type Entry<Detail extends string> = {
  readonly severity: Severity;
  readonly resource: ResourceType;
  readonly delivery: Delivery;
  readonly details: readonly Detail[];
};

const entry =
  (severity: Severity, delivery: Delivery) =>
  <const Detail extends string = never>(resource: ResourceType, ...details: Detail[]): Entry<Detail> => ({
    severity,
    resource,
    delivery,
    details,
  });

const frequent = entry('INFO', 'batched');
const change = entry('INFO', 'atOnce');
const failure = entry('WARNING', 'batched');
const grave = entry('WARNING', 'atOnce');
const fault = entry('ERROR', 'batched');
const alarm = entry('CRITICAL', 'atOnce');

export const auditCatalogue = {
  AUTHENTICATION_SUCCESS: frequent('USER', 'method', 'remembered'),
  OAUTH_AUTHENTICATION: frequent('USER', 'provider'),
  LOGOUT: change('SESSION', 'reason'),
  SESSION_ENDED: change('SESSION', 'reason', 'sessions'),
  DEVICE_CODE_GENERATED: frequent('DEVICE_CODE', 'scope'),
  DEVICE_CODE_AUTHORIZED: frequent('DEVICE_CODE', 'family'),
  DEVICE_CODE_DENIED: frequent('DEVICE_CODE'),
  BACKCHANNEL_REQUESTED: frequent('AUTHORIZATION', 'scope'),
  BACKCHANNEL_APPROVED: frequent('AUTHORIZATION', 'family'),
  BACKCHANNEL_DENIED: frequent('AUTHORIZATION'),
  CREDENTIAL_OFFERED: frequent('AUTHORIZATION', 'credentials'),
  CREDENTIAL_ISSUED: frequent('AUTHORIZATION', 'credential', 'family'),
  CREDENTIAL_REQUESTED: frequent('AUTHORIZATION', 'credential', 'family'),
  CREDENTIAL_DECIDED: change('AUTHORIZATION', 'credential', 'decision'),
  CREDENTIAL_REVOKED: grave('AUTHORIZATION', 'credential'),
  CREDENTIAL_NOTIFIED: frequent('AUTHORIZATION', 'event', 'description'),
  AUTHORIZATION_CODE_GENERATED: frequent('AUTHORIZATION', 'scope', 'resources'),
  AUTHORIZATION_CODE_EXCHANGED: frequent('AUTHORIZATION', 'issued', 'scope'),
  AUTHORIZATION_CODE_DENIED: frequent('AUTHORIZATION'),
  USER_AUTHORIZATION_GRANTED: frequent('AUTHORIZATION', 'scope', 'resources'),
  USER_AUTHORIZATION_REVOKED: change('AUTHORIZATION', 'client', 'person'),
  USER_AUTHORIZATION_NARROWED: change('AUTHORIZATION', 'person', 'scope'),
  GRANT_CREATED: frequent('AUTHORIZATION', 'scope'),
  GRANT_UPDATED: change('AUTHORIZATION', 'change', 'scope'),
  GRANT_REVOKED: change('AUTHORIZATION', 'reason'),
  ACCESS_TOKEN_ISSUED: frequent('TOKEN', 'issued', 'scope', 'issuer', 'subject'),
  CLIENT_CREDENTIALS_TOKEN_ISSUED: frequent('TOKEN', 'issued', 'scope'),
  TOKEN_EXCHANGED: frequent('TOKEN', 'issued', 'subject', 'issuer', 'actor', 'audience', 'scope'),
  TOKEN_REFRESHED: frequent('TOKEN', 'issued', 'scope'),
  TOKEN_REVOKED: change('TOKEN', 'tokens_revoked', 'reason'),
  TOKEN_DISABLED: change('TOKEN', 'client'),
  TOKEN_ENABLED: change('TOKEN', 'client'),
  TOKEN_UPDATED: change('TOKEN', 'client', 'scope', 'expires_at'),
  CLIENT_CREATED: change('CLIENT', 'fields'),
  CLIENT_UPDATED: change('CLIENT', 'fields', 'redirect_hosts'),
  CLIENT_APPROVED: change('CLIENT'),
  CLIENT_REJECTED: change('CLIENT'),
  CLIENT_CHANGE_SUBMITTED: change('CLIENT', 'fields'),
  CLIENT_CHANGE_DECIDED: change('CLIENT', 'decision', 'fields'),
  CLIENT_TRIAL_STARTED: change('CLIENT', 'expires_at'),
  CLIENT_TRIAL_ENDED: change('CLIENT'),
  CLIENT_REGISTERED: change('CLIENT', 'source', 'redirect_hosts'),
  USER_CREATED: change('USER', 'source', 'role'),
  USER_SIGN_UP_DECLINED: change('USER'),
  USER_UPDATED: change('USER', 'fields'),
  USER_ENABLED: change('USER'),
  USER_EMAIL_VERIFIED: change('USER', 'method'),
  USER_PASSWORD_CHANGED: change('USER', 'method', 'sessions'),
  USER_FACTOR_ADDED: change('USER', 'kind'),
  OAUTH_CONNECTION_CREATED: change('CONNECTION', 'provider', 'method'),
  POLICY_CHANGED: change('POLICY', 'fields'),
  SIGNING_KEY_ADDED: change('KEY', 'alg', 'change'),
  SIGNING_KEY_ROTATED: change('KEY', 'alg'),
  AUDIT_LOG_VIEWED: frequent('SYSTEM', 'rows'),
  AUDIT_LOG_EXPORTED: change('SYSTEM', 'fields'),
  AUDIT_LOG_PURGED: change('SYSTEM', 'rows'),
  MAIL_SENT_AGAIN: change('SYSTEM', 'kind'),
  LOGOUT_NOTICES_SENT_AGAIN: change('SYSTEM', 'count'),
  FRONT_END_CALL: frequent('SYSTEM', 'operation', 'result'),
  SERVER_STARTED: frequent('SYSTEM', 'version', 'issuer'),
  SERVER_STOPPED: frequent('SYSTEM', 'outcome'),

  AUTHENTICATION_FAILURE: failure('USER', 'method', 'provider', 'reason'),
  ACCOUNT_LOCKED: grave('USER', 'seconds'),
  ACCESS_DENIED: failure('USER', 'count', 'cause'),
  AUTHORIZATION_REFUSED: failure('CLIENT', 'count', 'cause', 'redirect_uri'),
  CLIENT_AUTHENTICATION_FAILURE: failure('CLIENT', 'count'),
  RATE_LIMIT_EXCEEDED: failure('SYSTEM', 'count', 'limit'),
  LOGOUT_NOTICE_FAILED: failure('SESSION', 'attempts', 'cause', 'status'),
  BACKCHANNEL_NOTICE_FAILED: failure('CLIENT', 'attempts', 'cause', 'status'),
  ADMIN_TOKEN_ISSUED: grave('TOKEN', 'scope', 'resources', 'expires_at'),
  USER_DELETED: grave('USER', 'role'),
  USER_DISABLED: grave('USER'),
  USER_ROLE_CHANGED: grave('USER', 'role', 'earlier_role'),
  USER_PASSWORD_RESET: grave('USER', 'method'),
  CLIENT_DELETED: grave('CLIENT', 'redirect_hosts'),
  CLIENT_BLOCKED: grave('CLIENT', 'reason'),
  CLIENT_SECRET_REGENERATED: grave('CLIENT', 'label', 'earlier_end'),
  CLIENT_SECRET_DELETED: grave('CLIENT', 'label'),
  USER_FACTOR_REMOVED: grave('USER', 'kind'),
  USER_FACTORS_RESET: grave('USER'),
  RECOVERY_CODE_USED: grave('USER', 'left'),
  OAUTH_CONNECTION_DELETED: grave('CONNECTION', 'provider'),
  SIGNING_KEY_RETIRED: grave('KEY', 'alg'),
  MAIL_NOT_SENT: grave('USER', 'kind', 'cause', 'attempts'),

  EXTERNAL_AUTH_UNAVAILABLE: fault('USER', 'cause'),
  CLEANUP_FAILED: fault('SYSTEM', 'chore'),

  SUSPICIOUS_ACTIVITY: alarm('AUTHORIZATION', 'cause'),
  CLIENT_TOKENS_REVOKED_ALL: alarm('CLIENT', 'authorizations', 'sessions'),
  ADMIN_RESET: alarm('USER'),
  SECRETS_ROTATED: alarm('SYSTEM', 'fields', 'rows'),
} as const;

export type AuditEventType = keyof typeof auditCatalogue;

export const auditEventTypes = Object.keys(auditCatalogue) as readonly AuditEventType[];

/** What a detail may hold. Secrets are of another type, so the compiler keeps them out (operations.md D-4). */
export type DetailValue = string | number | readonly string[];

export type AuditDetails<Type extends AuditEventType> = {
  readonly [Name in (typeof auditCatalogue)[Type]['details'][number]]?: DetailValue;
};
