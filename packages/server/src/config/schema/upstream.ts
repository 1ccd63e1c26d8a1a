import { endpoints } from '@grantor/engine/surface';
import type { Secret } from '@grantor/protocol';
import { parsed, parseIssuer, refused } from '../values/parse.ts';
import { bool, list, milliseconds, parsedBy, secret, text } from '../values/shapes.ts';
import { type Variable, variable } from '../values/variable.ts';

/** Providers that this server knows by themselves. */
export const providerNames = ['github', 'gitea', 'gitlab', 'microsoft'] as const;

const clientId = text('1 to 255 visible characters', /^[\x21-\x7e]{1,255}$/);
const clientSecret = secret('1 to 512 visible characters', (given) =>
  /^[\x21-\x7e]{1,512}$/.test(given) ? parsed(given) : refused('is malformed'),
);
const url = parsedBy(
  'url',
  'an absolute http or https URL without credentials, query and fragment',
  parseIssuer,
);
const redirectUrl = parsedBy(
  'url',
  'an absolute http or https URL without credentials, query and fragment',
  parseIssuer,
);
const scopes = list('scopes of the provider', (item) =>
  /^[\x21\x23-\x5b\x5d-\x7e]+$/.test(item) ? parsed(item) : refused('is no scope'),
);
const people = list('ids, user names, e-mail addresses, @domain, or * for everyone', (item) =>
  /^[^\p{Cc}]{1,320}$/u.test(item) ? parsed(item) : refused('is malformed'),
);

/** What this server is at a provider, and whom it lets in from there. */
const provider = <const Name extends string>(
  prefix: Name,
  { label, scopes: asked }: { readonly label: string; readonly scopes: string },
) => ({
  enabled: variable(bool, {
    name: `${prefix}_OAUTH_ENABLED`,
    default: {
      words: 'true when client id and secret are set',
      text: (of) =>
        of(`${prefix}_CLIENT_ID`) === '' || of(`${prefix}_CLIENT_SECRET`) === '' ? 'false' : 'true',
    },
    meaning: `people may sign in through ${label}`,
  }),
  clientId: variable(clientId, {
    name: `${prefix}_CLIENT_ID`,
    default: null,
    meaning: `what ${label} knows this server by`,
  }),
  clientSecret: variable(clientSecret, {
    name: `${prefix}_CLIENT_SECRET`,
    default: null,
    meaning: 'and the secret that it gave',
  }),
  redirectUrl: variable(redirectUrl, {
    name: `${prefix}_REDIRECT_URL`,
    default: { words: `BASE_URL/auth/callback/${prefix.toLowerCase()}`, text: null },
    meaning: 'where people come back to, as it is registered there',
  }),
  scopes: variable(scopes, {
    name: `${prefix}_SCOPES`,
    default: asked,
    meaning: 'what is asked for',
  }),
  allowed: variable(people, {
    name: `ALLOWED_${prefix}_USERS`,
    default: { words: 'nobody', text: null },
    meaning: 'who may sign in through it, now and at every refresh',
  }),
});

export const upstream = {
  oidcProviders: variable(list('names of a-z, 0-9 and - inside, of providers', parseProviderName), {
    name: 'OIDC_PROVIDERS',
    default: null,
    meaning:
      'OpenID providers; each NAME, in capitals and with _ for -, needs OIDC_NAME_ISSUER, OIDC_NAME_CLIENT_ID and OIDC_NAME_CLIENT_SECRET, and may have OIDC_NAME_LABEL, OIDC_NAME_SCOPES, OIDC_NAME_REDIRECT_URL and OIDC_NAME_ALLOWED_USERS',
  }),
  autoRegister: variable(bool, {
    name: 'OAUTH_AUTO_REGISTER',
    default: 'true',
    meaning: 'whoever may sign in through a provider and is not known yet becomes a user',
  }),
  timeoutMilliseconds: variable(milliseconds({ from: '1s', to: '60s' }), {
    name: 'OAUTH_TIMEOUT',
    default: '15s',
    meaning: 'longest wait for each answer of a provider',
  }),
};

