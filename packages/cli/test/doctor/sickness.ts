/** Ways to make one answer of the patient sick. */

import { type Asked, type Said, type Sickness, serverMetadata } from './healthy.ts';
import type { Circumstances } from './worlds.ts';

export type SickServer = {
  readonly name: string;
  readonly sickness?: Sickness;
  readonly circumstances?: Circumstances;
  /** What the doctor may do; only register a client unless it says otherwise. */
  readonly words?: readonly string[];
  /** Every check that is not well, and no other. */
  readonly finds: readonly string[];
  /** Something of the sentence that says what is wrong. */
  readonly says?: RegExp;
};

export const mayRegister: readonly string[] = ['--register'];
export const mayDoAll: readonly string[] = ['--register', '--login', '--device'];

export type Place = string | ((asked: Asked) => boolean);

export const at =
  (place: Place, change: (well: Said, asked: Asked) => Said): Sickness =>
  (asked, well) => {
    const isThere = typeof place === 'string' ? asked.url.pathname === place : place(asked);
    return isThere ? change(well, asked) : well;
  };

export const both =
  (one: Sickness, other: Sickness): Sickness =>
  (asked, well) =>
    other(asked, one(asked, well));

export const withHeader = (well: Said, name: string, change: (value: string) => string | null): Said => {
  const { [name]: value, ...others } = well.headers;
  const changed = value === undefined ? null : change(value);
  return { ...well, headers: changed === null ? others : { ...others, [name]: changed } };
};

const isMetadata = ({ method, url }: Asked): boolean =>
  method === 'GET' && /openid-configuration|oauth-authorization-server/.test(url.pathname);

type Document = ReturnType<typeof serverMetadata>;

/** In the metadata, at every address it has. */
export const metadata = (change: (document: Document, origin: string) => object): Sickness =>
  at(isMetadata, (well, { url }) =>
    well.status === 200 ? { ...well, body: change(serverMetadata(url.origin), url.origin) } : well,
  );

export const without = (document: object, name: string): object =>
  Object.fromEntries(Object.entries(document).filter(([member]) => member !== name));

export const page: Said = {
  status: 200,
  headers: { 'content-type': 'text/html', 'access-control-allow-origin': '*' },
  body: '<!doctype html><p>Welcome',
};

export const missing = (well: Said): Said => ({ ...well, status: 404, body: { error: 'not_found' } });

export const isResourceDocument = ({ method, url }: Asked): boolean =>
  method === 'GET' && url.pathname.startsWith('/.well-known/oauth-protected-resource');

export const resourceDocument = (change: (document: Record<string, unknown>) => object): Sickness =>
  at(isResourceDocument, (well) => ({ ...well, body: change(well.body as Record<string, unknown>) }));

export const challenge = (change: (value: string) => string): Sickness =>
  at('/mcp', (well) => withHeader(well, 'www-authenticate', change));

/** Refuses the registrations that have the property. */
export const refuses = (hasProperty: (metadata: Record<string, unknown>) => boolean): Sickness =>
  at(
    ({ method, url }) => method === 'POST' && url.pathname === '/auth/register',
    (well, { body }) =>
      hasProperty(JSON.parse(body))
        ? { ...well, status: 400, body: { error: 'invalid_client_metadata', error_description: 'not here' } }
        : well,
  );

export const preflightAt = (path: string, change: (well: Said) => Said): Sickness =>
  at(({ method, url }) => method === 'OPTIONS' && url.pathname === path, change);
