/** A client that a federation vouches for, as people and administrators see it. */
import {
  type ClientIdentity,
  type ClientModel,
  clientPage,
  consentPage,
  deviceConfirmPage,
} from '../../src/pages/index.ts';
import { noAccess } from './access-fixtures.ts';
import { bareClient } from './client-fixtures.ts';
import { asAdministrator, type ConsoleExample, consoleExample, now } from './console-fixtures.ts';

export const member: ClientIdentity = {
  name: 'Acme Notes',
  destination: { kind: 'web', host: 'library.university.example' },
  selfRegistered: true,
  federation: { anchor: 'federation.example', organization: 'Northwind' },
};

const unnamed: ClientIdentity = {
  ...member,
  destination: { kind: 'this_device', address: '127.0.0.1' },
  federation: { anchor: 'federation.example' },
};

export const flowForm = {
  ...{ flow: 'flow-1', until: 1_795_000_000 },
  ...{ request: 'client_id=library&response_type=code', shown: 'digest-of-what-is-shown' },
};

const vouched = {
  ...{ registration: 'automatic' as const, organization: 'Northwind', endsAt: now + 3600 },
  ...{ trustAnchor: 'https://federation.example', superior: 'https://university.example' },
} as const;

const registered: ClientModel = {
  ...bareClient,
  ...{ id: 'https://library.university.example', name: 'Acme Notes', source: 'federation' },
  federation: vouched,
};

const client = (name: string, model: ClientModel): ConsoleExample =>
  consoleExample(`admin-client-federation${name}`, (frame) => clientPage(model, asAdministrator(frame)));

export const federationExamples: readonly ConsoleExample[] = [
  client('', registered),
  client('-explicit', { ...registered, federation: { ...vouched, registration: 'explicit' } }),
  consoleExample('consent-federation', (f) =>
    consentPage({ ...flowForm, client: member, access: noAccess }, f),
  ),
  consoleExample('consent-federation-device', (f) =>
    consentPage({ ...flowForm, client: unnamed, access: noAccess }, f),
  ),
  consoleExample('device-confirm-federation', (f) =>
    deviceConfirmPage({ userCode: 'WDJB-MJHT', client: member, access: noAccess, shown: 'digest' }, f),
  ),
];
