import type { Fetch } from '../http/http.ts';
import { type JsonObject, parseObject } from '../untrusted/json.ts';

/** What stands at an address where a metadata document may be. */
export type Found =
  | { readonly kind: 'document'; readonly url: string; readonly content: JsonObject }
  | { readonly kind: 'something_else'; readonly url: string; readonly status: number };

/** The JSON object at the address, or what was there instead. Rejects when nothing answers. */
export async function readDocument(fetch: Fetch, url: string): Promise<Found> {
  const response = await fetch(url, { headers: { accept: 'application/json' } });
  const content = response.status === 200 ? parseObject(await response.text()) : null;
  return content === null
    ? { kind: 'something_else', url, status: response.status }
    : { kind: 'document', url, content };
}

const pathOf = (url: string): string => {
  const { pathname } = new URL(url);
  return pathname === '/' ? '' : pathname.replace(/\/$/, '');
};

export type DocumentForm = {
  readonly name: 'oauth' | 'openid' | 'openid-inserted';
  readonly url: string;
};

/** Where the metadata of an issuer may stand, best first (RFC 8414 §3.1, §5; OpenID Connect Discovery §4). */
export function documentForms(issuer: string): readonly DocumentForm[] {
  const { origin } = new URL(issuer);
  const path = pathOf(issuer);
  return [
    { name: 'oauth', url: `${origin}/.well-known/oauth-authorization-server${path}` },
    { name: 'openid', url: `${origin}${path}/.well-known/openid-configuration` },
    ...(path === ''
      ? []
      : [{ name: 'openid-inserted', url: `${origin}/.well-known/openid-configuration${path}` } as const]),
  ];
}

export const serverDocumentUrls = (issuer: string): readonly string[] =>
  documentForms(issuer).map(({ url }) => url);

/** Where the metadata of a protected resource stands: its own place, then the root of its origin (RFC 9728 §3.1). */
export function resourceDocumentUrls(resource: string): readonly string[] {
  const { origin, search } = new URL(resource);
  const root = `${origin}/.well-known/oauth-protected-resource`;
  return [...new Set([`${root}${pathOf(resource)}${search}`, root])];
}
