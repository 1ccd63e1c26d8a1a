/** Clients that are published documents (product.md §12.3 /admin/clients/documents, C-5). */

import type { Params } from '@grantor/protocol';
import { blockDomain, refetchDocument, unblockDomain } from '../administration/client-documents.ts';
import { actorOf } from '../console/actor.ts';
import { listView } from '../console/list-view.ts';
import { pathKey } from '../console/path-key.ts';
import {
  done,
  forAdministrator,
  forAdministratorForm,
  nothingHere,
  show,
  showAgain,
  type Visit,
} from '../console/visit.ts';
import type { Outgoing } from '../http/message.ts';
import {
  type DocumentFailure,
  type DocumentRow,
  type DocumentsModel,
  documentsPage,
} from '../pages/index.ts';
import { type ListedDocument, listBlockedDomains, listDocuments } from '../store/client-documents.ts';
import { clientsSection } from './clients.ts';

const path = `${clientsSection}/documents`;
const reasons: readonly DocumentFailure[] = ['unreachable', 'forbidden', 'gone', 'broken'];

const seconds = (ms: number): number => Math.floor(ms / 1000);

/** As pages show it. */
export function rowOf(document: ListedDocument): DocumentRow {
  const { url, name, status, origin, fetchedAt, failedAt, failure, withdrawnAt } = document;
  const reason = reasons.find((known) => known === failure);
  // What went wrong before it was last fetched is over
  const isFailing = reason !== undefined && failedAt !== null && failedAt > (fetchedAt ?? 0);
  const standing = status === 'active' ? origin : 'inactive';
  return {
    url,
    name: name ?? url,
    path: `${clientsSection}/${pathKey(url)}`,
    state: withdrawnAt === null ? standing : 'withdrawn',
    ...(fetchedAt === null ? {} : { fetchedAt: seconds(fetchedAt) }),
    ...(isFailing ? { failure: { reason, at: seconds(failedAt) } } : {}),
  };
}

async function modelOf({ exchange, site }: Visit): Promise<DocumentsModel> {
  const view = listView(exchange);
  const range = { limit: view.pageSize, offset: (view.page - 1) * view.pageSize };
  const [{ rows, total }, blocked] = await Promise.all([
    listDocuments(site.database, view.search, range),
    listBlockedDomains(site.database.kysely),
  ]);
  const here = blocked.map(({ domain, since }) => ({ domain, since }));
  const configured = site.documents.blockedBySettings.map((domain) => ({ domain, since: null }));
  return { view, total, rows: rows.map(rowOf), blocked: [...configured, ...here] };
}

const page = async (visit: Visit): Promise<Outgoing> => {
  const model = await modelOf(visit);
  return show(visit, (frame) => documentsPage(model, frame));
};

export const showDocuments = forAdministrator(page);

export const postRefetch = forAdministratorForm(async (visit, form) => {
  const found = await refetchDocument(visit.site.documents, actorOf(visit), form.get('url') ?? '');
  if (!found) throw nothingHere();
  return done(visit, path, 'document_refetched');
}, page);

const domainIn = (form: Params): string => form.get('domain') ?? '';

export const postBlock = forAdministratorForm(async (visit, form) => {
  const entered = domainIn(form);
  const { kind } = await blockDomain(visit.site.documents, actorOf(visit), entered);
  if (kind === 'done') return done(visit, path, 'domain_blocked');
  const model = await modelOf(visit);
  return showAgain(visit, 'the domain cannot be blocked', (frame) =>
    documentsPage({ ...model, refused: { entered, why: kind } }, frame),
  );
}, page);

export const postUnblock = forAdministratorForm(async (visit, form) => {
  await unblockDomain(visit.site.documents, actorOf(visit), domainIn(form));
  return done(visit, path, 'domain_unblocked');
}, page);
