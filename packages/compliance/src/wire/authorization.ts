import assert from 'node:assert/strict';
import type { Browser } from './browser.ts';
import type { Parameters } from './parameters.ts';
import { type Step, stepsOf, type Walk } from './walk.ts';

// What came of an authorization request: an answer at the redirect URI by one channel, or a page.

export type Channel = 'query' | 'fragment' | 'form_post' | 'page';

export interface Authorization extends Walk {
  readonly parameters: Parameters;
  readonly verifier: string;
  readonly browser: Browser;
  readonly channel: Channel;
  /** The parameters delivered to the client; empty when a page was shown. */
  readonly response: URLSearchParams;
  /** Where the answer was delivered, without the parameters. */
  readonly deliveredTo: string | undefined;
  /** The authorization code, or a failed assertion saying what came instead. */
  code(): string;
}

interface Delivery {
  readonly channel: Channel;
  readonly response: URLSearchParams;
  readonly deliveredTo: string | undefined;
}

function readDelivery({ landing }: Walk, browser: Browser): Delivery {
  if (landing.kind === 'departure') {
    const { location } = landing;
    const hash = location.indexOf('#');
    if (hash >= 0) {
      return {
        channel: 'fragment',
        response: new URLSearchParams(location.slice(hash + 1)),
        deliveredTo: location.slice(0, hash),
      };
    }
    return {
      channel: 'query',
      response: landing.url.searchParams,
      deliveredTo: location.split('?')[0],
    };
  }
  const [form] = landing.forms;
  if (
    form !== undefined &&
    form.action !== '' &&
    new URL(form.action, landing.url).origin !== browser.origin
  ) {
    const response = new URLSearchParams(form.fields.map((field) => [field.name, field.value]));
    return { channel: 'form_post', response, deliveredTo: form.action };
  }
  return { channel: 'page', response: new URLSearchParams(), deliveredTo: undefined };
}

/** What an authorization came to, for messages: never a code or token. */
export function describeAuthorization(authorization: Authorization): string {
  const { landing, channel, response } = authorization;
  const steps = authorization.steps.length === 0 ? 'no step' : authorization.steps.join(', ');
  if (channel === 'page' && landing.kind === 'page') {
    return `page ${landing.status} at ${landing.url.pathname} after ${steps}`;
  }
  const error = response.get('error') ?? 'without error';
  return `${channel} answer ${error} after ${steps} ${response.get('error_description') ?? ''}`.trim();
}

type Walked = Walk & Pick<Authorization, 'parameters' | 'verifier' | 'browser'>;

export function readAuthorization(walked: Walked): Authorization {
  const delivery = readDelivery(walked, walked.browser);
  const authorization: Authorization = {
    ...walked,
    ...delivery,
    code() {
      const code = delivery.response.get('code');
      assert.ok(code, `expected a code, got ${describeAuthorization(authorization)}`);
      return code;
    },
  };
  return authorization;
}

/** Asserts an error delivered to the client. */
export function expectRedirectedError(authorization: Authorization, ...codes: readonly string[]): void {
  const { response, channel } = authorization;
  const met = channel !== 'page' && codes.includes(response.get('error') ?? '');
  assert.ok(met, `expected answer ${codes.join(' or ')}, got ${describeAuthorization(authorization)}`);
  assert.equal(response.get('code'), null, 'an error answer carries a code');
}

/** Asserts an error page: status 400, nothing delivered, the given address neither linked nor redirected to. */
export function expectErrorPage(authorization: Authorization, untrusted?: string): void {
  const { landing, channel } = authorization;
  const met = channel === 'page' && landing.kind === 'page' && landing.status === 400;
  assert.ok(met, `expected an error page, got ${describeAuthorization(authorization)}`);
  assert.equal(landing.headers.get('location'), null, 'an error page carries Location');
  if (untrusted === undefined || landing.kind !== 'page') return;
  assert.ok(!landing.html.includes(`href="${untrusted}`), 'the untrusted address is linked');
}

/** Asserts that the walk stopped in front of a page that asks for this step. */
export function expectStoppedAt(authorization: Authorization, ...steps: readonly Step[]): void {
  const { landing, browser } = authorization;
  const met =
    landing.kind === 'page' &&
    landing.status < 400 &&
    stepsOf(landing, browser.origin).some((step) => steps.includes(step));
  assert.ok(met, `expected the ${steps.join(' or ')} page, got ${describeAuthorization(authorization)}`);
}
