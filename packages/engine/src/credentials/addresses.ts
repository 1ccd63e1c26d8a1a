/** Where what belongs to credentials is found. */

import type { CredentialConfiguration } from '../model/credential-configuration.ts';
import type { Policy } from '../ports/policy.ts';
import { type Endpoint, endpoints } from '../requests/paths.ts';

type Site = Pick<Policy, 'issuer'>;

export const addressOf = ({ issuer }: Site, { path }: Endpoint, id?: string): string =>
  `${issuer}${id === undefined ? path : path.replace('{id}', encodeURIComponent(id))}`;

/** What a credential says it is: the address of its type, unless an administrator names another. */
export const vctOf = ({ id, vct }: Pick<CredentialConfiguration, 'id' | 'vct'>, site: Site): string =>
  vct ?? addressOf(site, endpoints.credentialType, id);

export const statusListUri = (site: Site, list: number): string =>
  addressOf(site, endpoints.statusList, String(list));
