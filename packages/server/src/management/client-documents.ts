/** Clients that are published documents, and domains whose documents are not read (product.md C-5, clients.md §5). */

import { z } from 'zod';
import { blockDomain, refetchDocument, unblockDomain } from '../administration/client-documents.ts';
import { deleteClient } from '../administration/clients.ts';
import { idOfKey, longId, pathKey } from '../console/path-key.ts';
import { conflict, invalid, noSuch } from '../http/problem.ts';
import type { Site } from '../site/site.ts';
import {
  type BlockedDomain,
  type ListedDocument,
  listBlockedDomains,
  readDocuments,
} from '../store/client-documents.ts';
import { findListedClient, listLongIds } from '../store/clients.ts';
import { type Call, operation } from './operation.ts';
import { afterOf, listOf, moment, momentOf, page, pageOf, portionOf, search } from './shapes.ts';

const documentShape = z
  .strictObject({
    id: z.string().describe('Names the document in paths: a text that stands for its address.'),
    url: z.string().describe('The client id.'),
    client_name: z.string().optional(),
    is_active: z.boolean().describe('Whether the client may be used.'),
    origin: z.enum(['live', 'shipped']).describe('Where the copy comes from.'),
    fetched_at: moment.optional(),
    withdrawn_at: moment.optional().describe('Since when nobody publishes it.'),
    failed_at: moment.optional(),
    failure: z.string().optional().describe('Why it could not be had the last time that it could not.'),
  })
  .meta({ id: 'ClientDocument' });

const msOr = <Name extends string>(name: Name, ms: number | null) =>
  (ms === null ? {} : { [name]: momentOf(Math.floor(ms / 1000)) }) as { [key in Name]?: string };

const documentBody = (document: ListedDocument): z.input<typeof documentShape> => ({
  ...{ id: pathKey(document.url), url: document.url },
  ...(document.name === null ? {} : { client_name: document.name }),
  ...{ is_active: document.status === 'active', origin: document.origin },
  ...msOr('fetched_at', document.fetchedAt),
  ...msOr('withdrawn_at', document.withdrawnAt),
  ...msOr('failed_at', document.failedAt),
  ...(document.failure === null ? {} : { failure: document.failure }),
});

async function urlAt({ site, ids: [key = ''] }: Pick<Call<unknown, unknown>, 'site' | 'ids'>) {
  const url = await idOfKey(key, () => listLongIds(site.database, longId));
  if (url === null) throw noSuch();
  return url;
}

const domainShape = z
  .strictObject({
    id: z.string().describe('Names the domain in paths: a text that stands for it.'),
    domain: z.string().describe('With `*.` before it: every host below.'),
    source: z.enum(['administrator', 'settings']),
    since: moment.optional(),
    blocked_by: z.string().optional(),
  })
  .meta({ id: 'BlockedDomain' });

const domainBody = ({ domain, since, by }: BlockedDomain): z.input<typeof domainShape> => ({
  ...{ id: pathKey(domain), domain, source: 'administrator', since: momentOf(since) },
  ...(by === null ? {} : { blocked_by: by }),
});

/** Those of the settings, too. */
async function everyDomain({ database, documents }: Site) {
  const here = (await listBlockedDomains(database.kysely)).map(domainBody);
  const named = documents.blockedBySettings.filter((domain) => here.every((each) => each.domain !== domain));
  return [...here, ...named.map((domain) => ({ id: pathKey(domain), domain, source: 'settings' as const }))];
}

const oneDocument = '/client-documents/{document_id}';
const tag = 'client-documents';
const domains = 'blocked-domains';

export const clientDocumentOperations = [
  operation({
    ...{ name: 'listClientDocuments', method: 'GET', path: '/client-documents', tag, success: 'value' },
    summary: 'Documents that are clients, by address',
    query: z.strictObject({ ...page, search: search.describe('The beginning of the address.') }),
    answer: listOf(documentShape),
    async run({ site, query: { limit, cursor, search: searched } }) {
      const range = { limit: limit + 1, after: afterOf(cursor) };
      const rows = await readDocuments(site.database, searched.trim(), range);
      return { body: pageOf(rows, limit, { item: documentBody, key: ({ url }) => url }) };
    },
  }),
  operation({
    ...{ name: 'refetchClientDocument', method: 'POST', path: `${oneDocument}/refetch`, tag },
    ...{ success: 'nothing', problems: ['missing'] },
    summary: 'The copy counts as old: the document is fetched when the client is next used',
    async run(call) {
      if (!(await refetchDocument(call.site.documents, call.actor, await urlAt(call)))) throw noSuch();
    },
  }),
  operation({
    ...{ name: 'removeClientDocument', method: 'DELETE', path: oneDocument, tag, success: 'nothing' },
    problems: ['missing'],
    summary: 'Removes the copy with the client, and all that people allowed it',
    async run(call) {
      const { site, actor } = call;
      const id = await urlAt(call);
      const found = await findListedClient(site.database.kysely, id);
      if (found?.client.source !== 'document') throw noSuch();
      if ((await deleteClient(site.clients, { actor, id })).kind === 'gone') throw noSuch();
    },
  }),
  operation({
    ...{ name: 'listBlockedDomains', method: 'GET', path: '/blocked-domains', tag: domains },
    ...{ success: 'value', summary: 'Domains whose documents are not read' },
    query: z.strictObject(page),
    answer: listOf(domainShape),
    run: async ({ site, query }) => ({
      body: portionOf(await everyDomain(site), query, { item: (row) => row, key: ({ domain }) => domain }),
    }),
  }),
  operation({
    ...{ name: 'blockDomain', method: 'POST', path: '/blocked-domains', tag: domains, success: 'made' },
    problems: ['conflict'],
    summary: 'No document there is read from now on, and what people allowed clients there ends',
    body: z.strictObject({
      domain: z.string().max(256).describe('A host; `*.` before it: every host below.'),
    }),
    answer: domainShape,
    async run({ site, actor, body }) {
      const domain = body.domain.trim().toLowerCase();
      const { kind } = await blockDomain(site.documents, actor, domain);
      if (kind === 'invalid')
        throw invalid([{ field: 'domain', code: 'no_host', message: 'It is no host, nor one after `*.`.' }]);
      if (kind === 'settled') throw conflict('blocked', 'It is blocked already.');
      const made = (await everyDomain(site)).find((each) => each.domain === domain);
      if (made === undefined) throw conflict('admitted_meanwhile', 'Somebody else has admitted it again.');
      return { body: made, location: `/blocked-domains/${made.id}` };
    },
  }),
  operation({
    ...{ name: 'unblockDomain', method: 'DELETE', path: '/blocked-domains/{domain_id}', tag: domains },
    ...{ success: 'nothing', problems: ['missing', 'conflict'] },
    summary: 'Its documents are read again; what people had allowed starts anew',
    async run({ site, actor, ids: [id = ''] }) {
      const found = (await everyDomain(site)).find((each) => each.id === id);
      if (found === undefined) throw noSuch();
      if (found.source === 'settings')
        throw conflict('of_settings', 'The settings of the server block it, and admit it again.');
      if ((await unblockDomain(site.documents, actor, found.domain)).kind !== 'done') throw noSuch();
    },
  }),
];
