import type { CredentialNonces, CredentialSigner } from '../ports/credential-issuing.ts';
import type { Context } from '../requests/context.ts';

/** What every endpoint of the credential issuer works with. */
export type CredentialContext = Context & {
  readonly signer: CredentialSigner;
  readonly nonces: CredentialNonces;
};
