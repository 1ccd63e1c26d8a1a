/** All that a program needs of the credential issuer, as one module to load. */

export { statusListUri } from './addresses.ts';
export { builtInDetailsType, credentialScopes } from './asked-credentials.ts';
export { createCredentialIssuer } from './create-credential-issuer.ts';
