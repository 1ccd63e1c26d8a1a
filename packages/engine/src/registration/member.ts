/** A member of client metadata as a row: how it is called, read, and echoed (RFC 7591 §2). */

import { OAuthError } from '@grantor/protocol';
import type { MetadataRules } from './rules.ts';

/** `at` names the value in refusals: the member, or one of its entries as `redirect_uris[2]`. */
export type Reader<Value> = (value: unknown, at: string, rules: MetadataRules) => Value;

export type Echo = string | number | boolean | object | undefined;

export type Member<Value> = {
  readonly wire: string;
  readonly read: Reader<Value>;
  /** What an absent member means. */
  readonly absent: Value;
  /** The value as it is answered; undefined where there is nothing to say (clients.md §2). */
  echo(value: Value): Echo;
};

export const member = <Value>(
  wire: string,
  read: Reader<Value>,
  { absent, echo = plain }: { absent: NoInfer<Value>; echo?: (value: NoInfer<Value>) => Echo },
): Member<Value> => ({ wire, read, absent, echo });

/** Never null, never an empty string or list (clients.md §2). */
function plain(value: unknown): Echo {
  if (value === null || value === '' || value === false) return undefined;
  if (Array.isArray(value) && value.length === 0) return undefined;
  return value as Echo;
}

/** The value of every row of a table. */
export type ValuesOf<Table extends Readonly<Record<string, Member<unknown>>>> = {
  readonly [Name in keyof Table]: Table[Name] extends Member<infer Value> ? Value : never;
};

/** The member as sent; null and the empty string count as absent (clients.md §2). */
export function presented(json: object, wire: string): unknown {
  const value: unknown = Object.hasOwn(json, wire) ? json[wire as keyof typeof json] : undefined;
  return value === null || value === '' ? undefined : value;
}

/** `sentence` says the rule, in constant text. */
export const unacceptable = (at: string, sentence: string): OAuthError =>
  new OAuthError('invalid_client_metadata', `${at}: ${sentence}`);

export const unacceptableRedirect = (at: string, sentence: string): OAuthError =>
  new OAuthError('invalid_redirect_uri', `${at}: ${sentence}`);
