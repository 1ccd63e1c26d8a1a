/** Who is there, as headers for the service behind the proxy (resource.md §9): pure. */

import { formatScope } from '@grantor/protocol';
import { type Account, groupsOf } from '../model/account.ts';
import { signInName } from '../model/guest.ts';
import type { PresentedToken } from '../tokens/presented-token.ts';
import type { AccessDemand } from './request.ts';

export type Identity = {
  /** null: a service acts for itself. */
  readonly account: Account | null;
  /** null: a browser's cookie identifies the person. */
  readonly token: (PresentedToken & { readonly value: string }) | null;
  /** Implied ones included. */
  readonly scope: readonly string[];
};

/**
 * Every header, empty where nothing is known: a header the caller made up is replaced whoever is there
 * (security.md Q-6). All values are printable ASCII, so that none can end its line (security.md I-6).
 */
export const identityHeaders = (
  identity: Identity | null,
  { token: passing }: Pick<AccessDemand, 'token'>,
): Readonly<Record<string, string>> => ({
  'x-user-id': encode(identity?.token?.subject ?? identity?.account?.id ?? ''),
  'x-user-name': encode(identity?.account == null ? '' : (signInName(identity.account) ?? '')),
  'x-user-email': encode(verifiedEmail(identity?.account ?? null)),
  'x-user-groups': groupsOf(identity?.account ?? { claims: {} })
    .map((group) => encode(group).replaceAll(',', '%2C'))
    .join(','),
  'x-auth-scopes': formatScope(identity?.scope ?? []),
  'x-auth-client-id': encode(identity?.token?.clientId ?? ''),
  ...(passing === 'pass' ? { 'x-auth-token': identity?.token?.value ?? '' } : {}),
});

/** Percent-encoded where a header takes no character, and the percent sign itself, so that no two names look alike. */
const encode = (text: string): string =>
  text
    .toWellFormed()
    .replaceAll(/[^\x20-\x7e]|%/gu, (character) =>
      [...Buffer.from(character)]
        .map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`)
        .join(''),
    );

function verifiedEmail(account: Account | null): string {
  const { email, email_verified: isVerified } = account?.claims ?? {};
  return typeof email === 'string' && isVerified === true ? email : '';
}
