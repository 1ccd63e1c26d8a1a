import {
  type Epoch,
  isOwnAddress,
  matchesRedirectUri,
  redirectTarget,
  redirectUriDifference,
} from '@grantor/protocol';
import { type Client, isSelfRegistered } from '../model/client.ts';
import { isFapi } from '../model/profile.ts';
import type { ResponseMode } from '../model/response-mode.ts';
import type { Policy } from '../ports/policy.ts';
import { profileOf } from '../profiles/security-profile.ts';
import type { Channel } from '../requests/outcome.ts';
import { RequestRefused } from '../requests/request-refused.ts';
import type { LoadedRequest } from './load.ts';
import { answerMode, deliveryOf } from './response-type.ts';

/** A request whose answers have a verified place to go. From here on errors are answers, not pages. */
export type LocatedRequest = LoadedRequest & {
  readonly channel: Channel;
  /** The one that is answered in. */
  readonly mode: ResponseMode;
  /** Echoed byte for byte, however long (RFC 6749 §4.1.2). */
  readonly state: string | undefined;
};

/** Those that decide where answers go, or that nobody may send twice before that is decided. */
export const locatingParameters: readonly string[] = ['client_id', 'redirect_uri', 'request_uri'];

/** Matches the redirect URI exactly (RFC 9700 §2.1) and settles the response mode. */
export function locate(
  request: LoadedRequest,
  policy: Pick<Policy, 'issuer' | 'profile'>,
  now: Epoch,
): LocatedRequest {
  const { params, client } = request;
  params.check(locatingParameters);
  const redirectUri = params.get('redirect_uri');
  if (redirectUri === undefined) {
    // Required even where only one is registered (OpenID Connect Core §3.1.2.1).
    const description = 'The redirect_uri parameter is missing.';
    throw new RequestRefused({ fault: 'redirect_uri_missing', client }, 'invalid_request', { description });
  }
  if (!isTried(redirectUri, client, now)) checkRegistered(redirectUri, client, policy);
  const asked = params.echo('response_type');
  const requested = reachableMode(params.echo('response_mode'), redirectUri);
  const mode = answerMode(requested, { asked, profile: profileOf(client, policy) });
  const channel = { redirectUri, mode: deliveryOf(mode, asked) };
  return { ...request, channel, mode, state: params.echo('state') };
}

/** Where an administrator tries the client: the one address of ours that counts, and only while that is on. */
const isTried = (uri: string, { trial }: Client, now: Epoch): boolean =>
  trial !== null && trial.redirectUri === uri && now < trial.until;

function checkRegistered(
  redirectUri: string,
  client: Client,
  policy: Pick<Policy, 'issuer' | 'profile'>,
): void {
  // federation-vci-authlete.md FED-14: nobody here knows whether it is an app on a device
  const kind = client.source === 'federation' ? 'web' : client.applicationType;
  if (!matchesRedirectUri(redirectUri, client.redirectUris, kind)) {
    throw new RequestRefused({ fault: 'redirect_uri_unregistered', client }, 'invalid_request', {
      description: 'The redirect_uri is not registered for this client.',
      detail: redirectUriDifference(redirectUri, client.redirectUris),
    });
  }
  // FAPI 2.0 Security Profile §5.3.2.2: a scheme of an app's own can be claimed by another app
  if (isFapi(profileOf(client, policy).name) && redirectTarget(redirectUri).kind === 'private_use') {
    throw new RequestRefused({ fault: 'redirect_uri_unregistered', client }, 'invalid_request', {
      description: 'The security profile does not allow a redirect_uri with a scheme of its own.',
    });
  }
  if (isOwnAddress(redirectUri, policy.issuer) && !isDeclared(redirectUri, client)) {
    const description = 'The redirect_uri is an address of this server itself.';
    throw new RequestRefused({ fault: 'redirect_uri_own', client }, 'invalid_request', { description });
  }
}

/** An administrator's word, letter by letter: any port of this machine may be ours (security.md B-8). */
const isDeclared = (uri: string, client: Client): boolean =>
  !isSelfRegistered(client) && client.redirectUris.includes(uri);

/** No form can be posted to a private-use scheme: the default mode takes the error there. */
function reachableMode(mode: string | undefined, redirectUri: string): string | undefined {
  const isPosted = mode === 'form_post' || mode === 'form_post.jwt';
  if (!isPosted || redirectTarget(redirectUri).kind !== 'private_use') return mode;
  return mode === 'form_post' ? undefined : 'jwt';
}
