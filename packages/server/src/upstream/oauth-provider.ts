/** Providers that say who somebody is by an API of their own: GitHub, Gitea, GitLab. */

import { isJsonObject } from '@grantor/protocol';
import type { Outbound } from '../outbound/outbound.ts';
import { saidAddress } from '../people/said-text.ts';
import {
  authorizationUrlOf,
  type Members,
  readMembers,
  readWith,
  redeem,
  textIn,
  webAddressIn,
} from './calls.ts';
import { type Provider, type ProviderClient, UpstreamFault, type UpstreamIdentity } from './provider.ts';

type Email = { readonly email: string | null; readonly emailVerified: boolean };

/** One of them, as a row. */
type OAuthRow = {
  readonly mark: Provider['mark'];
  readonly authorize: string;
  readonly token: string;
  readonly user: string;
  /** What it calls itself where it says who answered (RFC 9207 §2). */
  readonly issuer: string;
  /** Members of its user: a name of one person, and what they call themselves. */
  readonly username: string;
  readonly displayName: string;
  readonly email: (user: Members, read: (url: string) => Promise<unknown>) => Promise<Email>;
};

/** Its API does not say whether the person can read what is sent there. */
const unverified: OAuthRow['email'] = async (user) => ({ email: addressIn(user), emailVerified: false });

/** The profile's own is whatever the person wrote: only the list says what is verified. */
const fromList =
  (url: string): OAuthRow['email'] =>
  async (_user, read) => {
    const listed = await read(url);
    const verified = (Array.isArray(listed) ? listed : [])
      .filter(isJsonObject)
      .filter((entry) => entry['verified'] === true);
    const chosen = verified.find((entry) => entry['primary'] === true) ?? verified[0];
    const email = chosen === undefined ? null : addressIn(chosen);
    return { email, emailVerified: email !== null };
  };

export const githubRow = (url: string, apiUrl: string): OAuthRow => ({
  mark: 'github',
  authorize: `${url}/login/oauth/authorize`,
  token: `${url}/login/oauth/access_token`,
  user: `${apiUrl}/user`,
  issuer: `${url}/login/oauth`,
  username: 'login',
  displayName: 'name',
  email: fromList(`${apiUrl}/user/emails`),
});

export const giteaRow = (url: string): OAuthRow => ({
  mark: 'gitea',
  authorize: `${url}/login/oauth/authorize`,
  token: `${url}/login/oauth/access_token`,
  user: `${url}/api/v1/user`,
  issuer: url,
  username: 'login',
  displayName: 'full_name',
  email: unverified,
});

export const gitlabRow = (url: string): OAuthRow => ({
  mark: 'gitlab',
  authorize: `${url}/oauth/authorize`,
  token: `${url}/oauth/token`,
  user: `${url}/api/v4/user`,
  issuer: url,
  username: 'username',
  displayName: 'name',
  email: unverified,
});

export function oauthProvider(row: OAuthRow, client: ProviderClient, outbound: Outbound): Provider {
  const { name, label, allowed, scopes } = client;
  return {
    ...{ name, label, allowed, scopes, mark: row.mark },
    authorizationUrl: async (attempt) => authorizationUrlOf(row.authorize, client, { attempt, more: {} }),
    async identify({ code, verifier, issuer }) {
      if (issuer !== null && issuer.replace(/\/$/, '') !== row.issuer)
        throw new UpstreamFault('another issuer answered');
      const request = { client, code, verifier, authentication: 'client_secret_post' } as const;
      const { accessToken, members } = await redeem(outbound, row.token, request);
      const user = await readMembers(outbound, row.user, accessToken);
      const email = await row.email(user, (url) => readWith(outbound, url, accessToken));
      return identityOf(row, user, { email, tokens: JSON.stringify(members) });
    },
  };
}

function identityOf(
  row: OAuthRow,
  user: Members,
  { email, tokens }: { readonly email: Email; readonly tokens: string },
): UpstreamIdentity {
  const id = user['id'];
  if (typeof id !== 'number' || !Number.isSafeInteger(id) || id <= 0)
    throw new UpstreamFault('provider answered something else');
  const username = textIn(user, row.username);
  return {
    subject: String(id),
    id: String(id),
    username,
    usernames: [username, localPart(email.email)].filter((each) => each !== null),
    name: textIn(user, row.displayName),
    ...email,
    avatarUrl: webAddressIn(user, 'avatar_url'),
    tokens,
  };
}

/** The e-mail address there is, if it is one. */
export const addressIn = (members: Members): string | null => saidAddress(members['email']);

export const localPart = (email: string | null): string | null => email?.split('@', 1)[0] ?? null;
