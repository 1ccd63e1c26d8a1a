import type { Case } from '../run/case.ts';
import { accessTokenCases } from './access-token.ts';
import { assertingClientCases } from './asserting-clients.ts';
import { attestedClientCases } from './attested-clients.ts';
import { authenticationLevelCases } from './authentication-levels.ts';
import { authorizationAnswerCases } from './authorization-answer.ts';
import { authorizationCodeCases } from './authorization-code.ts';
import { authorizationDetailsCases } from './authorization-details.ts';
import { authorizationRequestCases } from './authorization-request.ts';
import { backchannelCases } from './backchannel.ts';
import { backchannelDecisionCases } from './backchannel-decisions.ts';
import { backchannelPeopleCases } from './backchannel-people.ts';
import { browserSessionCases } from './browser-session.ts';
import { certifiedProviderCases } from './certified-provider.ts';
import { clientAuthenticationCases } from './client-authentication.ts';
import { clientCertificateCases } from './client-certificates.ts';
import { clientCredentialsCases } from './client-credentials.ts';
import { clientKeyCases } from './client-keys.ts';
import { clientLifetimeCases } from './client-lifetime.ts';
import { clientSecretJwtCases } from './client-secret-jwt.ts';
import { combinedFeatureCases } from './combined-features.ts';
import { commandLineCases } from './command-line.ts';
import { credentialCases } from './credentials.ts';
import { decisionCases } from './decisions.ts';
import { deviceCases } from './device.ts';
import { deviceAuthenticationCases } from './device-authentication.ts';
import { discoveryCases } from './discovery.ts';
import { dpopNonceCases } from './dpop-nonces.ts';
import { dpopProofCases } from './dpop-proofs.ts';
import { dpopTokenCases } from './dpop-tokens.ts';
import { encryptedAnswerCases } from './encrypted-answers.ts';
import { encryptedHintCases } from './encrypted-hints.ts';
import { encryptedRequestCases } from './encrypted-requests.ts';
import { endpointRuleCases } from './endpoint-rules.ts';
import { exchangedPeopleCases } from './exchanged-people.ts';
import { fapiClientCases } from './fapi-clients.ts';
import { fapiMessageSigningCases } from './fapi-message-signing.ts';
import { fapiRequestCases } from './fapi-requests.ts';
import { fapiTokenCases } from './fapi-tokens.ts';
import { federationCases } from './federation.ts';
import { formEndpointCases } from './form-endpoints.ts';
import { grantContentCases } from './grant-contents.ts';
import { grantManagementCases } from './grant-management.ts';
import { grantedDetailsCases } from './granted-details.ts';
import { groupCases } from './groups.ts';
import { idTokenCases } from './id-token.ts';
import { introspectionCases } from './introspection.ts';
import { issuerAsResourceCases } from './issuer-as-resource.ts';
import { jwksCases } from './jwks.ts';
import { jwtBearerCases } from './jwt-bearer.ts';
import { laterCredentialCases } from './later-credentials.ts';
import { legacyResponseTypeCases } from './legacy-response-types.ts';
import { limitCases } from './limits.ts';
import { loginHintTokenCases } from './login-hint-token.ts';
import { logoutCases } from './logout.ts';
import { logoutNoticeCases } from './logout-notices.ts';
import { metadataDocumentCases } from './metadata-documents.ts';
import { opaqueTokenCases } from './opaque-token.ts';
import { openidParameterCases } from './openid-parameters.ts';
import { pairwiseSubjectCases } from './pairwise-subjects.ts';
import { parameterPlaceCases } from './parameter-places.ts';
import { pkceCases } from './pkce.ts';
import { privateKeyJwtCases } from './private-key-jwt.ts';
import { profileCases } from './profiles.ts';
import { promptCases } from './prompt.ts';
import { proxiedCertificateCases } from './proxied-certificates.ts';
import { pushedRequestCases } from './pushed-requests.ts';
import { raceCases } from './races.ts';
import { realClientCases } from './real-clients.ts';
import { redirectUriCases } from './redirect-uri.ts';
import { refreshBurstCases } from './refresh-bursts.ts';
import { refreshTokenCases } from './refresh-token.ts';
import { refusedDocumentCases } from './refused-documents.ts';
import { registrationCases } from './registration.ts';
import { registrationDeletionCases } from './registration-deletion.ts';
import { registrationManagementCases } from './registration-management.ts';
import { registrationMemberCases } from './registration-members.ts';
import { registrationRedirectUriCases } from './registration-redirect-uris.ts';
import { registrationRefusalCases } from './registration-refusals.ts';
import { registrationReplacementCases } from './registration-replacement.ts';
import { registrationRequestCases } from './registration-request.ts';
import { requestObjectMemberCases } from './request-object-members.ts';
import { requestedClaimCases } from './requested-claims.ts';
import { resourceCases } from './resource.ts';
import { resourceIdentifierCases } from './resource-identifiers.ts';
import { responseModeCases } from './response-mode.ts';
import { revocationCases } from './revocation.ts';
import { scopeDefaultCases } from './scope-defaults.ts';
import { selfRegisteredClientCases } from './self-registered-clients.ts';
import { sessionManagementCases } from './session-management.ts';
import { signedAnswerCases } from './signed-answers.ts';
import { signedRequestCases } from './signed-requests.ts';
import { tokenExchangeCases } from './token-exchange.ts';
import { tokeninfoCases } from './tokeninfo.ts';
import { transportCases } from './transport.ts';
import { userinfoCases } from './userinfo.ts';

