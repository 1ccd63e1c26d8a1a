/** Offers of credentials: made for a person, and read by their wallet (OpenID4VCI §4.1). */

import {
  after,
  type Epoch,
  instant,
  jsonReply,
  type Reply,
  secondOf,
  sha256,
  type UserId,
} from '@grantor/protocol';
import { answer } from '../endpoints/answer.ts';
import { preAuthorizedGrant } from '../grants/pre-authorized-code.ts';
import {
  type CredentialOffer,
  issuerStateOf,
  mostTries,
  offerLifetime,
  preAuthorizedCodeOf,
  transactionCodeHash,
} from '../model/credential-offer.ts';
import type { Source } from '../ports/facts.ts';
import { endpoints } from '../requests/paths.ts';
import { addressOf } from './addresses.ts';
import type { CredentialContext } from './credential-context.ts';
import { notFound } from './documents.ts';

/** federation-vci-authlete.md VCI-4: five minutes, in seconds. */
const codeLifetime = 300;

const transactionCodeLength = 6;

/** So many offers may be made to one person within the hour (security.md L-8). */
const mostOffers = 30;
const window = 3_600_000;

export type OfferOrder = {
  readonly userId: UserId;
  readonly configurationIds: readonly string[];
  /** Whether the wallet has to be told a code that is shown elsewhere. */
  readonly transactionCode: 'asked_for' | 'not_asked_for';
  readonly source: Source;
};

export type MadeOffer = {
  /** For a link or a QR code (OpenID4VCI §4.1.3). */
  readonly link: string;
  /** Where the wallet reads the offer. */
  readonly uri: string;
  /** null: none is asked for. */
  readonly transactionCode: string | null;
  readonly expiresAt: Epoch;
};

/** null: a configuration is unknown, none is named, or too many offers were made to the person. */
export async function makeOffer(context: CredentialContext, order: OfferOrder): Promise<MadeOffer | null> {
  const { ports, policy } = context;
  const configurationIds = [...new Set(order.configurationIds)];
  const known = (await ports.store.listCredentialConfigurations()).map(({ id }) => id);
  if (configurationIds.length === 0 || !configurationIds.every((id) => known.includes(id))) return null;
  const now = ports.clock.now();
  const reference = ports.random.token(32);
  const code = preAuthorizedCodeOf(reference);
  const transactionCode = order.transactionCode === 'asked_for' ? drawTransactionCode(context) : null;
  const offer: CredentialOffer = {
    hash: sha256(code),
    reference: sha256(reference),
    userId: order.userId,
    configurationIds,
    transactionCode:
      transactionCode === null
        ? null
        : {
            hash: transactionCodeHash(code, transactionCode),
            length: transactionCodeLength,
            triesLeft: mostTries,
          },
    issuedAt: now,
    expiresAt: after(secondOf(now), codeLifetime),
    redeemedAt: null,
  };
  const offered = {
    kind: 'credential_offered',
    ...{ offer, most: mostOffers, since: instant(now - window) },
  } as const;
  const kept = await ports.store.commit({ facts: [offered], at: now, source: order.source });
  if (!kept.ok) return null;
  const uri = addressOf(policy, endpoints.credentialOffer, reference);
  return { link: linkOf(uri), uri, transactionCode, expiresAt: offer.expiresAt };
}

const linkOf = (uri: string): string =>
  `openid-credential-offer://?credential_offer_uri=${encodeURIComponent(uri)}`;

const drawTransactionCode = ({ ports }: CredentialContext): string =>
  String(ports.random.integer(10 ** transactionCodeLength)).padStart(transactionCodeLength, '0');

/** The offer with this name, once it is known to wait still; whoever may read it may use it (OpenID4VCI §4.1.3). */
export const readOffer = (
  { ports, policy }: CredentialContext,
  { id, source }: { readonly id: string; readonly source: Source },
): Promise<Reply> =>
  answer(ports, { endpoint: 'credential_offer', source }, async () => {
    const offer = await ports.store.findOfferByReference(sha256(id));
    const now = secondOf(ports.clock.now());
    if (offer === null || after(secondOf(offer.issuedAt), offerLifetime) <= now) throw notFound();
    return jsonReply({
      credential_issuer: policy.issuer,
      credential_configuration_ids: offer.configurationIds,
      grants: {
        authorization_code: { issuer_state: issuerStateOf(offer) },
        ...(offer.expiresAt <= now ? {} : codeIn(offer, id)),
      },
    });
  });

const codeIn = (offer: CredentialOffer, reference: string) => ({
  [preAuthorizedGrant]: {
    'pre-authorized_code': preAuthorizedCodeOf(reference),
    tx_code: describeTransactionCode(offer),
  },
});

const describeTransactionCode = ({ transactionCode }: CredentialOffer) =>
  transactionCode === null ? undefined : { input_mode: 'numeric', length: transactionCode.length };
