import type { ClientDocument } from '@grantor/engine';
import { clientId, type Instant, instant } from '@grantor/protocol';
import type { ClientDocumentTable } from '../../database/schema.ts';
import { nullable } from './columns.ts';

export const clientDocumentFrom = (row: ClientDocumentTable): ClientDocument => ({
  url: clientId(row.url),
  text: row.text,
  origin: row.origin === 'shipped' ? 'shipped' : 'live',
  etag: row.etag,
  freshUntil: instant(row.fresh_until_ms),
  withdrawnAt: nullable(row.withdrawn_at_ms, instant),
});

/** As it is kept at `at`; a shipped copy was not fetched. */
export const clientDocumentRow = (document: ClientDocument, at: Instant): ClientDocumentTable => ({
  url: document.url,
  text: document.text,
  origin: document.origin,
  etag: document.etag,
  fresh_until_ms: document.freshUntil,
  withdrawn_at_ms: document.withdrawnAt,
  fetched_at_ms: document.origin === 'live' ? at : null,
  failed_at_ms: null,
  failure: null,
});
