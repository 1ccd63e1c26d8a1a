/**
 * clients/ owns what pages of administrators and of owners share about clients: their fields as posted, read and
 * shown. Never decides who may do what.
 */

import { backchannelGrant, type Client, deviceGrant } from '@grantor/engine';
import type { Params } from '@grantor/protocol';
import { type Members, membersOf } from '../administration/description.ts';
import type { Finding } from '../bootstrap/problems.ts';
import { type ClientField, type ClientFieldFault, type ClientValues, sectionsFor } from '../pages/index.ts';

type Audience = ClientField['audience'];

const fieldsFor = (audience: Audience): readonly ClientField[] =>
  sectionsFor(audience).flatMap(({ fields }) => fields);

const flows = [
  ['enable_auth_code_flow', 'authorization_code'],
  ['enable_device_flow', deviceGrant],
  ['enable_backchannel_flow', backchannelGrant],
  ['enable_client_credentials_flow', 'client_credentials'],
] as const;

/** The fields that may have several lines. */
export const linedFields: ReadonlySet<string> = new Set(
  fieldsFor('administrators').flatMap(({ name, kind }) =>
    kind === 'text' || kind === 'lines' || kind === 'json' ? [name] : [],
  ),
);

/** What a new client's form begins with. */
export const newValues: ClientValues = {
  client_type: 'confidential',
  enable_auth_code_flow: '1',
  refresh_tokens: 'on',
  scopes: 'openid profile email offline_access',
};

/** What was posted; whatever is too long for its field is refused by the field's own rule. */
export const valuesIn = (form: Params, audience: Audience): ClientValues =>
  Object.fromEntries(
    fieldsFor(audience).flatMap(({ name, kind, options }) => {
      const posted = form.echo(name)?.trim() ?? '';
      const value = kind === 'text' ? posted.replaceAll(/\s+/g, ' ') : posted;
      if (kind === 'choice') {
        const known = options?.some((option) => option.value === value);
        return [[name, known === true ? value : (options?.[0]?.value ?? '')]];
      }
      return value === '' ? [] : [[name, kind === 'tick' ? '1' : value]];
    }),
  );

/** The client as its form shows it. */
export function valuesOf(client: Client): ClientValues {
  const members = membersOf(client);
  const own = fieldsFor('administrators').flatMap((field) => {
    const value = field.wire === null ? undefined : members[field.wire];
    const shown = value === undefined ? '' : shownAs(field, value);
    return shown === '' ? [] : [[field.name, shown] as const];
  });
  const { grantTypes, authMethod, pkceRequired, dpopNonceRequired } = client;
  return {
    ...Object.fromEntries(own),
    ...(authMethod === 'none' ? { token_endpoint_auth_method: '' } : {}),
    client_name: client.name,
    client_type: authMethod === 'none' ? 'public' : 'confidential',
    require_pkce: pkceRequired === null ? 'default' : pkceRequired ? 'always' : 'exempt',
    require_dpop_nonce: dpopNonceRequired === null ? 'default' : dpopNonceRequired ? 'always' : 'never',
    refresh_tokens: grantTypes.includes('refresh_token') ? 'on' : 'off',
    ...Object.fromEntries(
      flows.flatMap(([name, grant]) => (grantTypes.includes(grant) ? [[name, '1']] : [])),
    ),
  };
}

function shownAs({ kind }: ClientField, value: unknown): string {
  if (kind === 'tick') return value === true ? '1' : '';
  if (kind === 'lines') return Array.isArray(value) ? value.join('\n') : '';
  return kind === 'json' ? JSON.stringify(value) : String(value);
}

const isAnswered = (grant: string): boolean => grant === 'authorization_code' || grant === 'implicit';

/** Members that describe the client with these values; what the form does not show stays as it is. */
export function membersFrom(
  values: ClientValues,
  { base, audience }: { readonly base: Members; readonly audience: Audience },
): Members {
  const shown = fieldsFor(audience);
  const kept = Object.entries(base).filter(([wire]) => !shown.some((field) => field.wire === wire));
  const said = shown.flatMap((field) => {
    const value = field.wire === null ? undefined : memberOf(field, values[field.name] ?? '');
    return value === undefined ? [] : [[field.wire, value] as const];
  });
  const members: Members = { ...Object.fromEntries(kept), ...Object.fromEntries(said) };
  const { response_types: responses, ...rest } = members;
  const grants = grantsOf(values, base);
  return {
    ...rest,
    ...(grants.some(isAnswered) && Array.isArray(responses) && responses.length > 0
      ? { response_types: responses }
      : {}),
    grant_types: grants,
    token_endpoint_auth_method: authMethodOf(values, base),
  };
}

/** Choices that say nothing: the server, or what else is known of the client, decides. */
const leftOpen: readonly string[] = ['default', 'automatic'];

function memberOf({ kind, name }: ClientField, value: string): unknown {
  if (kind === 'choice' && leftOpen.includes(value)) return undefined;
  if (name === 'require_pkce' || name === 'require_dpop_nonce') return value === 'always';
  if (kind === 'tick') return value === '1' ? true : undefined;
  if (value === '') return undefined;
  switch (kind) {
    case 'lines':
      return value.split('\n').flatMap((line) => line.trim() || []);
    case 'number':
      return /^\d{1,15}$/.test(value) ? Number(value) : value;
    case 'json':
      return parsed(value);
    default:
      return value;
  }
}

/** What is no JSON is refused as what it is, by the rule of its member. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Grants that no field is about stay. */
function grantsOf(values: ClientValues, base: Members): readonly string[] {
  const before = Array.isArray(base['grant_types']) ? (base['grant_types'] as readonly string[]) : [];
  const known: readonly string[] = [...flows.map(([, grant]) => grant), 'refresh_token'];
  const chosen = flows.filter(([name]) => values[name] === '1').map(([, grant]) => grant);
  const forPeople = chosen.some((grant) => grant !== 'client_credentials');
  return [
    ...chosen,
    ...(forPeople && values['refresh_tokens'] !== 'off' ? ['refresh_token'] : []),
    ...before.filter((grant) => !known.includes(grant)),
  ];
}

function authMethodOf(values: ClientValues, base: Members): string {
  if (values['client_type'] === 'public') return 'none';
  const before = base['token_endpoint_auth_method'];
  const method = values['token_endpoint_auth_method'] ?? (typeof before === 'string' ? before : '');
  return method === '' || method === 'none' ? 'client_secret_basic' : method;
}

/** The first rule that each field breaks; of several lines, with the number of the line. */
export function errorsByField(problems: readonly Finding[]): Readonly<Record<string, ClientFieldFault>> {
  const errors: Record<string, ClientFieldFault> = {};
  for (const { at, message, fault } of problems) {
    const [, wire = '', index] = /^([a-z_]+)(?:\[(\d+)\])?/.exec(at) ?? [];
    const field = fieldsFor('administrators').find((one) => one.wire === wire);
    const name = wire === 'grant_types' ? 'enable_auth_code_flow' : (field?.name ?? wire);
    const where =
      wire === 'grant_types'
        ? {}
        : field === undefined
          ? { member: at }
          : index === undefined
            ? {}
            : { line: Number(index) + 1 };
    errors[name] ??=
      fault === undefined ? { code: 'other', rule: `${at}: ${message}` } : { ...fault, ...where };
  }
  return errors;
}
