import { randomUUIDv7 } from 'node:crypto';
import type { Source } from '@grantor/engine';
import type { AuditEventTable } from '../database/schema.ts';
import { type AuditDetails, type AuditEventType, auditCatalogue } from './audit-catalogue.ts';

export type AuditRow = Readonly<AuditEventTable>;

export type AuditActor = {
  readonly userId?: string | null;
  /** As the request knew it: names are never looked up for the log (operations.md D-1). */
  readonly username?: string | null;
  readonly clientId?: string | null;
};

/** Something that happened, of a type of the catalogue and with no details but that type's. */
export type AuditEvent<Type extends AuditEventType = AuditEventType> = {
  readonly type: Type;
  readonly actor: AuditActor;
  /** What it happened to, by row id, never by a secret. */
  readonly resource: { readonly id: string; readonly name?: string | null } | null;
  readonly details: AuditDetails<Type>;
  /** Constant text when it failed; null when it succeeded. */
  readonly error: string | null;
  /** It failed for a technical reason: ERROR whatever the catalogue says. */
  readonly technical?: 'failure';
};

/** null: the server itself, outside any request. */
export type AuditSource = Source | null;

/** The row of an event that happened at `at` (ms since 1970). Ids ascend from one ms to the next. */
export function auditRow(event: AuditEvent, source: AuditSource, at: number): AuditRow {
  const { severity, resource } = auditCatalogue[event.type];
  const { actor, concerned } = partsOf(event, source);
  return {
    id: randomUUIDv7(),
    event_type: event.type,
    event_at_ms: at,
    severity: event.technical === 'failure' ? 'ERROR' : severity,
    actor_user_id: actor.userId ?? null,
    actor_username: cut(actor.username ?? null),
    actor_ip: source?.address ?? null,
    actor_client_id: cut(actor.clientId ?? null),
    resource_type: resource,
    resource_id: cut(event.resource?.id ?? null),
    resource_name: cut(event.resource?.name ?? null),
    action: event.type.toLowerCase(),
    details: detailsText({ ...event.details, ...concerned }),
    success: event.error === null ? 1 : 0,
    error_message: event.error,
    user_agent: cut(source?.userAgent ?? null),
    request_path: cut(pathOf(source)),
    request_method: source?.method ?? null,
    request_id: source?.requestId ?? null,
  };
}

/** No user has this name: it holds characters that none may have (product.md §2). */
const application: AuditActor = { username: '(application)' };

type Parts = { readonly actor: AuditActor; readonly concerned: Readonly<Record<string, string>> };

/** What the application around the server does is its own doing; whom it concerns is a detail (operations.md D-1). */
function partsOf({ actor, resource }: AuditEvent, source: AuditSource): Parts {
  if (source?.actor !== 'application') return { actor, concerned: {} };
  const { userId, clientId } = actor;
  const concerned = { user: userId, client: clientId === resource?.id ? null : clientId };
  return {
    actor: application,
    concerned: Object.fromEntries(
      Object.entries(concerned).flatMap(([part, id]) => (id == null ? [] : [[part, id]])),
    ),
  };
}

/** Whether the row belongs into the transaction of its change (operations.md D-2). */
export function isWrittenAtOnce(row: AuditRow): boolean {
  const type = row.event_type as AuditEventType;
  return row.severity === 'CRITICAL' || auditCatalogue[type].delivery === 'atOnce';
}

// operations.md D-1
const longestText = 256;

const cut = (text: string | null): string | null =>
  text === null ? null : text.slice(0, longestText).toWellFormed();

/** In characters, of the entries of a list together: strangers make lists of hosts and scopes (security.md L-9). */
const longestList = 1024;

function detailsText(details: object): string {
  const text = JSON.stringify(details);
  // Then no list in it is too long, and no text in a list; half a character would be escaped
  if (text.length <= longestText && !text.includes('\\ud')) return text;
  return JSON.stringify(details, (_name, value) => (Array.isArray(value) ? fitting(value) : value));
}

/** As many entries as fit, each cut like other texts; the last one says how many are left out. */
function fitting(list: readonly string[]): readonly string[] {
  const entries = list.map((entry) => entry.slice(0, longestText).toWellFormed());
  let room = longestList;
  const kept = entries.findIndex((entry) => {
    room -= entry.length;
    return room < 0;
  });
  return kept === -1 ? entries : [...entries.slice(0, kept), `and ${entries.length - kept} more`];
}

/** A query may carry a code or a token, and so may what stands in place of an id (operations.md D-4). */
const pathOf = (source: AuditSource): string | null =>
  source === null ? null : (source.pattern ?? source.path.split('?')[0] ?? null);
