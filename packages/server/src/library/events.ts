/** What happened, for the application: the events of the audit log (operations.md §5). */

import type { AuditRow } from '../telemetry/audit-row.ts';
import type { Log } from '../telemetry/log.ts';

/** Ids are of rows; no secret, code or token is ever in it. */
export type GrantorEvent = {
  /** As the audit log names it, such as `AUTHENTICATION_SUCCESS`. */
  readonly type: string;
  readonly severity: string;
  /** Milliseconds since 1970 UTC. */
  readonly at: number;
  /** `username` is `(application)`, which nobody can have, for what the application around the server did itself. */
  readonly actor: {
    readonly userId: string | null;
    readonly username: string | null;
    readonly clientId: string | null;
    readonly address: string | null;
  };
  readonly resource: {
    readonly type: string | null;
    readonly id: string | null;
    readonly name: string | null;
  };
  readonly details: Readonly<Record<string, unknown>>;
  /** Constant text; null: it succeeded. */
  readonly error: string | null;
  readonly requestId: string | null;
};

const eventOf = (row: AuditRow): GrantorEvent => ({
  type: row.event_type,
  severity: row.severity,
  at: row.event_at_ms,
  actor: {
    userId: row.actor_user_id,
    username: row.actor_username,
    clientId: row.actor_client_id,
    address: row.actor_ip,
  },
  resource: { type: row.resource_type, id: row.resource_id, name: row.resource_name },
  details: JSON.parse(row.details),
  error: row.error_message,
  requestId: row.request_id,
});

/** Hands rows on; a listener that throws fails nothing but its own line in the log. */
export const teller =
  (onEvent: (event: GrantorEvent) => void, log: Log) =>
  (row: AuditRow): void => {
    try {
      onEvent(eventOf(row));
    } catch (failure) {
      log.error('onEvent', { failure });
    }
  };