/** Every case of the suite; names are unique. */
export const cases: readonly Case[] = [
  ...discoveryCases,
  ...jwksCases,
  ...redirectUriCases,
  ...authorizationRequestCases,
  ...authorizationAnswerCases,
  ...responseModeCases,
  ...legacyResponseTypeCases,
  ...pkceCases,
  ...openidParameterCases,
  ...promptCases,
  ...decisionCases,
  ...pushedRequestCases,
  ...grantManagementCases,
  ...grantContentCases,
  ...signedRequestCases,
  ...requestObjectMemberCases,
  ...signedAnswerCases,
  ...requestedClaimCases,
  ...authorizationDetailsCases,
  ...grantedDetailsCases,
  ...clientCredentialsCases,
  ...tokenExchangeCases,
  ...exchangedPeopleCases,
  ...jwtBearerCases,
  ...clientAuthenticationCases,
  ...clientCertificateCases,
  ...refreshTokenCases,
  ...authorizationCodeCases,
  ...deviceCases,
  ...deviceAuthenticationCases,
  ...backchannelCases,
  ...backchannelPeopleCases,
  ...loginHintTokenCases,
  ...idTokenCases,
  ...groupCases,
  ...pairwiseSubjectCases,
  ...accessTokenCases,
  ...userinfoCases,
  ...introspectionCases,
  ...revocationCases,
  ...tokeninfoCases,
  ...resourceCases,
  ...issuerAsResourceCases,
  ...logoutCases,
  ...encryptedAnswerCases,
  ...encryptedRequestCases,
  ...encryptedHintCases,
  ...endpointRuleCases,
  ...formEndpointCases,
  ...raceCases,
  ...opaqueTokenCases,
  ...clientSecretJwtCases,
  ...commandLineCases,
  ...browserSessionCases,
  ...limitCases,
  ...parameterPlaceCases,
  ...scopeDefaultCases,
  ...registrationCases,
  ...registrationMemberCases,
  ...registrationRefusalCases,
  ...registrationManagementCases,
  ...registrationReplacementCases,
  ...registrationDeletionCases,
  ...privateKeyJwtCases,
  ...assertingClientCases,
  ...metadataDocumentCases,
  ...refusedDocumentCases,
  ...resourceIdentifierCases,
  ...selfRegisteredClientCases,
  ...clientLifetimeCases,
  ...realClientCases,
  ...refreshBurstCases,
  ...registrationRedirectUriCases,
  ...registrationRequestCases,
  ...dpopTokenCases,
  ...dpopProofCases,
  ...fapiRequestCases,
  ...fapiClientCases,
  ...combinedFeatureCases,
  ...fapiTokenCases,
  ...fapiMessageSigningCases,
  ...profileCases,
  ...clientKeyCases,
  ...dpopNonceCases,
  ...proxiedCertificateCases,
  ...logoutNoticeCases,
  ...sessionManagementCases,
  ...backchannelDecisionCases,
  ...authenticationLevelCases,
  ...transportCases,
  ...certifiedProviderCases,
  ...credentialCases,
  ...laterCredentialCases,
  ...federationCases,
  ...attestedClientCases,
];
