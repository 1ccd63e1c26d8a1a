/** From an address to the server that signs people in for it: an issuer's, or a protected resource's (cli.md §2). */

import { Failure } from '../errors/failure.ts';
import { parseChallenges } from '../http/challenge.ts';
import type { Fetch, Http } from '../http/http.ts';
import { clean } from '../untrusted/clean.ts';
import { type JsonObject, readText, readTexts } from '../untrusted/json.ts';
import { isScope, isWebAddress } from '../untrusted/printable.ts';
import { checkTransport, isSafe, isSameAddress, mayName, type Transport, withoutSlash } from './address.ts';
import { type Found, readDocument, resourceDocumentUrls, serverDocumentUrls } from './documents.ts';
import { issuerMismatch, readMetadata, type ServerMetadata } from './metadata.ts';

export type Server = {
  /** As the person named it. */
  readonly address: string;
  readonly metadata: ServerMetadata;
  /** Set when the address is a protected resource's. */
  readonly resource: ProtectedResource | null;
};

export type ProtectedResource = {
  /** To be sent as `resource`, exactly as the resource spells it. */
  readonly identifier: string;
  readonly name: string | undefined;
  /** What it asked for first. */
  readonly scopes: readonly string[];
};

export type DiscoverySettings = { readonly http: Http; readonly allowsHttp: boolean };

/**
 * The server behind the address. Rejects with a failure that tells apart: not reachable, no OAuth server, another
 * issuer than asked for, not safe to talk to.
 */
export async function discover(address: string, settings: DiscoverySettings): Promise<Server> {
  checkTransport(address, 'The server', settings);
  const fetch = settings.http.fetchWith('idempotent');
  const asServer = await firstDocument(fetch, serverDocumentUrls(address));
  if (asServer.kind === 'document' && isSameAddress(readText(asServer.content, 'issuer') ?? '', address)) {
    return {
      address,
      metadata: readMetadata(asServer.content, address, settings),
      resource: null,
    };
  }
  const found = await findResource(fetch, address, settings);
  if (found === null) {
    if (asServer.kind === 'document') {
      throw issuerMismatch(address, readText(asServer.content, 'issuer') ?? '');
    }
    throw noServer(address, asServer);
  }
  return discoverFrom(found, address, settings);
}

type FoundResource = { readonly content: JsonObject; readonly challengeScope: string | undefined };

async function discoverFrom(
  found: FoundResource,
  address: string,
  settings: DiscoverySettings,
): Promise<Server> {
  const issuer = readTexts(found.content, 'authorization_servers').find(
    (named) => isWebAddress(named) && mayName(address, named),
  );
  if (issuer === undefined) throw noIssuerNamed(address);
  checkTransport(issuer, `The authorization server of ${address}`, settings);
  const document = await firstDocument(settings.http.fetchWith('idempotent'), serverDocumentUrls(issuer));
  if (document.kind !== 'document') throw noServer(issuer, document);
  const scopes =
    found.challengeScope === undefined
      ? readTexts(found.content, 'scopes_supported')
      : found.challengeScope.split(' ');
  return {
    address,
    metadata: readMetadata(document.content, issuer, settings),
    resource: {
      identifier: readText(found.content, 'resource') ?? address,
      name: cleaned(readText(found.content, 'resource_name')),
      scopes: scopes.filter(isScope),
    },
  };
}

const cleaned = (text: string | undefined): string | undefined =>
  text === undefined ? undefined : clean(text);

/** The first address that answers with a document; otherwise what the first one answered. */
async function firstDocument(fetch: Fetch, urls: readonly string[]): Promise<Found> {
  let first: Found | null = null;
  for (const url of urls) {
    const found = await readDocument(fetch, url);
    if (found.kind === 'document') return found;
    first ??= found;
  }
  return first ?? { kind: 'something_else', url: urls[0] ?? '', status: 0 };
}

/** The metadata that the resource's challenge names, else at its well-known places (RFC 9728 §5.1, §3.1). */
async function findResource(
  fetch: Fetch,
  address: string,
  transport: Transport,
): Promise<FoundResource | null> {
  const response = await fetch(address, { headers: { accept: 'application/json, text/event-stream' } });
  const bearer =
    response.status === 401
      ? parseChallenges(response.headers.get('www-authenticate') ?? '').find(
          ({ scheme }) => scheme === 'bearer',
        )
      : undefined;
  const named = bearer?.parameters.get('resource_metadata');
  const isUsable =
    named !== undefined && isWebAddress(named) && isSafe(named, transport) && mayName(address, named);
  const urls = isUsable ? [named] : resourceDocumentUrls(address);
  const found = await firstDocument(fetch, urls);
  if (found.kind !== 'document' || readTexts(found.content, 'authorization_servers').length === 0)
    return null;
  checkResource(readText(found.content, 'resource') ?? '', address);
  return { content: found.content, challengeScope: bearer?.parameters.get('scope') };
}

/** RFC 9728 §3.3: a token must not be fetched for a resource that another one describes; a parent path may. */
function checkResource(described: string, address: string): void {
  const isParent =
    isWebAddress(described) &&
    new URL(described).origin === new URL(address).origin &&
    `${address}/`.startsWith(`${withoutSlash(described)}/`);
  if (isParent) return;
  throw new Failure('failed', {
    what: 'The metadata describes another resource than the one asked for.',
    why: [`asked:     ${address}`, `it says:   ${described === '' ? '(nothing)' : described}`],
    remedy: ['Use the address the resource gives itself, or tell whoever runs it.'],
  });
}

const noServer = (address: string, found: Found): Failure =>
  new Failure('failed', {
    what: `${address} is not an OAuth server, and no API that one protects.`,
    why: [
      found.kind === 'something_else' && found.status === 200
        ? `At ${found.url} there is something else than metadata, perhaps a web page.`
        : `There is no metadata at ${found.url}`,
    ],
    remedy: ['Check the address. The issuer of a server is often its bare origin: https://auth.example.com'],
    technical: { status: found.kind === 'something_else' ? found.status : undefined },
  });

const noIssuerNamed = (address: string): Failure =>
  new Failure('failed', {
    what: `${address} does not say where to sign in.`,
    why: ['Its metadata names no usable authorization server.'],
    remedy: ['Name the server yourself: grantor login https://auth.example.com --resource URL'],
  });
