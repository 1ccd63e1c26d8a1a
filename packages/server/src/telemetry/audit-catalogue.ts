/** Every audit event of operations.md §5 as a row: how grave, about what, written when, with which details. */

export type Severity = 'INFO' | 'WARNING' | 'ERROR' | 'CRITICAL';

export type ResourceType =
  | 'USER'
  | 'CLIENT'
  | 'TOKEN'
  | 'DEVICE_CODE'
  | 'AUTHORIZATION'
  | 'CONNECTION'
  | 'SESSION'
  | 'KEY'
  | 'POLICY'
  | 'SYSTEM';

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
  AUTHORIZATION_CODE_GENERATED: frequent('AUTHORIZATION', 'scope', 'resources'),
  AUTHORIZATION_CODE_EXCHANGED: frequent('AUTHORIZATION', 'issued', 'scope'),
  AUTHORIZATION_CODE_DENIED: frequent('AUTHORIZATION'),
  USER_AUTHORIZATION_GRANTED: frequent('AUTHORIZATION', 'scope', 'resources'),
  USER_AUTHORIZATION_REVOKED: change('AUTHORIZATION'),
  ACCESS_TOKEN_ISSUED: frequent('TOKEN', 'issued', 'scope'),
  CLIENT_CREDENTIALS_TOKEN_ISSUED: frequent('TOKEN', 'issued', 'scope'),
  TOKEN_EXCHANGED: frequent('TOKEN', 'issued', 'scope'),
  TOKEN_REFRESHED: frequent('TOKEN', 'issued', 'scope'),
  TOKEN_REVOKED: change('TOKEN', 'tokens_revoked', 'reason'),
  TOKEN_DISABLED: change('TOKEN'),
  TOKEN_ENABLED: change('TOKEN'),
  CLIENT_CREATED: change('CLIENT', 'fields'),
  CLIENT_UPDATED: change('CLIENT', 'fields', 'redirect_hosts'),
  CLIENT_APPROVED: change('CLIENT'),
  CLIENT_REJECTED: change('CLIENT'),
  CLIENT_REGISTERED: change('CLIENT', 'source', 'redirect_hosts'),
  CLIENT_CHANGE_SUBMITTED: change('CLIENT', 'fields'),
  CLIENT_CHANGE_DECIDED: change('CLIENT', 'decision'),
  USER_CREATED: change('USER', 'source', 'role'),
  USER_UPDATED: change('USER', 'fields'),
  USER_ENABLED: change('USER'),
  USER_PASSWORD_CHANGED: change('USER', 'sessions_ended'),
  USER_FACTOR_ADDED: change('USER', 'factor'),
  OAUTH_CONNECTION_CREATED: change('CONNECTION', 'provider'),
  POLICY_CHANGED: change('POLICY', 'fields'),
  SIGNING_KEY_ROTATED: change('KEY', 'alg', 'change'),
  AUDIT_LOG_VIEWED: frequent('SYSTEM', 'rows'),
  AUDIT_LOG_EXPORTED: change('SYSTEM', 'rows'),
  AUDIT_LOG_PURGED: change('SYSTEM', 'rows'),
  SERVER_STARTED: change('SYSTEM', 'version'),
  SERVER_STOPPED: change('SYSTEM', 'version'),

  AUTHENTICATION_FAILURE: failure('USER', 'method', 'reason'),
  ACCOUNT_LOCKED: grave('USER', 'seconds'),
  ACCESS_DENIED: failure('SYSTEM', 'reason'),
  CLIENT_AUTHENTICATION_FAILURE: failure('CLIENT', 'count', 'clients'),
  RATE_LIMIT_EXCEEDED: failure('SYSTEM', 'count', 'limit'),
  LOGOUT_NOTICE_FAILED: failure('SESSION', 'attempts', 'cause', 'status'),
  CLIENT_DELETED: grave('CLIENT', 'redirect_hosts'),
  CLIENT_BLOCKED: grave('CLIENT', 'reason'),
  CLIENT_SECRET_REGENERATED: grave('CLIENT'),
  CLIENT_SECRET_DELETED: grave('CLIENT'),
  USER_DELETED: grave('USER'),
  USER_DISABLED: grave('USER'),
  USER_ROLE_CHANGED: grave('USER', 'from', 'to'),
  USER_PASSWORD_RESET: grave('USER', 'way'),
  USER_FACTOR_REMOVED: grave('USER', 'factor'),
  USER_FACTORS_RESET: grave('USER'),
  RECOVERY_CODE_USED: grave('USER', 'left'),
  OAUTH_CONNECTION_DELETED: grave('CONNECTION', 'provider'),
  SIGNING_KEY_RETIRED: grave('KEY', 'alg'),

  EXTERNAL_AUTH_UNAVAILABLE: fault('SYSTEM', 'cause'),
  CLEANUP_FAILED: fault('SYSTEM', 'table'),

  SUSPICIOUS_ACTIVITY: alarm('AUTHORIZATION', 'cause'),
  CLIENT_TOKENS_REVOKED_ALL: alarm('CLIENT', 'tokens_revoked'),
  SECRETS_ROTATED: alarm('SYSTEM', 'rows'),
  ADMIN_RESET: alarm('USER'),
} as const;

export type AuditEventType = keyof typeof auditCatalogue;

/** What a detail may hold. Secrets are of another type, so the compiler keeps them out (operations.md D-4). */
export type DetailValue = string | number | readonly string[];

export type AuditDetails<Type extends AuditEventType> = {
  readonly [Name in (typeof auditCatalogue)[Type]['details'][number]]?: DetailValue;
};
