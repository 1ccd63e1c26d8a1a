/** What a client library refuses in the metadata before it reads a word of it (RFC 8414 §2, §3.2). */

import type { JsonObject } from '../../untrusted/json.ts';
import type { ServerSide } from '../target/target.ts';
import { type Check, error, type Outcome, ok, skipped } from './check.ts';
import { noDocument, ofServer } from './sides.ts';

const about = 'capabilities';

type Form = ServerSide['forms'][number];
type Member = readonly [name: string, kind: 'text' | 'texts'];

/** Without these, SDK clients refuse the whole document. */
const required: readonly Member[] = [
  ['issuer', 'text'],
  ['authorization_endpoint', 'text'],
  ['token_endpoint', 'text'],
  ['response_types_supported', 'texts'],
];

/** These besides, at the addresses of OpenID Connect. */
const requiredOfOpenid: readonly Member[] = [
  ['jwks_uri', 'text'],
  ['subject_types_supported', 'texts'],
  ['id_token_signing_alg_values_supported', 'texts'],
];

const optional: readonly Member[] = [
  ['registration_endpoint', 'text'],
  ['revocation_endpoint', 'text'],
  ['introspection_endpoint', 'text'],
  ['userinfo_endpoint', 'text'],
  ['scopes_supported', 'texts'],
  ['response_modes_supported', 'texts'],
  ['grant_types_supported', 'texts'],
  ['token_endpoint_auth_methods_supported', 'texts'],
  ['code_challenge_methods_supported', 'texts'],
];

const everyMember = [...required, ...requiredOfOpenid, ...optional];

const isOf = (value: unknown, kind: Member[1]): boolean =>
  kind === 'text'
    ? typeof value === 'string'
    : Array.isArray(value) && value.every((item) => typeof item === 'string');

const shapeCheck = (
  row: Pick<Check, 'id' | 'title' | 'trips' | 'remedy' | 'rule'>,
  complaints: (content: JsonObject, form: Form['form']) => readonly string[],
  said: string,
): Check => ({
  about,
  ...row,
  look: ofServer(({ forms, document }): Outcome => {
    if (document === null) return skipped(noDocument);
    const names = forms.flatMap(({ form, answer }) =>
      answer.status === 200 && answer.json !== null ? complaints(answer.json, form) : [],
    );
    return names.length === 0 ? ok() : error(`${said}: ${[...new Set(names)].join(', ')}`);
  }),
});

export const documentShapeChecks: readonly Check[] = [
  shapeCheck(
    {
      id: 'capabilities.members',
      title: 'No member is missing that SDK clients require',
      trips: 'SDK clients throw the whole document away when one of these members is missing.',
      remedy: 'Add the members to the metadata.',
      rule: 'RFC 8414 §2',
    },
    (content, { name }) =>
      [...required, ...(name === 'oauth' ? [] : requiredOfOpenid)]
        .map(([member]) => member)
        .filter((member) => content[member] === undefined),
    'missing',
  ),
  shapeCheck(
    {
      id: 'capabilities.types',
      title: 'Members are of their types',
      trips: 'SDK clients throw the whole document away when a list is no list of texts.',
      remedy: 'Write endpoints as strings, and everything that ends in _supported here as a list of strings.',
      rule: 'RFC 8414 §2',
    },
    (content) =>
      everyMember
        .filter(([member, kind]) => content[member] != null && !isOf(content[member], kind))
        .map(([member]) => member),
    'of another type',
  ),
  shapeCheck(
    {
      id: 'capabilities.nulls',
      title: 'No member is null',
      trips: 'SDK clients refuse a document in which anything is null.',
      remedy: 'Leave members without a value out.',
      rule: 'RFC 8414 §3.2',
    },
    (content) => Object.keys(content).filter((member) => content[member] === null),
    'null',
  ),
];
