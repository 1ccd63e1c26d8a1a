/** A browser at the authorization endpoint of a harness. */

import { isDeepStrictEqual } from 'node:util';
import { sha256 } from '@grantor/protocol';
import { createEngine } from '../../src/create-engine.ts';
import type { Engine } from '../../src/engine.ts';
import type { ConsentDecision } from '../../src/model/flow.ts';
import type { AuthorizeOutcome, Interaction } from '../../src/requests/outcome.ts';
import type { Visitor } from '../../src/requests/request.ts';
import { exampleSession } from '../../src/testing/examples/fixtures.ts';
import { createHarness, exampleSource, type Harness } from '../../src/testing/harness.ts';

export const challenge = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM'; // RFC 7636 §B
export const verifier = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk';

export type Parameters = Readonly<Record<string, string | undefined>>;

export const browser = sha256('browser');

/** A request every check accepts; a test changes what it is about. */
export const request = (change: Parameters = {}): Parameters => ({
  client_id: 'web',
  redirect_uri: 'https://app.example/callback',
  response_type: 'code',
  scope: 'openid read',
  state: 's1',
  nonce: 'n1',
  code_challenge: challenge,
  code_challenge_method: 'S256',
  ...change,
});

export const encode = (parameters: Parameters): string =>
  new URLSearchParams(
    Object.entries(parameters).filter((pair): pair is [string, string] => pair[1] !== undefined),
  ).toString();

export type FrontChannel = {
  readonly harness: Harness;
  readonly engine: Engine;
  readonly signedIn: Visitor;
  readonly signedOut: Visitor;
  ask(parameters: Parameters | string, visitor?: Visitor): Promise<AuthorizeOutcome>;
  /** The same by POST (OpenID Connect Core §3.1.2.1). */
  post(parameters: Parameters, visitor?: Visitor): Promise<AuthorizeOutcome>;
  /** Decides on whatever the page shows now. */
  resume(flow: string, decision: ConsentDecision | null, visitor?: Visitor): Promise<AuthorizeOutcome>;
  /** Decides on the page as it was. */
  decide(shown: AuthorizeOutcome, decision: ConsentDecision, visitor?: Visitor): Promise<AuthorizeOutcome>;
};

export function frontChannel(options: HarnessOptions = {}): FrontChannel {
  const harness = createHarness(options);
  const engine = createEngine(harness.ports, harness.policy);
  const signedIn: Visitor = { browser, session: exampleSession() };
  const source = exampleSource({ method: 'GET', path: '/oauth/authorize' });
  return {
    harness,
    engine,
    signedIn,
    signedOut: { browser, session: null },
    ask: (parameters, visitor = signedIn) =>
      engine.authorize(
        { query: typeof parameters === 'string' ? parameters : encode(parameters), form: null, source },
        visitor,
      ),
    post: (parameters, visitor = signedIn) => {
      const contentType = 'application/x-www-form-urlencoded';
      const form = { contentType, body: Buffer.from(encode(parameters)) };
      return engine.authorize({ query: '', form, source }, visitor);
    },
    resume: (flow, kind, visitor = signedIn) => {
      const decision = kind === null ? null : { kind, wasShown: async () => true };
      return engine.resume({ flow, decision, source }, visitor);
    },
    decide: (shown, kind, visitor = signedIn) => {
      const wasShown = async (asked: Interaction) => isDeepStrictEqual(asked, interactionOf(shown));
      return engine.resume({ flow: flowOf(shown), decision: { kind, wasShown }, source }, visitor);
    },
  };
}

type HarnessOptions = typeof createHarness extends (options?: infer Options) => unknown
  ? NonNullable<Options>
  : never;

/** The parameters of an answer, by name. */
export function answerOf(outcome: AuthorizeOutcome): Record<string, string> {
  if (outcome.kind !== 'answer') throw new Error(`not an answer: ${outcome.kind}`);
  return Object.fromEntries(outcome.parameters);
}

export function flowOf(outcome: AuthorizeOutcome): string {
  if (outcome.kind === 'continue') return outcome.flow;
  if (outcome.kind !== 'interact') throw new Error(`not an interaction: ${outcome.kind}`);
  return outcome.interaction.flow;
}

/** The page that is shown. */
export function interactionOf(outcome: AuthorizeOutcome): Interaction {
  if (outcome.kind !== 'interact') throw new Error(`not an interaction: ${outcome.kind}`);
  return outcome.interaction;
}

/** The page that is shown, or how it ended: of an answer `code`, or the error that went to the client. */
export function stepOf(outcome: AuthorizeOutcome): string {
  if (outcome.kind === 'interact') return outcome.interaction.step.kind;
  if (outcome.kind !== 'answer') return outcome.kind;
  const { code, error = 'neither' } = answerOf(outcome);
  return code === undefined ? error : 'code';
}
