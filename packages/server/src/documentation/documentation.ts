/** Shows the pages of the documentation, in whatever language and spelling of their address they are asked for. */

import type { ConsoleHandler } from '../console/visit.ts';
import { acceptsHtml, type Exchange, header, queryParameter } from '../http/exchange.ts';
import { chooseLocale } from '../http/locale.ts';
import { showPage, showRefusal } from '../http/page.ts';
import { nothingAt } from '../http/refuse.ts';
import { seeOther } from '../http/send.ts';
import { missing } from '../http/status.ts';
import {
  type DocumentationModel,
  documentationMissingPage,
  documentationPage,
  documentationPath,
  type Frame,
  type Locale,
  locales,
} from '../pages/index.ts';
import { type Caller, pageContext, readCaller } from '../site/caller.ts';
import type { Site } from '../site/site.ts';
import { listClients } from '../store/clients.ts';
import { contentsBy, slugs, writtenLanguage } from './contents.ts';

const first = 'getting-started';

/** A name without a language; the language is the reader's (product.md D-2). */
export const leadToPage: ConsoleHandler = async (exchange, site, name) => {
  const caller = await readCaller(exchange, site);
  const slug = name === '' ? first : sameButCase(slugs, name);
  if (slug === undefined) return missingPage(exchange, { caller, site, locale: localeOf(exchange, caller) });
  return lead(exchange, caller, documentationPath(localeOf(exchange, caller), slug));
};

/** `id`: language and name, with a slash between them. */
export const showDocumentation: ConsoleHandler = async (exchange, site, id) => {
  const caller = await readCaller(exchange, site);
  const [language = '', name = ''] = id.split('/');
  const locale = sameButCase(locales, language);
  const slug = sameButCase(slugs, name);
  if (locale === undefined || slug === undefined)
    return missingPage(exchange, { caller, site, locale: locale ?? localeOf(exchange, caller) });
  const path = documentationPath(locale, slug);
  if (exchange.path !== path) return lead(exchange, caller, path);

  const contents = await written();
  const clients = await clientsOf(caller, site);
  const clientId = clients.find(({ id: known }) => known === queryParameter(exchange, 'client_id'))?.id;
  const kept = writtenLanguage(locale);
  const model: DocumentationModel = {
    slug,
    page: contents.page(kept, slug),
    groups: contents.groups(kept),
    language: kept,
    baseUrl: site.baseUrl,
    clients,
    ...(clientId === undefined ? {} : { clientId }),
  };
  const render = (frame: Frame) => documentationPage(model, inAnyLanguage(frame));
  return showPage({ render, variant: { kind: 'account' } }, contextIn(locale, { exchange, caller, site }));
};

type Visit = { readonly exchange: Exchange; readonly caller: Caller; readonly site: Site };

const contextIn = (locale: Locale, visit: Visit) => ({ ...pageContext(visit), uiLocales: [locale] });

/** The switch of languages leads to where the new one decides, with what was asked of the page. */
const inAnyLanguage = ({ here, ...frame }: Frame): Frame =>
  here === undefined ? frame : { ...frame, here: here.replace(/^\/docs\/[^/]+\//, '/docs/') };

async function missingPage(
  exchange: Exchange,
  { locale, ...world }: { readonly caller: Caller; readonly site: Site; readonly locale: Locale },
) {
  if (!acceptsHtml(exchange)) throw nothingAt();
  const language = writtenLanguage(locale);
  const navigation = { groups: (await written()).groups(language), language };
  const render = (frame: Frame) => documentationMissingPage(navigation, frame);
  const refusal = { status: missing, why: 'no such page of the documentation' };
  return showRefusal(
    refusal,
    { render, variant: { kind: 'account' } },
    contextIn(locale, { exchange, ...world }),
  );
}

/** To the one address of the page, with what was asked of it. */
function lead({ query }: Exchange, { cookies }: Caller, path: string) {
  return seeOther(query === '' ? path : `${path}?${query}`, cookies);
}

/** The reader's language; what an address says of it comes before. */
function localeOf(exchange: Exchange, { person, settings }: Caller): Locale {
  const { language } = settings.shownAs(header(exchange, 'cookie') ?? null);
  const chosen = [person?.locale, language].filter((tag) => tag != null);
  return chooseLocale(chosen, header(exchange, 'accept-language'));
}

const sameButCase = <Name extends string>(names: readonly Name[], asked: string): Name | undefined =>
  names.find((name) => name.toLowerCase() === asked.toLowerCase());

/** The parser is loaded with the first page that somebody reads. */
const written = once(async () => contentsBy((await import('./parse.ts')).parsePage));

function once<Value>(make: () => Promise<Value>): () => Promise<Value> {
  let made: Promise<Value> | null = null;
  return () => {
    made ??= make();
    return made;
  };
}

const mostClients = 100;

/**
 * What means nothing to a shell: examples are copied into one, and a document's address, which is its client's id, is
 * of its publisher's choosing.
 */
const harmless = /^[A-Za-z0-9][A-Za-z0-9._:/@-]{0,254}$/;

/** Of a person their own, of an administrator all: the newest of them. */
async function clientsOf({ visitor: { session } }: Caller, site: Site) {
  if (session === null) return [];
  const ownerId = session.role === 'admin' ? undefined : session.userId;
  const range = { limit: mostClients, offset: 0, order: null };
  const { rows } = await listClients(site.database, { ownerId, status: 'active', search: '' }, range);
  return rows
    .map(({ client }) => ({ id: client.id, name: client.name }))
    .filter(({ id }) => harmless.test(id));
}
