/** Owns the fields in which the objects of a type of authorization details are described (product.md §12.3). */
import type { PlainKey } from '../text/catalogue.ts';

/** What a value can be; how schemas say it is the matter of `admin/details-type-members.ts`. */
export const memberKinds = [
  ['text', 'details_kind_text'],
  ['number', 'details_kind_number'],
  ['integer', 'details_kind_integer'],
  ['boolean', 'details_kind_boolean'],
  ['date', 'details_kind_date'],
  ['date-time', 'details_kind_date_time'],
  ['email', 'details_kind_email'],
  ['uri', 'details_kind_uri'],
  ['uuid', 'details_kind_uuid'],
  ['texts', 'details_kind_texts'],
] as const satisfies readonly (readonly [string, PlainKey])[];
export type MemberKind = (typeof memberKinds)[number][0];

/** Of the fields of one value. */
export const memberParts = ['path', 'kind', 'required', 'label', 'values', 'least', 'most'] as const;
export type MemberPart = (typeof memberParts)[number];

/** More than these are described as a schema. */
export const mostMembers = 40;

export const memberField = (index: number, part: MemberPart | `label_${string}`): string =>
  `member_${index}_${part}`;
