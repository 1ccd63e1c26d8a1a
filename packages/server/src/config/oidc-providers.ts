/** The providers of `OIDC_PROVIDERS`, whose variables carry their names. */

import { type OidcSettings, oidcVariables, providerNames } from './schema/upstream.ts';
import { find, type Source } from './source.ts';
import type { Configuration, Notice, Problem } from './types.ts';
import { namesOf, type Variable } from './values/variable.ts';

export type OidcReading = {
  readonly providers: readonly OidcSettings[];
  readonly problems: readonly Problem[];
  /** Every variable that was looked for. */
  readonly names: readonly string[];
};

type Read<Value> = { readonly value: Value | null; readonly problems: readonly Problem[] };

/** Each with all it needs; what is missing or malformed is a problem. */
export function readOidcProviders(listed: readonly string[], source: Source): OidcReading {
  const all = listed.map((name) => readProvider(name, source));
  return {
    providers: all.flatMap(({ provider }) => (provider === null ? [] : [provider])),
    problems: all.flatMap(({ problems }) => problems),
    names: listed.flatMap((name) => Object.values<Variable<unknown>>(oidcVariables(name)).flatMap(namesOf)),
  };
}

function readProvider(
  name: string,
  source: Source,
): { readonly provider: OidcSettings | null; readonly problems: readonly Problem[] } {
  const variables = oidcVariables(name);
  const label = read(variables.label, source);
  const issuer = required(variables.issuer, source);
  const clientId = required(variables.clientId, source);
  const clientSecret = required(variables.clientSecret, source);
  const redirectUrl = read(variables.redirectUrl, source);
  const scopes = read(variables.scopes, source);
  const allowed = read(variables.allowed, source);
  const problems = [label, issuer, clientId, clientSecret, redirectUrl, scopes, allowed].flatMap(
    (each) => each.problems,
  );
  if (issuer.value === null || clientId.value === null || clientSecret.value === null)
    return { provider: null, problems };
  const withOpenid = [...new Set(['openid', ...(scopes.value ?? [])])]; // OpenID Connect Core §3.1.2.1
  const provider = {
    ...{ name, label: label.value ?? name, issuer: issuer.value, clientId: clientId.value },
    ...{ clientSecret: clientSecret.value, redirectUrl: redirectUrl.value },
    ...{ scopes: withOpenid, allowed: allowed.value ?? [] },
  };
  return { provider, problems };
}

function read<Value>(variable: Variable<Value>, source: Source): Read<Value> {
  const given = find(variable, source);
  if (given.kind === 'unreadable') return { value: null, problems: [given.problem] };
  const text = given.kind === 'text' ? given.text : variable.default;
  if (typeof text !== 'string') return { value: null, problems: [] };
  const result = variable.shape.parse(text, source.folder);
  if (result.ok) return { value: result.value, problems: [] };
  const { allowed } = variable.shape;
  return { value: null, problems: [{ variable: variable.name, wrong: result.wrong, allowed }] };
}

function required<Value>(variable: Variable<Value>, source: Source): Read<NonNullable<Value>> {
  const { value, problems } = read(variable, source);
  if (value !== null && value !== undefined) return { value, problems };
  if (problems.length > 0) return { value: null, problems };
  const { name, shape } = variable;
  const problem = { variable: name, wrong: 'is unset, which OIDC_PROVIDERS needs', allowed: shape.allowed };
  return { value: null, problems: [problem] };
}

/** A provider that lets in nobody is a button that leads nowhere (product.md I-5). */
export function admittingNobody(configuration: Configuration): readonly Notice[] {
  const nobody = 'is empty, so that nobody can sign in through it; * is everyone';
  const warning = (variable: string): Notice => ({ kind: 'warning', variable, message: nobody });
  return [
    ...providerNames
      .filter((name) => configuration[name].enabled && configuration[name].allowed.length === 0)
      .map((name) => warning(`ALLOWED_${name.toUpperCase()}_USERS`)),
    ...configuration.oidcProviders
      .filter(({ allowed }) => allowed.length === 0)
      .map(({ name }) => warning(oidcVariables(name).allowed.name)),
  ];
}
