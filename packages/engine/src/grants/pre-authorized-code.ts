/** Tokens for an offer of credentials that its person took into a wallet (OpenID4VCI §6.1). */

import { clientId, OAuthError, type Params, secondOf, sha256 } from '@grantor/protocol';
import { authenticationFailed, vouchedFor } from '../client-auth/authenticate.ts';
import { namesNoClient } from '../client-auth/registry.ts';
import { noClaims } from '../model/claims-request.ts';
import { credentialDetail, sayingsOf } from '../model/credential-configuration.ts';
import { type CredentialOffer, transactionCodeHash } from '../model/credential-offer.ts';
import type { Context } from '../requests/context.ts';
import type { FamilyDraft } from '../tokens/entitlement.ts';
import { newFamilyId } from '../tokens/ordered-id.ts';
import { entitleBirth } from './entitle.ts';
import type { Grant, GrantOutcome, GrantRequest, Identified } from './grant.ts';
import { invalidGrant, missing } from './refusal.ts';

/** OpenID4VCI §4.1.1 */
export const preAuthorizedGrant = 'urn:ietf:params:oauth:grant-type:pre-authorized_code';

/** Whom wallets are that have no client id (OpenID4VCI §6.1): one client, which administrators can switch off. */
export const anonymousWallet = clientId('anonymous-wallet');

export const preAuthorizedCode: Grant = {
  name: preAuthorizedGrant,
  charged: 'on_entry',
  isOffered: ({ credentials }) => credentials === 'served',
  isOpenTo: () => true,
  async identify(context, request): Promise<Identified | null> {
    const { now } = request;
    if (!namesNoClient({ authorization: undefined, ...request })) return null;
    const proved = await vouchedFor(context, anonymousWallet, secondOf(now));
    // federation-vci-authlete.md VCI-5
    if (proved === null) throw authenticationFailed('wallets without a client id are not served');
    return { proved };
  },
  async decide(context, request) {
    const { params, now } = request;
    const code = params.get('pre-authorized_code');
    if (code === undefined) throw missing('pre-authorized_code');
    const found = await context.ports.store.findCredentialOffer(sha256(code));
    if (found === null) throw invalidGrant('unknown pre-authorized code');
    const { offer, account } = found;
    if (offer.redeemedAt !== null) throw invalidGrant('the pre-authorized code was redeemed');
    if (offer.expiresAt <= secondOf(now)) throw invalidGrant('expired pre-authorized code');
    const refused = checkTransactionCode(offer, { code, params });
    if (refused !== null) return refused;
    return entitleBirth(context, request, {
      account,
      since: offer.issuedAt,
      nonce: null,
      family: draftFamily(context, request, { offer, sayings: await sayingsIn(context, offer) }),
      proof: { kind: 'offer_redeemed', offer, clientId: request.client.id },
    });
  },
};

/** federation-vci-authlete.md VCI-4: what is wrong costs a try, whoever comes with it; null: it is right. */
function checkTransactionCode(
  { hash, transactionCode }: CredentialOffer,
  { code, params }: { readonly code: string; readonly params: Params },
): GrantOutcome | null {
  const sent = params.get('tx_code');
  if (transactionCode === null) {
    if (sent === undefined) return null;
    throw new OAuthError('invalid_request', 'A tx_code was sent, but none is expected.'); // OpenID4VCI §6.3
  }
  if (sent === undefined) throw missing('tx_code');
  if (transactionCode.triesLeft <= 0) throw invalidGrant('the transaction code was wrong too often');
  if (transactionCodeHash(code, sent) === transactionCode.hash) return null;
  return {
    kind: 'refused',
    error: invalidGrant('the transaction code is wrong'),
    facts: [{ kind: 'offer_tried', hash }],
  };
}

/** What the offered credentials say of the person now: whoever takes the offer takes that (security.md T-4). */
async function sayingsIn(
  { ports }: Context,
  { configurationIds }: CredentialOffer,
): Promise<readonly string[]> {
  const configurations = await ports.store.listCredentialConfigurations();
  return configurations.filter(({ id }) => configurationIds.includes(id)).flatMap(sayingsOf);
}

// As old as the offer, so that no redemption outlives a revoke-all that came between (security.md R-12)
const draftFamily = (
  { ports, policy }: Context,
  { client }: GrantRequest,
  {
    offer: { userId, configurationIds, issuedAt },
    sayings,
  }: { readonly offer: CredentialOffer; readonly sayings: readonly string[] },
): FamilyDraft => ({
  id: newFamilyId(ports.random, issuedAt),
  origin: 'pre_authorized_code',
  clientId: client.id,
  userId,
  scope: [],
  resources: [policy.issuer], // federation-vci-authlete.md VCI-7
  details: configurationIds.map(credentialDetail),
  claims: { ...noClaims, sayings },
  grantId: null,
  // OpenID Connect Core §2: level 0 is no sign-in at all
  authentication: { authTime: secondOf(issuedAt), acr: '0', amr: [] },
  sessionId: null,
  sid: null,
  startedAt: issuedAt,
});
