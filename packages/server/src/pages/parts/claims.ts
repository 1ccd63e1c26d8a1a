/** Owns the words for what can be told about a person. */
import type { Locale, PlainKey, Text } from '../text/catalogue.ts';
import { listFormat } from '../text/formats.ts';

/** That an address or a number is verified goes without saying. */
const words: ReadonlyMap<string, PlainKey> = new Map([
  ['name', 'claim_name'],
  ['given_name', 'claim_given_name'],
  ['family_name', 'claim_family_name'],
  ['middle_name', 'claim_middle_name'],
  ['nickname', 'claim_nickname'],
  ['preferred_username', 'claim_preferred_username'],
  ['profile', 'claim_profile'],
  ['picture', 'claim_picture'],
  ['website', 'claim_website'],
  ['gender', 'claim_gender'],
  ['birthdate', 'claim_birthdate'],
  ['zoneinfo', 'claim_zoneinfo'],
  ['locale', 'claim_locale'],
  ['updated_at', 'claim_updated_at'],
  ['email', 'claim_email'],
  ['email_verified', 'claim_email'],
  ['address', 'claim_address'],
  ['phone_number', 'claim_phone_number'],
  ['phone_number_verified', 'claim_phone_number'],
  ['groups', 'claim_groups'],
]);

/** Those there are words for. */
export const knownClaims: readonly string[] = [...words.keys()];

/** What the claim is about; a claim nobody has words for is shown as it is called. */
export function claimWords(name: string, text: Text): string {
  const key = words.get(name);
  return key === undefined ? name : text(key);
}

/** All of them as one list, each thing once. */
export function inWords(
  names: readonly string[],
  { text, locale }: { readonly text: Text; readonly locale: Locale },
): string {
  const distinct = [...new Set(names.map((name) => claimWords(name, text)))];
  return listFormat(locale, { type: 'conjunction' }).format(distinct);
}
