/** The form of a client that was refused: as it happens, and with every fault there is. */
import { metadataFaults } from '@grantor/engine';
import { settingFaults } from '../../src/bootstrap/faults.ts';
import {
  type ClientFieldFault,
  type ClientValues,
  type ConsoleFrame,
  clientEditPage,
  type Html,
} from '../../src/pages/index.ts';
import { schemaFaults } from '../../src/store/json-schema.ts';
import { asAdministrator, type ConsoleExample, consoleExample } from './console-fixtures.ts';

const errors = {
  client_name: { code: 'too_long', values: { most: 200 } },
  redirect_uris: { code: 'redirect_http', line: 2 },
  client_id: { code: 'other_client' },
  id_token_signed_response_alg: { code: 'unserved_algorithm', values: { allowed: 'RS256, ES256' } },
  odd: { code: 'unknown_member', member: 'odd' },
  strange: { code: 'other', rule: 'strange: must not be' },
} as const;

/** Of a resource: in no field, and in one. */
export const resourceErrors = {
  '': { code: 'scope_circle', member: 'scopes', values: { name: '–' } },
  name: { code: 'empty' },
} as const;

const codes = [...Object.keys({ ...metadataFaults, ...settingFaults }), ...schemaFaults] as Exclude<
  ClientFieldFault['code'],
  'other'
>[];

const every: Readonly<Record<string, ClientFieldFault>> = Object.fromEntries(
  codes.map((code, index) => [`fault ${index}`, { code }]),
);

const example = (name: string, render: (frame: ConsoleFrame) => Html): ConsoleExample =>
  consoleExample(name, (frame) => render(asAdministrator(frame)));

export const clientFaultExamples = (values: ClientValues): readonly ConsoleExample[] => [
  example('admin-client-refused', (f) => clientEditPage({ values, errors, state: 'refused' }, f)),
  example('admin-client-faults', (f) => clientEditPage({ values, errors: every, state: 'refused' }, f)),
];
