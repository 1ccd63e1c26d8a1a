import { isLocalSecret, isLoopbackUrl } from '@grantor/protocol';
import { platformEnvironment } from '../ports/platform.ts';
import { issuerFields, issuerUrl, optionFields } from './fields.ts';
import { collectProblems, type Problems } from './problems.ts';
import type { IntrospectionSettings, IssuerSettings, ProtectOptions } from './protect-options.ts';
import { createVariables, type Environment, type Variables } from './variables.ts';

/** Everybody's name on loopback, when authentication is off and no owner is set. */
const localOwner = 'local';

/**
 * The options that the environment sets (resource.md §8); add what it cannot say, such as `users`. Throws a
 * `ConfigurationError` with every problem at once.
 */
export function fromEnvironment(environment: Environment = platformEnvironment()): ProtectOptions {
  const problems = collectProblems();
  const variables = createVariables(environment, problems);
  const resource = readResource(variables, problems);
  const issuers = readIssuers(variables, problems);
  const localTokens = readLocalTokens(variables, problems);
  const isRequired = variables.flag('GRANTOR_AUTH_REQUIRED') ?? true;
  const withoutAuthentication = isRequired ? undefined : readOwner(variables, resource, problems);
  if (isRequired && issuers.length === 0 && localTokens === undefined) {
    problems.add(
      'GRANTOR_OAUTH_ISSUER or GRANTOR_JWT_SECRET must be set: nobody could ever be let in (GRANTOR_AUTH_REQUIRED=false lets everybody in).',
    );
  }
  const scopes = variables.list('GRANTOR_REQUIRED_SCOPES', ' ');
  if (scopes !== undefined) variables.check('GRANTOR_REQUIRED_SCOPES', optionFields.scopes, scopes);
  const autoProvision = variables.flag('GRANTOR_OAUTH_AUTO_PROVISION');
  const relay = readRelay(variables, issuers, problems);
  problems.throwIfAny();
  const read = { resource, localTokens, scopes, autoProvision, relay, withoutAuthentication };
  const given = Object.entries({ ...read, issuers: issuers.length === 0 ? undefined : issuers });
  return Object.fromEntries(given.filter(([, value]) => value !== undefined));
}

function readResource(variables: Variables, problems: Problems): string | undefined {
  const named = variables.text('GRANTOR_RESOURCE');
  const base = variables.text('GRANTOR_PUBLIC_URL');
  const mount = variables.text('GRANTOR_MOUNT_PATH');
  if (base !== undefined) variables.check('GRANTOR_PUBLIC_URL', optionFields.resource, base);
  if (mount !== undefined && !/^\/[^?#\s]*$/.test(mount))
    problems.add('GRANTOR_MOUNT_PATH must be a path that starts with /.');
  if (named !== undefined) {
    variables.check('GRANTOR_RESOURCE', optionFields.resource, named);
    return named;
  }
  if (base !== undefined) return `${withoutEndingSlashes(base)}${withoutEndingSlashes(mount ?? '')}/mcp`;
  return undefined;
}

const withoutEndingSlashes = (text: string): string =>
  text.endsWith('/') ? withoutEndingSlashes(text.slice(0, -1)) : text;

function readIssuers(variables: Variables, problems: Problems): readonly IssuerSettings[] {
  const names = variables.list('GRANTOR_OAUTH_ISSUER', ',') ?? [];
  for (const name of names) variables.check('GRANTOR_OAUTH_ISSUER', issuerUrl, name);
  if (new Set(names).size < names.length) problems.add('GRANTOR_OAUTH_ISSUER lists an issuer twice.');
  const jwksUri = variables.text('GRANTOR_OAUTH_JWKS_URI');
  if (jwksUri !== undefined) variables.check('GRANTOR_OAUTH_JWKS_URI', issuerFields.jwksUri, jwksUri);
  const introspection = readIntrospection(variables, problems);
  const single = { GRANTOR_OAUTH_JWKS_URI: jwksUri, GRANTOR_INTROSPECTION_CLIENT_ID: introspection };
  for (const [name, value] of Object.entries(single)) {
    if (value !== undefined && names.length !== 1)
      problems.add(`${name} needs exactly one issuer in GRANTOR_OAUTH_ISSUER.`);
  }
  const shared = {
    audience: readAudience(variables, problems),
    userClaim: variables.text('GRANTOR_OAUTH_USER_CLAIM'),
    jwksUri,
    introspection,
  };
  return names.map((issuer) => ({ issuer, ...shared }));
}

function readAudience(variables: Variables, problems: Problems): IssuerSettings['audience'] {
  const listed = variables.list('GRANTOR_OAUTH_AUDIENCE', ',');
  if (!listed?.includes('*')) return listed;
  if (listed.length > 1) problems.add('GRANTOR_OAUTH_AUDIENCE is either * or a list of audiences.');
  return 'unchecked';
}

function readIntrospection(variables: Variables, problems: Problems): IntrospectionSettings | undefined {
  const clientId = variables.text('GRANTOR_INTROSPECTION_CLIENT_ID');
  const clientSecret = variables.text('GRANTOR_INTROSPECTION_CLIENT_SECRET');
  if (clientId !== undefined && clientSecret !== undefined) return { clientId, clientSecret };
  if (clientId !== undefined || clientSecret !== undefined) {
    problems.add('GRANTOR_INTROSPECTION_CLIENT_ID and GRANTOR_INTROSPECTION_CLIENT_SECRET go together.');
  }
  return undefined;
}

function readLocalTokens(variables: Variables, problems: Problems): ProtectOptions['localTokens'] {
  const secret = variables.text('GRANTOR_JWT_SECRET');
  const algorithm = variables.text('GRANTOR_JWT_ALGORITHM');
  if (algorithm !== undefined && algorithm !== 'HS256') {
    problems.add('GRANTOR_JWT_ALGORITHM must be HS256; a public key is set by localTokens in the code.');
  }
  if (secret === undefined) return undefined;
  if (!isLocalSecret(secret)) problems.add('GRANTOR_JWT_SECRET must have 32 bytes or more.');
  return { secret, algorithm: 'HS256' };
}

function readOwner(
  variables: Variables,
  resource: string | undefined,
  problems: Problems,
): ProtectOptions['withoutAuthentication'] {
  const owner = variables.text('GRANTOR_DEFAULT_OWNER');
  if (owner !== undefined) return { owner, from: 'anywhere' };
  if (resource !== undefined && !isLoopbackUrl(resource)) {
    problems.add('GRANTOR_DEFAULT_OWNER must be set to let everybody in at a public address.');
  }
  return { owner: localOwner, from: 'loopback' };
}

function readRelay(
  variables: Variables,
  issuers: readonly IssuerSettings[],
  problems: Problems,
): ProtectOptions['relay'] {
  const isOn = variables.flag('GRANTOR_OAUTH_PROXY');
  const rates = {
    authorize: variables.count('GRANTOR_OAUTH_PROXY_RATE_AUTHORIZE'),
    token: variables.count('GRANTOR_OAUTH_PROXY_RATE_TOKEN'),
    register: variables.count('GRANTOR_OAUTH_PROXY_RATE_REGISTER'),
  };
  if (isOn !== true) return isOn;
  if (issuers.length === 0) problems.add('GRANTOR_OAUTH_PROXY needs an issuer in GRANTOR_OAUTH_ISSUER.');
  return rates;
}
