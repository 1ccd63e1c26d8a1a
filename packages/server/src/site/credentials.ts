import { OAuthError } from '@grantor/protocol';
import type { CredentialPorts } from '../administration/credentials.ts';
import type { CredentialSite } from '../credentials/credential-site.ts';
import type { Site } from './site.ts';

export type ServedCredentials = CredentialSite & { readonly ports: CredentialPorts };

/** The credential issuer, with what changes of credentials need. Throws `not_found` where none are issued. */
export function credentialsOf({ credentials, changes }: Site): ServedCredentials {
  if (credentials === null) throw new OAuthError('not_found', 'There is nothing at this address.');
  const { forgetStatusLists } = credentials;
  return { ...credentials, ports: { ...changes, forgetStatusLists } };
}
