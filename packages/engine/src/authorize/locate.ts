import { matchesRedirectUri, redirectTarget, redirectUriDifference } from '@grantor/protocol';
import type { Channel } from '../requests/outcome.ts';
import { RequestRefused } from '../requests/request-refused.ts';
import type { LoadedRequest } from './load.ts';
import { answerMode, findResponseType } from './response-type.ts';

/** A request whose answers have a verified place to go. From here on errors are answers, not pages. */
export type LocatedRequest = LoadedRequest & {
  readonly channel: Channel;
  /** Echoed byte for byte, however long (RFC 6749 §4.1.2). */
  readonly state: string | undefined;
};

/** Matches the redirect URI exactly (RFC 9700 §2.1) and settles the response mode. */
export function locate(request: LoadedRequest): LocatedRequest {
  const { params, client } = request;
  params.check(['client_id', 'redirect_uri', 'request_uri']);
  const redirectUri = params.get('redirect_uri');
  if (redirectUri === undefined) {
    // Required even where only one is registered (OpenID Connect Core §3.1.2.1).
    const description = 'The redirect_uri parameter is missing.';
    throw new RequestRefused({ fault: 'redirect_uri_missing', client }, 'invalid_request', { description });
  }
  if (!matchesRedirectUri(redirectUri, client.redirectUris, client.applicationType)) {
    throw new RequestRefused({ fault: 'redirect_uri_unregistered', client }, 'invalid_request', {
      description: 'The redirect_uri is not registered for this client.',
      detail: redirectUriDifference(redirectUri, client.redirectUris),
    });
  }
  const asked = params.echo('response_type');
  const requested = reachableMode(params.echo('response_mode'), redirectUri);
  const mode = answerMode(requested, findResponseType(asked), asked);
  return { ...request, channel: { redirectUri, mode }, state: params.echo('state') };
}

/** No form can be posted to a private-use scheme: the default mode takes the error there. */
const reachableMode = (mode: string | undefined, redirectUri: string): string | undefined =>
  mode === 'form_post' && redirectTarget(redirectUri).kind === 'private_use' ? undefined : mode;
