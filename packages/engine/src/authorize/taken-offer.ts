/** The offer of credentials that a wallet goes on with (OpenID4VCI §5.1.3, federation-vci-authlete.md VCI-6). */

import { after, hash, OAuthError, secondOf, type UserId } from '@grantor/protocol';
import type { AuthorizationDetail } from '../model/authorization-details.ts';
import { credentialDetail } from '../model/credential-configuration.ts';
import { offerLifetime } from '../model/credential-offer.ts';
import { kindOfPerson, type PersonKind, subjectOfPerson } from '../tokens/subject.ts';
import type { Attempt } from './attempt.ts';
import type { LocatedRequest } from './locate.ts';

export type TakenOffer = {
  /** To whom it was made, as the client knows them: nobody else can take it. */
  readonly subject: string;
  /** A guest and a user may have the same name (federation-vci-authlete.md ATL-25). */
  readonly kind: PersonKind;
  /** What is offered, for a request that says no more than that. */
  readonly details: readonly AuthorizationDetail[];
};

/**
 * The offer that `issuer_state` names; null: the request names none, or no credentials are issued. Throws `invalid_request`
 * where it is over: whoever began with it in time goes on for as long as a sign-in may take.
 */
export async function findTakenOffer(
  { ports, policy, at }: Pick<Attempt, 'ports' | 'policy' | 'at'>,
  { params, client }: Pick<LocatedRequest, 'params' | 'client'>,
): Promise<TakenOffer | null> {
  const state = params.get('issuer_state');
  if (state === undefined || policy.credentials === 'refused') return null;
  const offer = await ports.store.findOfferByReference(hash(state));
  const longest = offerLifetime + policy.lifetimes.flow;
  if (offer === null || after(secondOf(offer.issuedAt), longest) <= secondOf(at))
    throw new OAuthError('invalid_request', 'The issuer_state belongs to no offer that is still good.');
  const person = offer.userId as UserId;
  return {
    ...{ subject: subjectOfPerson(client, person, ports.keys), kind: kindOfPerson(person) },
    details: offer.configurationIds.map(credentialDetail),
  };
}
