/** The code challenge of an authorization request, and who may leave it out (RFC 7636 §4.3, RFC 9700 §2.1.1). */

import { isCodeChallenge, OAuthError, type Params } from '@grantor/protocol';
import { type Client, isPublic } from '../model/client.ts';
import { isFapi } from '../model/profile.ts';
import type { Policy } from '../ports/policy.ts';
import { profileOf, type SecurityProfile } from '../profiles/security-profile.ts';
import { words } from './words.ts';

type Rule = 'always' | 'unless_nonce' | 'never' | 'without_exemption';

const send = 'send code_challenge with code_challenge_method=S256';
const exemption = 'an administrator may set require_pkce to false for this client';
const rule = 'PKCE is required of public clients, and of confidential ones that send no OpenID nonce';

// protocol.md G-5: constant text, which names every way out that the client has
const remedies = {
  public: `${rule}: ${send}.`,
  unless_nonce: `${rule}: ${send}, or a nonce with the scope openid; or ${exemption}.`,
  always: `PKCE is required of this client, nonce or not: ${send}; or ${exemption}.`,
  without_exemption: `PKCE is required by the security profile: ${send}.`,
} as const;

/**
 * The S256 challenge that the code is bound to; null where PKCE may be left out and is. Throws
 * `invalid_request` for everything else, with a description that says what to send.
 */
export function readCodeChallenge(
  params: Params,
  context: { readonly client: Client; readonly policy: Policy },
): string | null {
  const challenge = params.get('code_challenge');
  const method = params.get('code_challenge_method');
  if (challenge === undefined) {
    if (method !== undefined) throw invalid('A code_challenge_method was sent without a code_challenge.');
    checkMayBeAbsent(params, context);
    return null;
  }
  // RFC 7636 §4.3: an absent method means plain, which RFC 9700 §2.1.1 refuses.
  if (method !== 'S256') throw invalid('The code_challenge_method must be S256; leaving it out means plain.');
  if (!isCodeChallenge(challenge)) throw invalid('The code_challenge is not 43 base64url characters.'); // RFC 7636 §4.2
  return challenge;
}

function checkMayBeAbsent(params: Params, context: { client: Client; policy: Policy }): void {
  const required = ruleFor(context);
  if (required === 'never') return;
  const scope = words(params.get('scope'));
  if (required === 'unless_nonce' && scope.includes('openid') && params.has('nonce')) return;
  throw invalid(isPublic(context.client) ? remedies.public : remedies[required]);
}

const byProfile: Readonly<Record<SecurityProfile['pkce'], Rule>> = {
  everybody: 'always',
  unless_nonce: 'unless_nonce',
  public_only: 'never',
};

// RFC 9700 §2.1.1: always of public clients; a nonce may take its place for confidential ones.
function ruleFor({ client, policy }: { client: Client; policy: Policy }): Rule {
  const profile = profileOf(client, policy);
  if (isFapi(profile.name)) return 'without_exemption'; // FAPI 2.0 Security Profile §5.3.2.2
  if (isPublic(client)) return 'always';
  if (client.pkceRequired !== null) return client.pkceRequired ? 'always' : 'never';
  if (policy.pkceRequired !== null) return policy.pkceRequired ? 'always' : 'unless_nonce';
  return byProfile[profile.pkce];
}

const invalid = (description: string): OAuthError => new OAuthError('invalid_request', description);
