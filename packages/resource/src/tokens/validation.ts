import { assertNever, createRecencyMap, type Epoch, sha256 } from '@grantor/protocol';
import { invalidToken } from '../access/denial.ts';
import type { Discovery } from '../issuer/discovery.ts';
import type { IssuerOptions } from '../issuer/issuer-options.ts';
import type { KeySet } from '../issuer/key-set.ts';
import { createIssuerKeys, type IssuerKeys } from '../issuer/keys.ts';
import type { Ports } from '../ports/ports.ts';
import { checkAudience, checkExpiry, checkLife } from './claims.ts';
import { type CompactJwt, shapeOf } from './compact-jwt.ts';
import { createInProcessIntrospection, createIntrospection, type Introspection } from './introspection.ts';
import { verifyJwt } from './jwt.ts';
import type { LocalTokens } from './local-tokens.ts';
import type { ValidToken } from './valid-token.ts';

export type TokenOptions = {
  readonly issuers: readonly IssuerOptions[];
  readonly localTokens: LocalTokens | null;
  /** Seconds, at most 300. */
  readonly clockSkew: number;
  /** Shared by everything that needs an issuer's endpoints: made by `createDiscovery`. */
  readonly discovery: Discovery;
  readonly ports: Pick<Ports, 'fetch' | 'random'>;
};

/** A valid token and whose it is; `issuer` is null for a local one. */
export type Validated = { readonly token: ValidToken; readonly issuer: IssuerOptions | null };

export type ValidationRequest = {
  readonly token: string;
  /** The identifiers of the resource in question. */
  readonly audiences: readonly string[];
  readonly now: Epoch;
};

/** Throws `Denied`: `invalid_token`, `expired` or `unavailable`. */
export type TokenValidation = (request: ValidationRequest) => Promise<Validated>;

type IssuerValidator = {
  readonly issuer: IssuerOptions;
  readonly keys: IssuerKeys;
  readonly introspection: Introspection | null;
};

/** The one that judges a token. */
type Choice =
  | { readonly kind: 'local'; readonly jwt: CompactJwt; readonly validator: LocalTokens }
  | { readonly kind: 'keys'; readonly jwt: CompactJwt; readonly validator: IssuerValidator }
  | { readonly kind: 'introspection'; readonly ask: Introspection; readonly issuer: IssuerOptions };

/** What the keys of an issuer vouched for, and the set they were of. */
type Verified = {
  readonly token: ValidToken;
  readonly validator: IssuerValidator;
  readonly keySet: KeySet;
};

/** Verified tokens kept (resource.md §2). */
const capacity = 10_000;

/**
 * Chooses one validator by what the token looks like, before anything is verified, and asks no other
 * (resource.md §2): trying one after the other would hide which rule accepted a token. A token verified by
 * keys is remembered by its hash until its `exp` or until the keys change; its audience is checked each time.
 */
export function createTokenValidation(options: TokenOptions): TokenValidation {
  const { clockSkew: skew } = options;
  const choose = createChoice(options);
  const verified = createRecencyMap<Verified>(capacity);

  const verify = async (choice: Choice & { kind: 'keys' }, key: string, now: Epoch): Promise<Verified> => {
    const { jwt, validator } = choice;
    const { read, keySet } = await verifyJwt(jwt, validator, now);
    checkLife(read, { now, skew });
    const entry = { token: read.token, validator, keySet };
    verified.drain(({ token }) => token.expiresAt <= now);
    verified.set(key, entry);
    return entry;
  };

  return async (request) => {
    const { token, audiences, now } = request;
    const key = sha256(token);
    const known = verified.get(key);
    if (known !== undefined && isInForce(known, now)) {
      checkExpiry(known.token, { now, skew });
      return accept(known.token, known.validator.issuer, audiences);
    }
    const choice = choose(token);
    switch (choice.kind) {
      case 'local':
        return { token: choice.validator.validate(choice.jwt, { now, audiences }), issuer: null };
      case 'keys':
        return accept((await verify(choice, key, now)).token, choice.validator.issuer, audiences);
      case 'introspection': {
        const read = await choice.ask(token, now);
        checkLife(read, { now, skew });
        return accept(read.token, choice.issuer, audiences);
      }
      default:
        return assertNever(choice);
    }
  };
}

/** The set must be usable without asking the issuer, or nobody would notice that it changed. */
const isInForce = ({ validator, keySet }: Verified, now: Epoch): boolean =>
  validator.keys.peek(now) === keySet;

function accept(token: ValidToken, issuer: IssuerOptions, audiences: readonly string[]): Validated {
  const { audience } = issuer;
  if (audience.kind === 'listed') checkAudience(token, audience.audiences);
  if (audience.kind === 'resource') checkAudience(token, audiences);
  return { token, issuer };
}

function createChoice(options: TokenOptions): (token: string) => Choice {
  const { localTokens } = options;
  const validators = new Map<unknown, IssuerValidator>(
    options.issuers.map((one) => [one.issuer, createValidator(one, options)]),
  );
  const [asked] = [...validators.values()].flatMap(introspectionOf);
  return (token) => {
    const shape = shapeOf(token);
    if (shape.kind === 'unreadable') throw invalidToken('the token is an unreadable JWT');
    if (shape.kind === 'opaque') {
      if (asked === undefined) throw invalidToken('the token is opaque and no issuer is asked about such');
      return asked;
    }
    const { jwt } = shape;
    const isSymmetric = jwt.jws.header.alg.startsWith('HS');
    if (localTokens !== null && (isSymmetric || localTokens.isFor(jwt))) {
      return { kind: 'local', jwt, validator: localTokens };
    }
    // RFC 9068 §4: a slash at its end is part of it
    const validator = validators.get(jwt.claims['iss']);
    if (validator === undefined) throw invalidToken('iss is no configured issuer');
    const { introspection: asks, introspect } = validator.issuer;
    const isAlwaysAsked = introspect !== null || asks?.tokens === 'always';
    const [introspection] = isAlwaysAsked ? introspectionOf(validator) : [];
    return introspection ?? { kind: 'keys', jwt, validator };
  };
}

const introspectionOf = ({ introspection, issuer }: IssuerValidator): readonly Choice[] =>
  introspection === null ? [] : [{ kind: 'introspection', ask: introspection, issuer }];

function createValidator(issuer: IssuerOptions, { discovery, ports }: TokenOptions): IssuerValidator {
  const keys = createIssuerKeys(issuer, { discovery, ports });
  const { introspection, introspect } = issuer;
  if (introspect !== null)
    return { issuer, keys, introspection: createInProcessIntrospection(issuer, introspect) };
  return {
    issuer,
    keys,
    introspection:
      introspection === null ? null : createIntrospection(issuer, introspection, { discovery, keys, ports }),
  };
}
