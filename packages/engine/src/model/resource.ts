import { expandScope, type Implications } from '@grantor/protocol';

/** The claims about a person that an access token may carry to a resource (clients.md §9). */
export const identityClaims = ['email', 'email_verified', 'name', 'preferred_username', 'groups'] as const;

export type IdentityClaim = (typeof identityClaims)[number];

/** An API that tokens may be meant for (RFC 8707 §2). */
export type Resource = {
  readonly uri: string;
  readonly name: string | null;
  /** null: accepts any scope name for itself. */
  readonly scopes: readonly ResourceScope[] | null;
  /** null: as the client is set. */
  readonly accessTokenFormat: 'jwt' | 'opaque' | null;
  /** The `typ` header of its JWT access tokens; `JWT` for verifiers that know no other (RFC 9068 §2.1). */
  readonly accessTokenTyp: 'at+jwt' | 'JWT';
  /** Seconds an access token for it lives; null: as the client is set. */
  readonly accessTokenLifetime: number | null;
  /** What its access tokens say about the person; empty: nothing beyond the subject. */
  readonly identityClaims: readonly IdentityClaim[];
};

/** What a scope lets somebody do at most, the gravest last. */
export const scopeEffects = ['reads', 'writes', 'shares', 'deletes'] as const;

export type ScopeEffect = (typeof scopeEffects)[number];

/** How a scope is put to people (product.md T-5). */
export type ScopeWords = {
  readonly description: string | null;
  /** The same in other languages, by tag (BCP 47). */
  readonly descriptions?: Readonly<Record<string, string>>;
  /** Absent: nobody said. */
  readonly effect?: ScopeEffect;
};

/** One that another scope includes, in its own words. */
export type IncludedScope = Omit<ScopeWords, 'effect'> & { readonly name: string };

/** With all that it includes; absent: nothing. */
export type InclusiveWords = ScopeWords & { readonly includes?: readonly IncludedScope[] };

export type ResourceScope = ScopeWords & {
  readonly name: string;
  /** Given when a request names no scope. */
  readonly isDefault: boolean;
  /** Given only with an administrator's word to the client, and to administrators (protocol.md SC-4). */
  readonly isRestricted: boolean;
  /** Scopes of the same resource that holding this one includes. */
  readonly implies: readonly string[];
  /** What a credential that it opens says of the person, `sayingsOf` each; absent: it opens none. */
  readonly says?: readonly string[];
};

/** A resource that is accepted without a record of its own: every setting as if nobody had set it. */
export const unregisteredResource = (uri: string): Resource => ({
  uri,
  name: null,
  scopes: null,
  accessTokenFormat: null,
  accessTokenTyp: 'at+jwt',
  accessTokenLifetime: null,
  identityClaims: [],
});

/** Under what scopes that belong to no resource are listed: no identifier is empty (RFC 8707 §2). */
const nowhere = '';

/** What lists the scopes that belong to no resource, among those that are resources; no token is for it (clients.md §9). */
export const freeStandingScopes = (scopes: readonly ResourceScope[]): Resource => ({
  ...unregisteredResource(nowhere),
  scopes,
});

export const isFreeStanding = ({ uri }: Pick<Resource, 'uri'>): boolean => uri === nowhere;

/** The records of these identifiers, in their order. */
export const resourcesNamed = (
  uris: readonly string[],
  registered: readonly Resource[],
): readonly Resource[] =>
  uris.map((uri) => registered.find((resource) => resource.uri === uri) ?? unregisteredResource(uri));

/** What the scopes of the resource imply directly, for `expandScope`. */
export const implicationsOf = ({ scopes }: Resource): Implications =>
  new Map((scopes ?? []).map(({ name, implies }) => [name, implies]));

/** The gravest of these; absent: nobody said of any. */
export const gravestEffect = (effects: readonly (ScopeEffect | undefined)[]): ScopeEffect | undefined =>
  scopeEffects.findLast((known) => effects.includes(known));

/**
 * A scope in the words of the resource, with all that it includes there and the effect of all that; null: it does not
 * list it.
 */
export function scopeWordsAt(resource: Resource, name: string): InclusiveWords | null {
  const scopes = resource.scopes ?? [];
  const listed = scopes.find((scope) => scope.name === name);
  if (listed === undefined) return null;
  const held = new Set(expandScope([name], implicationsOf(resource)));
  const included = scopes.filter((scope) => scope !== listed && held.has(scope.name));
  const effect = gravestEffect([listed, ...included].map((scope) => scope.effect));
  return {
    ...wordsOf(listed),
    ...(included.length === 0
      ? {}
      : { includes: included.map((scope) => ({ name: scope.name, ...wordsOf(scope) })) }),
    ...(effect === undefined ? {} : { effect }),
  };
}

const wordsOf = ({ description, descriptions }: ResourceScope): Omit<ScopeWords, 'effect'> => ({
  description,
  ...(descriptions === undefined ? {} : { descriptions }),
});
