import {
  errorReply,
  OAuthError,
  type ProtectedResourceMetadata,
  protectedResourcePath,
  type Reply,
} from '@grantor/protocol';
import { loopbackOrigin } from '../access/place.ts';
import { preflightReply, readableByScripts } from '../request/cors.ts';
import type { GuardRequest } from '../request/guard-request.ts';
import { parseTarget } from '../request/request-target.ts';
import type { AnswerOptions } from './answer-options.ts';

/** The metadata document of a resource (RFC 9728 §2): what is not given is left out, nothing else is in it. */
export function metadataDocument(options: AnswerOptions, resource: string): ProtectedResourceMetadata {
  const { metadata, dpop, certificate, issuers } = options;
  const scopes = options.scopesSupported?.filter((scope) => scope !== 'offline_access');
  return {
    resource,
    authorization_servers: listed(issuers.map(({ issuer }) => issuer)),
    bearer_methods_supported: ['header'],
    scopes_supported: listed(scopes),
    resource_name: metadata.name ?? undefined,
    resource_documentation: metadata.documentation ?? undefined,
    resource_policy_uri: metadata.policy ?? undefined,
    resource_tos_uri: metadata.terms ?? undefined,
    dpop_signing_alg_values_supported: dpop?.algorithms,
    dpop_bound_access_tokens_required: dpop?.mode === 'required' ? true : undefined,
    tls_client_certificate_bound_access_tokens: certificate === null ? undefined : true,
  };
}

const listed = (values: readonly string[] | undefined): readonly string[] | undefined =>
  values === undefined || values.length === 0 ? undefined : values;

/**
 * Answers for the well-known documents at this origin, or undefined when the request is for something else: the
 * metadata of the resource in each of its places, and 404 for the documents that only an authorization server
 * has, so that no catch-all page answers for them (resource.md §5).
 */
export function createMetadataAnswer(options: AnswerOptions): (request: GuardRequest) => Reply | undefined {
  const resourceOf = createLocator(options);
  return (request) => {
    const { path } = parseTarget(request.url);
    const resource = resourceOf(path, request);
    if (resource !== undefined) {
      return answered(request, () => documentReply(metadataDocument(options, resource)));
    }
    return isOfAuthorizationServer(path) ? answered(request, () => readableByScripts(absent())) : undefined;
  };
}

const wellKnown = new RegExp(`^(.*)${protectedResourcePath.replace('.', String.raw`\.`)}(/.*)?$`);

/**
 * The resource whose document a path asks for. The place is the well-known path before the resource's own, or
 * after it, or below whatever a proxy has mounted; or the advertised address (RFC 9728 §3.1).
 */
function createLocator({
  resource,
  metadata,
}: AnswerOptions): (path: string, request: GuardRequest) => string | undefined {
  const advertised = metadata.url === null ? null : new URL(metadata.url).pathname;
  const own = resource === null ? null : new URL(resource).pathname;
  return (path, request) => {
    if (resource !== null && advertised !== null && isMounted(path, advertised)) return resource;
    const [matched, before = '', behind = ''] = wellKnown.exec(path) ?? [];
    if (matched === undefined) return undefined;
    if (resource === null) return `${loopbackOrigin(request)}${behind || before || '/'}`;
    const isRoot = before === '' && behind === '';
    if (isRoot && own !== '/' && metadata.root === 'absent') return undefined;
    return behind === '' || behind === own ? resource : undefined;
  };
}

/** Whether a proxy may have made the one path of the other, by leading parts it took away or added. */
const isMounted = (path: string, advertised: string): boolean =>
  path === advertised ||
  (path !== '/' && advertised.endsWith(path)) ||
  (advertised !== '/' && path.endsWith(advertised));

// RFC 8414 §3, OpenID Connect Discovery §4; at the origin only
const isOfAuthorizationServer = (path: string): boolean =>
  /^\/\.well-known\/(?:oauth-|openid-configuration(?:\/|$))/.test(path);

/** GET and HEAD get the document, scripts may ask first, everything else is 405. */
function answered(request: GuardRequest, reply: () => Reply): Reply {
  const methods = ['GET', 'HEAD'];
  if (request.method === 'OPTIONS') return preflightReply(request, methods);
  if (request.method === 'GET') return reply();
  if (request.method === 'HEAD') return { ...reply(), body: null };
  const error = new OAuthError('method_not_allowed', 'This document is read with GET.');
  return readableByScripts(errorReply(error, { allow: 'GET, HEAD, OPTIONS' }));
}

const documentReply = (document: ProtectedResourceMetadata): Reply =>
  readableByScripts({
    status: 200,
    headers: { 'content-type': 'application/json', 'cache-control': 'public, max-age=300' },
    body: JSON.stringify(document),
    note: { error: null, clientId: null },
  });

const absent = (): Reply =>
  errorReply(new OAuthError('not_found', 'There is no authorization server at this address.'));
