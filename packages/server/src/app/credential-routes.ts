/** Mounts the credential issuer (OpenID4VCI), where ENABLE_VCI is set. */

import { type BackChannelRequest, endpoints } from '@grantor/engine';
import { errorReply, OAuthError, type Reply, secondOf } from '@grantor/protocol';
import type { CredentialSite } from '../credentials/credential-site.ts';
import type { Exchange } from '../http/exchange.ts';
import { idIn, type Route } from '../http/routes.ts';
import type { Site } from '../site/site.ts';
import { noBody, replyHandler, requestHead } from './engine-request.ts';
import { insertedPaths } from './protocol-routes.ts';

type Endpoint = (typeof endpoints)[keyof typeof endpoints];
type Call = (request: BackChannelRequest) => Promise<Reply>;

/** Every path of the issuer; none without ENABLE_VCI. */
export function credentialRoutes({ credentials, aliases, baseUrl, now }: Site): readonly Route[] {
  if (credentials === null) return [];
  const { issuer } = credentials;
  const pathsOf = ({ path, aliases: others }: Endpoint): readonly string[] =>
    aliases === 'served' ? [path, ...others] : [path];
  const posted = (endpoint: Endpoint, call: Call): Route => ({
    paths: pathsOf(endpoint),
    post: replyHandler(async (exchange) => call({ ...requestHead(exchange), body: await exchange.body() })),
    ...{ safe: 'safe', crossOrigin: 'client', audience: 'api' },
  });
  const read = (paths: readonly string[], reply: (exchange: Exchange) => Promise<Reply>): Route => ({
    paths,
    get: replyHandler(reply),
    ...{ safe: 'safe', crossOrigin: 'public', audience: 'api' },
  });
  const named = (endpoint: Endpoint, reply: (exchange: Exchange, id: string) => Promise<Reply>): Route =>
    read(pathsOf(endpoint), (exchange) => reply(exchange, idOf(exchange, pathsOf(endpoint))));
  return [
    read(insertedPaths(endpoints.credentialIssuer.path, baseUrl), (exchange) =>
      issuer.metadata({ ...requestHead(exchange), body: noBody }),
    ),
    read(
      pathsOf(endpoints.credentialIssuerKeys).flatMap((path) => insertedPaths(path, baseUrl)),
      () => issuer.keys(),
    ),
    read(pathsOf(endpoints.credentialKeys), () => issuer.jwks()),
    named(endpoints.credentialOffer, ({ source }, id) => issuer.offer({ id, source })),
    named(endpoints.credentialType, ({ source }, id) => issuer.type({ id, source })),
    named(endpoints.statusList, (_, id) => statusList(credentials, id, now)),
    posted(endpoints.credentialNonce, (request) => issuer.nonce(request)),
    posted(endpoints.credential, (request) => issuer.credential(request)),
    posted(endpoints.deferredCredential, (request) => issuer.deferredCredential(request)),
    posted(endpoints.credentialNotification, (request) => issuer.notification(request)),
    posted(endpoints.attestationChallenge, (request) => issuer.challenge(request)),
  ];
}

const idOf = ({ path }: Exchange, paths: readonly string[]): string =>
  paths.map((pattern) => idIn(path, pattern)).find((id) => id !== null) ?? '';

async function statusList(
  { statusList: lists }: CredentialSite,
  id: string,
  now: Site['now'],
): Promise<Reply> {
  return (
    (await lists(id, secondOf(now()))) ??
    errorReply(new OAuthError('not_found', 'There is no such status list.'))
  );
}
