/** What becomes of credentials, and of offers of them (OpenID4VCI). */

import type { ClientId, Hash, Instant, UserId } from '@grantor/protocol';
import type { CredentialOffer } from '../model/credential-offer.ts';
import type { CredentialEvent, DeferredCredential, IssuedCredential } from '../model/issued-credential.ts';
import type { SeenProof } from '../model/proof.ts';
import type { Issued } from './issued.ts';

export type CredentialFact =
  /** Guard: fewer than `most` offers were made to the person since `since`. */
  | {
      readonly kind: 'credential_offered';
      readonly offer: CredentialOffer;
      readonly most: number;
      readonly since: Instant;
    }
  /** Guard: not redeemed, tries left where a transaction code is asked for, user enabled, client active. */
  | {
      readonly kind: 'offer_redeemed';
      readonly offer: CredentialOffer;
      readonly clientId: ClientId;
      readonly issued: Issued;
    }
  /** Guard: not redeemed, tries left. Takes one (federation-vci-authlete.md VCI-4). */
  | { readonly kind: 'offer_tried'; readonly hash: Hash }
  /** Guard: not seen before, as far as that is still remembered (federation-vci-authlete.md VCI-8). */
  | { readonly kind: 'credential_nonce_spent'; readonly proof: SeenProof }
  /** Guard: the place in the status list is free. */
  | { readonly kind: 'credential_issued'; readonly credential: IssuedCredential }
  /** Guard: fewer than `most` requests of the person wait. */
  | {
      readonly kind: 'credential_deferred';
      readonly deferred: DeferredCredential;
      readonly most: number;
    }
  /** Guard: approved, not collected. */
  | { readonly kind: 'deferred_credential_collected'; readonly hash: Hash }
  /** Guard: a credential of the person came with this notification id. */
  | {
      readonly kind: 'credential_notified';
      readonly notification: Hash;
      readonly userId: UserId;
      readonly clientId: ClientId;
      readonly event: CredentialEvent;
      readonly description: string | null;
    };
