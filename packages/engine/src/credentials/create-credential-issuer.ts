import type { Reply } from '@grantor/protocol';
import { createClientDirectory } from '../client-documents/create-client-directory.ts';
import type { CredentialNonces, CredentialSigner } from '../ports/credential-issuing.ts';
import type { Source } from '../ports/facts.ts';
import type { Policy } from '../ports/policy.ts';
import type { Ports } from '../ports/ports.ts';
import type { BackChannelRequest } from '../requests/request.ts';
import { attestationChallenge } from './attestation-challenge.ts';
import { credential } from './credential.ts';
import { deferredCredential } from './deferred-credential.ts';
import { credentialJwks, credentialType, issuerKeys, issuerMetadata } from './documents.ts';
import {
  type FrontEndOrder,
  issueDeferredForFrontEnd,
  issueForFrontEnd,
  readDeferredForFrontEnd,
  readForFrontEnd,
} from './issued-elsewhere.ts';
import { nonce } from './nonce.ts';
import { credentialNotification } from './notification.ts';
import { type MadeOffer, makeOffer, type OfferOrder, readOffer } from './offers.ts';

type Named = { readonly id: string; readonly source: Source };

/** The credential issuer as functions, one per endpoint (OpenID4VCI). */
export interface CredentialIssuer {
  /** OpenID4VCI §12.2 */
  metadata(request: BackChannelRequest): Promise<Reply>;
  /** SD-JWT VC §5 */
  keys(): Promise<Reply>;
  jwks(): Promise<Reply>;
  /** SD-JWT VC §6 */
  type(named: Named): Promise<Reply>;
  /** OpenID4VCI §4.1.3 */
  offer(named: Named): Promise<Reply>;
  /** OpenID4VCI §7 */
  nonce(request: BackChannelRequest): Promise<Reply>;
  /** OpenID4VCI §8 */
  credential(request: BackChannelRequest): Promise<Reply>;
  /** OpenID4VCI §9 */
  deferredCredential(request: BackChannelRequest): Promise<Reply>;
  /** OpenID4VCI §11 */
  notification(request: BackChannelRequest): Promise<Reply>;
  /** Client Attestation §6.3 */
  challenge(request: BackChannelRequest): Promise<Reply>;

  /** A request whose claims a front-end knows (`readForFrontEnd`). */
  readForFrontEnd(request: BackChannelRequest): ReturnType<typeof readForFrontEnd>;
  issueForFrontEnd(request: BackChannelRequest, order: FrontEndOrder): Promise<Reply>;
  readDeferredForFrontEnd(request: BackChannelRequest): ReturnType<typeof readDeferredForFrontEnd>;
  /** What is read bears its token: the request needs none. */
  issueDeferredForFrontEnd(request: BackChannelRequest, order: FrontEndOrder): Promise<Reply>;
  /** A front-end looked at the holder of the token before. */
  notificationForFrontEnd(request: BackChannelRequest): Promise<Reply>;

  /** Offers credentials to a person; null: it cannot be (`makeOffer`). */
  makeOffer(order: OfferOrder): Promise<MadeOffer | null>;
}

export type IssuerPorts = Ports & {
  readonly signer: CredentialSigner;
  readonly nonces: CredentialNonces;
};

/** The credential issuer beside the authorization server over the same ports. */
export function createCredentialIssuer(
  { signer, nonces, ...ports }: IssuerPorts,
  policy: Policy,
): CredentialIssuer {
  const clients = createClientDirectory(ports, policy);
  const context = { ports, policy, clients, signer, nonces };
  return {
    metadata: (request) => issuerMetadata(context, request),
    keys: () => issuerKeys(context),
    jwks: () => credentialJwks(context),
    type: (named) => credentialType(context, named),
    offer: (named) => readOffer(context, named),
    nonce: (request) => nonce(context, request),
    credential: (request) => credential(context, request),
    deferredCredential: (request) => deferredCredential(context, request),
    notification: (request) => credentialNotification(context, request),
    challenge: (request) => attestationChallenge(context, request),
    readForFrontEnd: (request) => readForFrontEnd(context, request),
    issueForFrontEnd: (request, order) => issueForFrontEnd(context, request, order),
    readDeferredForFrontEnd: (request) => readDeferredForFrontEnd(context, request),
    issueDeferredForFrontEnd: (request, order) => issueDeferredForFrontEnd(context, request, order),
    notificationForFrontEnd: (request) =>
      credentialNotification(context, request, { holder: 'shown_before' }),
    makeOffer: (order) => makeOffer(context, order),
  };
}
