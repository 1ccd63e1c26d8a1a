import { jwtLimit } from './compact-jws.ts';
import { type ErrorCode, OAuthError } from './errors.ts';

/** The longest value of a parameter that no row below names, in characters (protocol.md §1). */
export const defaultParameterLimit = 1024;

/** How often `resource` and `audience` may be repeated (protocol.md §1). */
export const repetitionLimit = 10;

const uriLimit = 2048;
const tokenLimit = 512;

/** The longest value of each parameter, in characters (protocol.md §1). */
export const parameterLimits: ReadonlyMap<string, number> = new Map(
  Object.entries({
    client_id: uriLimit,
    redirect_uri: uriLimit,
    post_logout_redirect_uri: uriLimit,
    resource: uriLimit,
    state: 4096,
    nonce: 1024,
    scope: 4096,
    login_hint: 320,
    claims: 8192,
    authorization_details: 8192, // advanced.md RAR-2
    code: tokenLimit,
    refresh_token: tokenLimit,
    device_code: tokenLimit,
    auth_req_id: tokenLimit,
    request: jwtLimit,
    client_assertion: jwtLimit,
    assertion: jwtLimit,
    id_token_hint: jwtLimit,
    login_hint_token: jwtLimit,
    logout_token: jwtLimit,
    token: jwtLimit,
    access_token: jwtLimit,
    subject_token: jwtLimit,
    actor_token: jwtLimit,
    // Where a list of the management API goes on: behind an address, perhaps (product.md M-2)
    cursor: 4096,
    // What a passkey answers, on pages of our own (product.md F-4)
    credential: jwtLimit,
  }),
);

// RFC 8707 §2, RFC 8693 §2.1
const repeatable: ReadonlySet<string> = new Set(['resource', 'audience']);

// protocol.md §1: the code of a value over its limit
const codeOfLimit = (name: string): ErrorCode => {
  if (name === 'scope') return 'invalid_scope';
  if (name === 'binding_message') return 'invalid_binding_message';
  if (name === 'authorization_details') return 'invalid_authorization_details';
  return name === 'resource' ? 'invalid_target' : 'invalid_request';
};

/**
 * A read-only view of the parameters of one request. A parameter without a value counts as absent
 * (RFC 6749 §3.1); one that is repeated or over its limit throws where it is read, so that unknown
 * parameters are ignored whatever they hold. Never prints its values.
 */
export class Params {
  readonly #values: ReadonlyMap<string, readonly string[]>;

  private constructor(values: ReadonlyMap<string, readonly string[]>) {
    this.#values = values;
  }

  /** The parameters in their order; pairs with an empty value are left out. */
  static of(pairs: Iterable<readonly [string, string]>): Params {
    const values = new Map<string, string[]>();
    for (const [name, value] of pairs) {
      if (value === '') continue;
      const earlier = values.get(name);
      if (earlier === undefined) values.set(name, [value]);
      else earlier.push(value);
    }
    return new Params(values);
  }

  /** The only value; throws when there are several (RFC 6749 §3.2) or when it is too long. */
  get(name: string): string | undefined {
    const values = this.#values.get(name);
    if (values === undefined) return undefined;
    if (values.length > 1) throw repeated(name);
    checkLength(name, values);
    return values[0];
  }

  /** Every value in the order sent; throws when the parameter may not be repeated or a value is too long. */
  all(name: string): readonly string[] {
    const values = this.#values.get(name);
    if (values === undefined) return [];
    if (values.length > 1 && !repeatable.has(name)) throw repeated(name);
    if (values.length > repetitionLimit) throw overLimit(name);
    checkLength(name, values);
    return values;
  }

  has(name: string): boolean {
    return this.#values.has(name);
  }

  /** The first value, however long and however often repeated: an answer to a bad request still carries `state`. */
  echo(name: string): string | undefined {
    return this.#values.get(name)?.[0];
  }

  /** Throws when one of the parameters is repeated or over its limit; only `resource` and `audience` may repeat. */
  check(names: readonly string[]): void {
    for (const name of names) this.all(name);
  }

  only(names: readonly string[]): Params {
    return new Params(new Map([...this.#values].filter(([name]) => names.includes(name))));
  }

  /** Every pair, for a request that is kept and read again later with `Params.of`. */
  entries(): readonly (readonly [string, string])[] {
    return [...this.#values].flatMap(([name, values]) => values.map((value) => [name, value] as const));
  }
}

function checkLength(name: string, values: readonly string[]): void {
  const limit = parameterLimits.get(name) ?? defaultParameterLimit;
  for (const value of values) if (value.length > limit) throw overLimit(name);
}

const repeated = (name: string): OAuthError =>
  new OAuthError('invalid_request', 'A parameter is included more than once.', { detail: name });

const overLimit = (name: string): OAuthError =>
  new OAuthError(codeOfLimit(name), 'A parameter exceeds its limit.', { detail: name });
