/** Nominal types: a value of one kind is never taken for another of the same shape. */

declare const brand: unique symbol;
type Brand<Base, Name extends string> = Base & { readonly [brand]: Name };

export type ClientId = Brand<string, 'ClientId'>;
export type UserId = Brand<string, 'UserId'>;
/** The tree of tokens born from one approval. 22 base64url characters, never secret. */
export type FamilyId = Brand<string, 'FamilyId'>;
/** SHA-256 (or HMAC-SHA-256) of a secret value, base64url: what the store keeps instead of the value. */
export type Hash = Brand<string, 'Hash'>;
/** Seconds since 1970, an integer (RFC 7519 §2 NumericDate). */
export type Epoch = Brand<number, 'Epoch'>;
/** Milliseconds since 1970, an integer: where a race is decided within a second. */
export type Instant = Brand<number, 'Instant'>;

export const clientId = (value: string): ClientId => value as ClientId;
export const userId = (value: string): UserId => value as UserId;
export const familyId = (value: string): FamilyId => value as FamilyId;
export const hash = (value: string): Hash => value as Hash;
export const epoch = (seconds: number): Epoch => Math.floor(seconds) as Epoch;
export const instant = (milliseconds: number): Instant => Math.floor(milliseconds) as Instant;

/** The second in which the instant lies. */
export const secondOf = (at: Instant): Epoch => Math.floor(at / 1000) as Epoch;

/** Seconds later, as the same kind of value. */
export const after = (from: Epoch, seconds: number): Epoch => (from + seconds) as Epoch;

/** Closes a switch over a union: a new member is a type error where it is not handled. */
export function assertNever(value: never): never {
  throw new Error(`unreachable: ${JSON.stringify(value)}`);
}
