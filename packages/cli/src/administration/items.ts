/** Finding what a person names, and calling it as people do. */

import type { Field } from '../command-line/fields.ts';
import { Failure } from '../errors/failure.ts';
import { clean } from '../untrusted/clean.ts';
import { type JsonObject, readText } from '../untrusted/json.ts';
import type { Admin, Page, Query } from './api.ts';
import type { Kind } from './kind.ts';

export type Found = {
  readonly item: JsonObject;
  /** The version that was read; null where there are none. */
  readonly etag: string | null;
  /** Below the API. */
  readonly path: string;
  /** `user “ada”`. */
  readonly called: string;
};

/** Among more of the same beginning nobody is looked for. */
const mostSearched = 1000;
/** What the lists take. */
const longestSearch = 200;

export const nameOf = (item: JsonObject, { names }: Kind): string =>
  clean(names.map((name) => readText(item, name)).find((name) => name !== undefined) ?? '');

export const callOf = (item: JsonObject, kind: Kind): string => `${kind.word} “${nameOf(item, kind)}”`;

export const pathOf = (item: JsonObject, kind: Kind): string =>
  `${kind.path}/${encodeURIComponent(kind.keyOf(item))}`;

/** The one of this name or id. Rejects when there is none, or when several are called so. */
export async function findItem(admin: Admin, kind: Kind, name: string): Promise<Found> {
  const about = `${kind.word} “${clean(name)}”`;
  const { items } = await listItems(admin, kind, {
    search: name.slice(0, longestSearch),
    limit: mostSearched,
    query: {},
  });
  const named = kind.names
    .map((member) => items.filter((item) => readText(item, member) === name))
    .find((found) => found.length > 0);
  const [item, ...others] = named ?? [];
  if (item === undefined) throw missing(admin, kind, about);
  if (others.length > 0) throw ambiguous(about, [item, ...others], kind);
  const path = pathOf(item, kind);
  if (!kind.isReadAlone) return { item, etag: null, path, called: callOf(item, kind) };
  const { body, etag } = await admin.send({ path, about });
  return { item: body, etag, path, called: callOf(body, kind) };
}

export type Sought = {
  readonly search: string | undefined;
  readonly limit: number;
  readonly query: Query;
  /** The options that stand for parameters. */
  readonly fields?: readonly Field[];
};

/** The list as the person wants it: what the server does not search for is looked for here. */
export async function listItems(
  admin: Admin,
  kind: Kind,
  { search, limit, query, fields = [] }: Sought,
): Promise<Page> {
  if (search === undefined || kind.search === 'server')
    return admin.list({ path: kind.path, query: { ...query, search }, fields }, limit);
  const { items } = await admin.list({ path: kind.path, query, fields }, Number.POSITIVE_INFINITY);
  const found = items.filter((item) =>
    kind.names.some((member) => readText(item, member)?.toLowerCase().includes(search.toLowerCase())),
  );
  return { items: found.slice(0, limit), goesOn: found.length > limit };
}

const missing = ({ issuer }: Admin, { word, words }: Kind, about: string): Failure =>
  new Failure('failed', {
    what: `There is no ${about} at ${issuer}.`,
    remedy: [`The ${words} there are: grantor ${word} list`],
  });

const ambiguous = (about: string, items: readonly JsonObject[], kind: Kind): Failure =>
  new Failure('wrong_usage', {
    what: `There are several: ${about}.`,
    why: items.slice(0, 10).map((item) => nameOf(item, kind)),
    remedy: ['Name the one you mean by its id.'],
  });
