/** Declarations of policies as the fields of a form hold them, and back (product.md §12.3 /admin/policies). */

import { isDeepStrictEqual } from 'node:util';
import type { Params } from '@grantor/protocol';
import type { Finding } from '../bootstrap/problems.ts';
import {
  type ClientFieldFault,
  type FieldForm,
  fixedValue,
  mostClaims,
  type PolicyEntered,
  policyFields,
  type RecordKind,
} from '../pages/index.ts';

type Members = Readonly<Record<string, unknown>>;

/** Names of the fields that may have several lines. */
export const severalLines: ReadonlySet<string> = new Set([
  'declaration',
  ...Object.values(policyFields).flatMap((fields) =>
    fields.filter(({ as }) => ['lines', 'rules', 'json'].includes(as)).map(({ member }) => member),
  ),
]);

/** What the fields hold; null: they cannot hold all of it, and it stays as JSON. */
export function enteredOf(kind: RecordKind, members: object): PolicyEntered | null {
  const entered = valuesOf(kind, members as Members);
  const back = membersOf(kind, (name) => entered[name] ?? '');
  return isDeepStrictEqual(back, withoutAbsent(members as Members)) ? entered : null;
}

/** The same of what a form declares, right or wrong. */
export const enteredAgain = (kind: RecordKind, members: object): PolicyEntered =>
  valuesOf(kind, members as Members);

/** The members that a posted form declares. */
export const membersIn = (kind: RecordKind, form: Params): object =>
  membersOf(kind, (name) => (form.echo(name) ?? '').replaceAll('\r\n', '\n').trim());

const withoutAbsent = (members: Members): Members => JSON.parse(JSON.stringify(members));

function valuesOf(kind: RecordKind, members: Members): PolicyEntered {
  const values = policyFields[kind].map(({ member, as }) => [member, written(as, at(members, member))]);
  return Object.fromEntries([...values, ...(kind === 'credential_configuration' ? rowsOf(members) : [])]);
}

function at(members: Members, member: string): unknown {
  const [outer = '', inner] = member.split('.');
  const value = members[outer];
  if (inner === undefined) return value;
  return typeof value === 'object' && value !== null ? (value as Members)[inner] : undefined;
}

function written(as: FieldForm, value: unknown): string {
  if (value === undefined) return '';
  if (typeof value === 'string') return value;
  if (as === 'rules' && Array.isArray(value)) return value.map(ruleLine).join('\n');
  if (as === 'words' && Array.isArray(value)) return value.join(' ');
  if (as === 'lines' && Array.isArray(value)) return value.join('\n');
  return as === 'json' ? JSON.stringify(value, null, 2) : String(value);
}

const ruleLine = ({ claim, equals, prefix }: Members): string =>
  equals === undefined && prefix === undefined
    ? String(claim)
    : `${String(claim)} ${equals === undefined ? '^=' : '='} ${String(equals ?? prefix)}`;

function membersOf(kind: RecordKind, read: (name: string) => string): Members {
  const members: Record<string, unknown> = {};
  for (const { member, as, needed } of policyFields[kind]) {
    const value = memberValue(as, read(member)) ?? (needed && []);
    const [outer = '', inner] = member.split('.');
    if (value === undefined) continue;
    members[outer] = inner === undefined ? value : { ...(members[outer] as object), [inner]: value };
  }
  if (kind !== 'credential_configuration') return members;
  return { ...members, claims: claimsOf(read) };
}

/** undefined: nothing was entered. What is no value of its kind stays as it is, and is refused as what it is. */
function memberValue(as: FieldForm, value: string): unknown {
  if (value === '') return undefined;
  switch (as) {
    case 'text':
      return value;
    case 'number':
      return /^\d{1,15}$/.test(value) ? Number(value) : value;
    case 'words':
      return value.split(/\s+/);
    case 'lines':
      return linesOf(value);
    case 'rules':
      return linesOf(value).map(ruleOf);
    case 'json':
      return parsed(value);
  }
}

const linesOf = (value: string): readonly string[] =>
  value
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

function ruleOf(line: string): Members {
  const sign = line.indexOf('=');
  if (sign < 1) return { claim: line };
  const isPrefix = line.charAt(sign - 1) === '^';
  const claim = line.slice(0, isPrefix ? sign - 1 : sign).trim();
  return { claim, [isPrefix ? 'prefix' : 'equals']: line.slice(sign + 1).trim() };
}

function parsed(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

/** The claims of a credential, each in fields of its own. */
function rowsOf({ claims }: Members): readonly (readonly [string, string])[] {
  return (Array.isArray(claims) ? claims : []).flatMap(
    ({ path, user_claim, constant, label, sd }: Members, index) => {
      const source = constant === undefined ? String(user_claim ?? '') : fixedValue;
      const row = {
        path: Array.isArray(path) ? path.join('.') : '',
        user_claim: source,
        constant: constant === undefined ? '' : String(constant),
        label: String(label ?? ''),
        sd: sd === 'never' ? '1' : '',
      };
      return Object.entries(row).map(([name, value]) => [`claims[${index}].${name}`, value] as const);
    },
  );
}

function claimsOf(read: (name: string) => string): readonly Members[] {
  const rows = Array.from({ length: mostClaims }, (_, index) => {
    const of = (name: string): string => read(`claims[${index}].${name}`);
    return {
      path: of('path'),
      source: of('user_claim'),
      constant: of('constant'),
      label: of('label'),
      sd: of('sd'),
    };
  });
  return rows
    .filter(({ path, constant, label }) => path !== '' || constant !== '' || label !== '')
    .map(({ path, source, constant, label, sd }) => ({
      path: path === '' ? [] : path.split('.'),
      ...(source === fixedValue ? { constant } : {}),
      ...(source === fixedValue || source === '' ? {} : { user_claim: source }),
      sd: sd === '1' ? 'never' : 'always',
      ...(label === '' ? {} : { label }),
    }));
}

/** By the field that says it, with the line where it has several; what has no field is under the empty name. */
export function faultsByField(
  kind: RecordKind,
  findings: readonly Finding[],
): Readonly<Record<string, ClientFieldFault>> {
  const faults: Record<string, ClientFieldFault> = {};
  for (const { at: place, message, fault } of findings) {
    const { name, line } = fieldAt(kind, place);
    const member = name === '' && place !== '' ? { member: place } : {};
    faults[name] ??=
      fault === undefined
        ? { code: 'other', rule: message }
        : { ...fault, ...member, ...(line === null ? {} : { line }) };
  }
  return faults;
}

function fieldAt(kind: RecordKind, place: string): { readonly name: string; readonly line: number | null } {
  const row = /^claims\[\d+\]\.(?:path|user_claim|constant|label|sd)/.exec(place)?.[0];
  if (kind === 'credential_configuration' && row !== undefined) return { name: row, line: null };
  const field = policyFields[kind].find(({ member }) => place === member || place.startsWith(`${member}[`));
  if (field === undefined) return { name: '', line: null };
  const index = /\[(\d+)\]/.exec(place.slice(field.member.length))?.[1];
  const isByLine = field.as === 'lines' || field.as === 'rules';
  return { name: field.member, line: isByLine && index !== undefined ? Number(index) + 1 : null };
}
