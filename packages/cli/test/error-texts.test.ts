import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import type { Failure } from '../src/errors/failure.ts';
import * as signIn from '../src/errors/sign-in.ts';
import { createOutput } from '../src/output/output.ts';
import { asFailure, describeFailure, presentFailure } from '../src/output/present-failure.ts';
import { styleFor } from '../src/output/style.ts';
import { matchesSnapshot } from './snapshot.ts';
import { createTestWorld } from './world.ts';

const plain = styleFor({ write() {}, isTerminal: false }, {});
const server = 'https://auth.example.com';
const technical = { code: 'invalid_client', status: 401, correlationId: 'Xb3-9' };

describe('the words for', () => {
  const cases: Readonly<Record<string, Failure>> = {
    'not being signed in': signIn.notSignedIn(server),
    'an env file without a token': signIn.notSignedIn(server, { envFile: '~/app/.env' }),
    'a sign-in for something else': signIn.notSignedIn(server, { others: ['https://api.example.com'] }),
    'a sign-in that has ended': signIn.sessionEnded(server, {
      technical: { code: 'invalid_grant', status: 400 },
    }),
    'a sign-in that ran out': signIn.ranOut(server),
    'a denied sign-in': signIn.deniedByPerson(),
    'an expired code': signIn.codeExpired(server),
    'a code that is no longer good': signIn.codeSpent(server),
    'a code that nobody could be asked about': signIn.codeUnheard(server),
    'a browser that never came back': signIn.nobodyCame(5),
    'an unknown client': signIn.clientUnknown('abc', { technical }),
    'closed registration': signIn.registrationClosed(server, { said: 'Registration is disabled.' }),
    'a refused scope': signIn.scopeRefused(['admin']),
    'a scope the sign-in lacks': signIn.scopeNotGranted(server, ['write'], ['openid', 'read']),
    'a refused resource': signIn.resourceRefused(['https://api.example.com']),
    'a redirect that is not registered': signIn.redirectNotRegistered(
      'abc',
      'http://127.0.0.1:8888/callback',
    ),
    'a port in use': signIn.portTaken(8888),
    'a server without sign-in': signIn.noWayToSignIn(server),
    'a wrong clock': signIn.clockWrong(720),
    'a clock that is hours behind': signIn.clockWrong(-7200),
  };
  for (const [name, failure] of Object.entries(cases)) {
    it(name, (t: TestContext) => matchesSnapshot(t, describeFailure(failure, plain)));
  }

  it('every failure beside Ctrl-C have what to do in them — cli.md §5 Errors', () => {
    for (const failure of Object.values(cases)) assert.ok(failure.remedy.length > 0, failure.message);
  });
});

describe('a fault of the command itself', () => {
  const print = (verbose: boolean): string => {
    const world = createTestWorld();
    const output = createOutput(world, { json: false, quiet: false, verbose });
    presentFailure(asFailure(new TypeError('x is not a function')), output);
    world.remove();
    return world.said();
  };

  it('is told without a stack trace, which --verbose adds', () => {
    assert.match(print(false), /^✗ Something went wrong inside grantor\.\n {2}x is not a function\n/);
    assert.doesNotMatch(print(false), /error-texts\.test\.ts/);
    assert.match(print(true), /error-texts\.test\.ts/);
  });
});