export const github = {
  ...provider('GITHUB', { label: 'GitHub', scopes: 'user:email' }),
  url: variable(url, {
    name: 'GITHUB_URL',
    default: 'https://github.com',
    meaning: 'GitHub, or your installation of it',
  }),
  apiUrl: variable(url, {
    name: 'GITHUB_API_URL',
    default: 'https://api.github.com',
    meaning: 'its API; of an installation, its address with /api/v3',
  }),
};

export const gitea = {
  ...provider('GITEA', { label: 'Gitea', scopes: 'read:user' }),
  url: variable(url, { name: 'GITEA_URL', default: null, meaning: 'your Gitea' }),
};

export const gitlab = {
  ...provider('GITLAB', { label: 'GitLab', scopes: 'read_user' }),
  url: variable(url, {
    name: 'GITLAB_URL',
    default: 'https://gitlab.com',
    meaning: 'GitLab, or your installation of it',
  }),
};

export const microsoft = {
  ...provider('MICROSOFT', { label: 'Microsoft', scopes: 'openid,profile,email,User.Read' }),
  tenant: variable(
    text('a tenant id or domain, common, organizations or consumers', /^[A-Za-z0-9.-]{1,64}$/),
    {
      name: 'MICROSOFT_TENANT_ID',
      default: 'common',
      meaning: 'whose accounts sign in; of one tenant, the addresses of its members count as verified',
    },
  ),
  url: variable(url, {
    name: 'MICROSOFT_URL',
    default: 'https://login.microsoftonline.com',
    meaning: 'where they sign in; other in national clouds',
  }),
  graphUrl: variable(url, {
    name: 'MICROSOFT_GRAPH_URL',
    default: 'https://graph.microsoft.com',
    meaning: 'where their profile is read',
  }),
};

/** One provider of `OIDC_PROVIDERS`. */
export type OidcSettings = {
  readonly name: string;
  readonly label: string;
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: Secret;
  readonly redirectUrl: string | null;
  readonly scopes: readonly string[];
  readonly allowed: readonly string[];
};

/** The variables of one of them. */
export function oidcVariables(name: string) {
  const prefix = `OIDC_${name.toUpperCase().replaceAll('-', '_')}`;
  const row = <const Rest extends { readonly default: string | null }>(member: string, rest: Rest) => ({
    ...rest,
    name: `${prefix}_${member}`,
    meaning: '',
  });
  return {
    label: variable(
      text('1 to 40 characters', /^(?=.*\S)[^\p{Cc}]{1,40}$/u),
      row('LABEL', { default: name }),
    ),
    issuer: variable(url, row('ISSUER', { default: null })),
    clientId: variable(clientId, row('CLIENT_ID', { default: null })),
    clientSecret: variable(clientSecret, row('CLIENT_SECRET', { default: null })),
    redirectUrl: variable(redirectUrl, row('REDIRECT_URL', { default: null })),
    scopes: variable(scopes, row('SCOPES', { default: 'openid,profile,email' })),
    allowed: variable(people, row('ALLOWED_USERS', { default: null })),
  } satisfies Record<keyof Omit<OidcSettings, 'name'>, Variable<unknown>>;
}

/** Its name is a part of paths: of none that is taken. */
function parseProviderName(item: string) {
  if (!/^[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?$/.test(item)) return refused('is no name of a-z, 0-9 and -');
  const known: readonly string[] = providerNames;
  const taken = Object.values(endpoints)
    .flatMap(({ path, aliases }) => [path, ...aliases])
    .flatMap((path) => /^\/oauth\/([^/]+)/.exec(path)?.[1] ?? []);
  return known.includes(item) || taken.includes(item) || item === 'callback'
    ? refused('has another meaning')
    : parsed(item);
}
