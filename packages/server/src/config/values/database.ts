import { resolve } from 'node:path';
import { Secret } from '@grantor/protocol';
import { type Parsed, parsed, refused } from './parse.ts';
import type { Shape } from './variable.ts';

/** Which database, in the one form each driver takes. */
export type DatabaseTarget =
  | { readonly kind: 'sqlite'; readonly file: string }
  | { readonly kind: 'postgres'; readonly url: Secret };

/** A text that may hold a password; what it means depends on the driver. */
export const dsn: Shape<Secret, null> = {
  type: 'str',
  allowed: 'a file path for sqlite; postgres://… or host=… user=… for postgres',
  confidential: true,
  unset: null,
  parse: (text) => parsed(Secret.of(text)),
};

type DatabaseSettings = { readonly driver: 'sqlite' | 'postgres'; readonly dsn: Secret | null };

/** `folder` is where relative files lie; `dataDir` holds the database that nobody named. */
export function parseTarget(
  { driver, dsn: given }: DatabaseSettings,
  { folder, dataDir }: { readonly folder: string; readonly dataDir: string },
): Parsed<DatabaseTarget> {
  if (driver === 'sqlite') {
    const file = given === null ? parsed(resolve(dataDir, 'grantor.db')) : parseFile(given.reveal(), folder);
    return file.ok ? parsed({ kind: 'sqlite', file: file.value }) : file;
  }
  if (given === null) return refused('must be set for DATABASE_DRIVER=postgres');
  const url = parsePostgres(given.reveal());
  return url.ok ? parsed({ kind: 'postgres', url: Secret.of(url.value) }) : url;
}

function parseFile(text: string, folder: string): Parsed<string> {
  if (/^[a-z]{2,}:|\?|=/i.test(text)) return refused('is not a file path, as DATABASE_DRIVER=sqlite needs');
  return parsed(resolve(folder, text));
}

function parsePostgres(text: string): Parsed<string> {
  if (/^postgres(?:ql)?:\/\//.test(text)) {
    return URL.canParse(text) ? parsed(text) : refused('is not a URL');
  }
  const pairs = parseKeywords(text);
  if (pairs === null) return refused('is neither a postgres:// URL nor keyword=value pairs');
  return pairs.has('host') ? parsed(urlOf(pairs)) : refused('names no host');
}

// libpq "Keyword/Value Connection Strings": values may be quoted, with \' and \\ inside
const keywordPair = /\s*([a-z_]+)\s*=\s*(?:'((?:[^'\\]|\\.)*)'|((?:[^\s'\\]|\\.)+))(?:\s+|$)/iy;

function parseKeywords(text: string): Map<string, string> | null {
  const pairs = new Map<string, string>();
  keywordPair.lastIndex = 0;
  while (keywordPair.lastIndex < text.length) {
    const match = keywordPair.exec(text);
    if (match === null) return null;
    pairs.set((match[1] ?? '').toLowerCase(), (match[2] ?? match[3] ?? '').replace(/\\(.)/g, '$1'));
  }
  return pairs;
}

function urlOf(pairs: ReadonlyMap<string, string>): string {
  const { host = '', port, user, password, dbname, ...options } = Object.fromEntries(pairs);
  const encode = encodeURIComponent;
  const credentials =
    user === undefined ? '' : `${encode(user)}${password === undefined ? '' : `:${encode(password)}`}@`;
  const socket = host.startsWith('/');
  const authority = socket
    ? ''
    : `${host.includes(':') ? `[${host}]` : host}${port === undefined ? '' : `:${port}`}`;
  const query = new URLSearchParams(
    socket ? { host, ...(port === undefined ? {} : { port }), ...options } : options,
  );
  const suffix = query.size === 0 ? '' : `?${query}`;
  return `postgres://${credentials}${authority}/${encode(dbname ?? user ?? '')}${suffix}`;
}
