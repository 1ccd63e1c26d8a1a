/** What the credential issuer says of itself (OpenID4VCI §12.2.4): derived from the configurations. */

import type { DetailWords } from '../model/authorization-details.ts';
import type { CredentialClaim, CredentialConfiguration } from '../model/credential-configuration.ts';
import { claimName } from '../model/credential-configuration.ts';
import type { Policy } from '../ports/policy.ts';
import { endpoints } from '../requests/paths.ts';
import { addressOf, vctOf } from './addresses.ts';
import { sdJwtType } from './make-credentials.ts';

type Issuer = { readonly policy: Pick<Policy, 'issuer' | 'siteName'> };

export const describeIssuer = ({ policy }: Issuer, configurations: readonly CredentialConfiguration[]) => ({
  credential_issuer: policy.issuer,
  credential_endpoint: addressOf(policy, endpoints.credential),
  nonce_endpoint: addressOf(policy, endpoints.credentialNonce),
  deferred_credential_endpoint: addressOf(policy, endpoints.deferredCredential),
  notification_endpoint: addressOf(policy, endpoints.credentialNotification),
  ...batchOf(configurations),
  display: [{ name: policy.siteName }],
  credential_configurations_supported: Object.fromEntries(
    configurations.map((configuration) => [configuration.id, describe(configuration, { policy })]),
  ),
});

/** OpenID4VCI §12.2.4: as many as any configuration allows; each request is held to its own number. */
function batchOf(configurations: readonly CredentialConfiguration[]) {
  const size = Math.max(1, ...configurations.map(({ batchSize }) => batchSize));
  return size < 2 ? {} : { batch_credential_issuance: { batch_size: size } };
}

/** OpenID4VCI Appendix A.3 */
const describe = (configuration: CredentialConfiguration, { policy }: Issuer) => ({
  format: sdJwtType,
  vct: vctOf(configuration, policy),
  scope: configuration.scope ?? undefined,
  credential_signing_alg_values_supported: [configuration.algorithm],
  ...bindingOf(configuration),
  credential_metadata: {
    display: displayOf(configuration),
    claims: configuration.claims.map(describeClaim),
  },
});

// OpenID4VCI §12.2.4: both of them or neither
const bindingOf = ({ binding, proofAlgorithms }: CredentialConfiguration) =>
  binding === 'none'
    ? {}
    : {
        cryptographic_binding_methods_supported: [binding],
        proof_types_supported: { jwt: { proof_signing_alg_values_supported: proofAlgorithms } },
      };

const displayOf = ({ name, description, backgroundColor }: CredentialConfiguration) =>
  inLanguages(name).map((words) => ({
    ...words,
    description: description ?? undefined,
    background_color: backgroundColor ?? undefined,
  }));

const describeClaim = (claim: CredentialClaim) => ({
  path: claim.path,
  display: inLanguages(claim.label ?? { text: claimName(claim) }),
});

/** The first is for readers of any language. */
const inLanguages = ({ text, texts = {} }: DetailWords) => [
  { name: text, locale: undefined as string | undefined },
  ...Object.entries(texts).map(([locale, name]) => ({ name, locale })),
];

/** What a credential of the type is (SD-JWT VC §6.2). */
export const describeType = ({ policy }: Issuer, configuration: CredentialConfiguration) => ({
  vct: vctOf(configuration, policy),
  name: configuration.name.text,
  description: configuration.description ?? undefined,
  display: inLanguages(configuration.name).map(({ name, locale = 'en' }) => ({ locale, name })),
  claims: configuration.claims.map((claim) => ({
    path: claim.path,
    sd: claim.disclosure === 'selective' ? 'always' : 'never',
    display: inLanguages(claim.label ?? { text: claimName(claim) }).map(({ name, locale = 'en' }) => ({
      locale,
      label: name,
    })),
  })),
});
