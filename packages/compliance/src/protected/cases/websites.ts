import assert from 'node:assert/strict';
import { expectRefused, expectServed, type Service, type ServiceAnswer } from '../conversation.ts';
import type { ProtectedCase } from '../protected-case.ts';

// A service without authentication takes every request on this computer for its owner's. A website in the owner's
// browser can send requests there too (resource.md §8).

const requirements: ProtectedCase['requirements'] = ['resource.md §8'];
const needs: ProtectedCase['needs'] = ['without_authentication', 'set_ups'];

type Headers = readonly (readonly [string, string])[];

/** How a browser gives away that it was another site that sent the request. */
const marks: readonly (readonly [what: string, headers: (service: Service) => Headers])[] = [
  ['with its origin', () => [['origin', 'https://evil.example']]],
  ['with an origin that it hides', () => [['origin', 'null']]],
  ['from another port of this computer', () => [['origin', 'http://127.0.0.1:1']]],
  ['from another name of this computer', ({ url }) => [['origin', `http://localhost:${new URL(url).port}`]]],
  [
    'with an origin that begins like the right one',
    ({ url }) => [['origin', `${new URL(url).origin}.evil.example`]],
  ],
  ['with two origins', ({ url }) => [['origin', `${new URL(url).origin}, https://evil.example`]]],
  ['without its origin', () => [['sec-fetch-site', 'cross-site']]],
  ['without its origin, from this computer', () => [['sec-fetch-site', 'same-site']]],
];

function expectShutOut(answer: ServiceAnswer): void {
  expectRefused(answer, 403);
  assert.equal(answer.headers.get('access-control-allow-origin'), null);
}

export const websiteCases: readonly ProtectedCase[] = [
  {
    name: 'without authentication the owner is served, and so are the pages of the service itself',
    requirements,
    needs,
    async run(t) {
      const service = t.service('unguarded');
      const { origin } = new URL(service.url);
      for (const method of ['GET', 'POST']) {
        expectServed(await service.ask({ method }));
        const headers = [
          ['origin', origin],
          ['sec-fetch-site', 'same-origin'],
        ] as const;
        expectServed(await service.ask({ method, headers }));
      }
      expectServed(await service.ask({ headers: [['sec-fetch-site', 'none']] }));
    },
  },
  ...marks.map(
    ([what, headers]): ProtectedCase => ({
      name: `without authentication a request of a website is refused when it comes ${what}`,
      requirements,
      needs,
      async run(t) {
        const service = t.service('unguarded');
        for (const method of ['GET', 'POST']) {
          const sent = [...headers(service), ['content-type', 'text/plain'] as const];
          expectShutOut(
            await service.ask({ method, headers: sent, ...(method === 'POST' ? { body: '{}' } : {}) }),
          );
        }
      },
    }),
  ),
  {
    name: 'without authentication no website is told that it may send requests',
    requirements,
    needs,
    async run(t) {
      const headers = [
        ['origin', 'https://evil.example'],
        ['access-control-request-method', 'POST'],
        ['access-control-request-headers', 'content-type'],
      ] as const;
      expectShutOut(await t.service('unguarded').ask({ method: 'OPTIONS', headers }));
    },
  },
  {
    name: 'without authentication a name that a stranger can point at this computer is refused',
    requirements,
    needs,
    async run(t) {
      const service = t.service('unguarded');
      const { port } = new URL(service.url);
      for (const host of [
        'evil.example',
        `localhost.evil.example:${port}`,
        `127.0.0.1.evil.example:${port}`,
      ]) {
        expectShutOut(await service.ask({ headers: [['host', host]] }));
        expectShutOut(
          await service.ask({
            headers: [
              ['host', host],
              ['origin', `http://${host}`],
            ],
          }),
        );
      }
    },
  },
  {
    name: 'without authentication whoever comes through a proxy is refused',
    requirements,
    needs,
    async run(t) {
      for (const name of ['x-forwarded-for', 'x-real-ip', 'forwarded', 'via']) {
        expectShutOut(await t.service('unguarded').ask({ headers: [[name, '192.0.2.1']] }));
      }
    },
  },
];
