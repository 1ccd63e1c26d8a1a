/** What clients ask of people whom they name, in every state. */
import {
  type ConsoleFrame,
  type Html,
  type RequestModel,
  requestPage,
  requestsPage,
} from '../../src/pages/index.ts';
import { access, grownAccess } from './access-fixtures.ts';
import { type ConsoleExample, consoleExample, longName, now } from './console-fixtures.ts';

const example = (name: string, render: (frame: ConsoleFrame) => Html): ConsoleExample =>
  consoleExample(`account-${name}`, render);

const asking = (name: string) =>
  ({ name, destination: { kind: 'another_device' }, selfRegistered: false }) as const;

const requests = [
  { message: 'WDJB-MJHT', endsAt: now + 90, client: asking('Acme Notes') },
  { message: null, endsAt: now + 580, client: asking(longName) },
  {
    message: longName,
    endsAt: now + 30,
    client: asking('Acme Notes'),
  },
].map((row, index) => ({ ...row, id: `r${index}`, askedAt: now - 20 }));

const request: RequestModel = {
  ...{ id: 'r0', message: 'WDJB-MJHT', askedAt: now - 20, endsAt: now + 90, factor: 'not_needed' },
  ...{ client: asking('Acme Notes'), access: grownAccess, shown: 'digest' },
};

export const requestExamples: readonly ConsoleExample[] = [
  example('requests', (f) => requestsPage({ rows: requests }, f)),
  example('requests-one', (f) => requestsPage({ rows: requests.slice(0, 1) }, f)),
  example('requests-empty', (f) => requestsPage({ rows: [] }, f)),
  example('request', (f) => requestPage(request, f)),
  example('request-grant', (f) =>
    requestPage({ ...request, change: { action: 'replace', removed: access } }, f),
  ),
  example('request-changed', (f) =>
    requestPage({ ...request, message: null, factor: 'needed', again: 'changed' }, f),
  ),
];

/** The payload in every text of them. */
export const poisonedRequests = (payload: string, evil: ConsoleFrame): readonly Html[] => [
  requestsPage({ rows: [{ ...request, id: payload, client: asking(payload), message: payload }] }, evil),
  requestPage({ ...request, id: payload, client: asking(payload), message: payload, shown: payload }, evil),
];
