/**
 * Owns the only two doors into markup: the escaping template tag and the check of every link.
 * Never builds a page.
 */
import { redirectUriFault } from '@grantor/protocol';
import { html as template } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';

/** Markup in which every interpolated text is already escaped. */
export type Html = HtmlEscapedString;

export type Fragment = Html | string | number | false | undefined | readonly Fragment[];

/** Builds markup; strings are escaped, `Html` is kept, lists are joined, `false` and `undefined` vanish. */
export function html(strings: TemplateStringsArray, ...values: readonly Fragment[]): Html {
  const markup = template(strings, ...values);
  if (markup instanceof Promise) throw new Error('a page never waits');
  return markup;
}

/** The address itself when it is an absolute http or https URL, else undefined: show text instead of a link. */
export function safeHref(address: string | undefined): string | undefined {
  if (address === undefined || !URL.canParse(address)) return undefined;
  const { protocol } = new URL(address);
  return protocol === 'https:' || protocol === 'http:' ? address : undefined; // security.md B-2
}

/**
 * The address itself when a client may have registered it to be returned to, private-use schemes of
 * applications included, else undefined (clients.md §6).
 */
export const returnHref = (address: string | undefined): string | undefined =>
  safeHref(address) ?? (address !== undefined && redirectUriFault(address) === null ? address : undefined);

/** The path itself when a browser would stay on this server with it, else undefined. */
export function ownPath(path: string | undefined): string | undefined {
  const home = 'http://own.invalid';
  if (path === undefined || !path.startsWith('/') || !URL.canParse(path, home)) return undefined;
  return new URL(path, home).origin === home ? path : undefined; // security.md B-7
}

/** Host and port of a web address as people read it, or undefined. */
export function hostOf(address: string | undefined): string | undefined {
  const href = safeHref(address);
  return href === undefined ? undefined : new URL(href).host;
}
