/** The error page for every reason there is. */
import {
  type ErrorReason,
  errorPage,
  type Frame,
  type Html,
  type PolicyVariant,
} from '../../src/pages/index.ts';

type ErrorExample = {
  readonly name: string;
  readonly policy: PolicyVariant;
  readonly render: (frame: Frame) => Html;
};

const example = (name: string, render: (frame: Frame) => Html): ErrorExample => ({
  name,
  policy: { kind: 'flow' },
  render,
});

const reasons: readonly (readonly [number, ErrorReason])[] = [
  [400, { kind: 'bad_request' }],
  [400, { kind: 'unknown_client' }],
  [400, { kind: 'flow_expired' }],
  [403, { kind: 'forbidden' }],
  [403, { kind: 'form_expired' }],
  [403, { kind: 'opened_elsewhere', address: 'http://localhost:8080/login' }],
  [403, { kind: 'cookies_blocked' }],
  [401, { kind: 'sign_in_unavailable' }],
  [404, { kind: 'not_found' }],
  [405, { kind: 'method_not_allowed' }],
  [429, { kind: 'too_many_requests', retryAfterSeconds: 300 }],
  [503, { kind: 'unavailable', reloadAfterSeconds: 20 }],
  [500, { kind: 'fault' }],
  [400, { kind: 'document_refused', host: 'client.example', fault: 'broken' }],
  [400, { kind: 'client_refused', wayBack: { kind: 'link', uri: 'https://agent.example/callback?error=x' } }],
];

export const errorExamples: readonly ErrorExample[] = [
  ...reasons.map(([status, reason]) =>
    example(`error-${reason.kind}`, (f) =>
      errorPage(
        reason.kind === 'bad_request'
          ? {
              reason,
              status,
              code: 'example_code',
              description: 'redirect_uri is not registered for this client',
            }
          : { reason, status },
        f,
      ),
    ),
  ),
  ...(['blocked', 'unreachable', 'forbidden', 'gone'] as const).map((fault) =>
    example(`error-document_refused-${fault}`, (f) =>
      errorPage({ reason: { kind: 'document_refused', host: 'client.example', fault }, status: 400 }, f),
    ),
  ),
  ...(
    [
      ['', 'http://127.0.0.1:3000/callback'],
      ['-long', `https://${'staging.'.repeat(8)}app.example/${'callback/'.repeat(12)}?tenant=1`],
      ['-words', 'https://x.example/\u202eYour account is locked <b>call</b> \u{1f4de}'],
    ] as const
  ).map(([variant, redirectUri]) =>
    example(`error-redirect_uri_refused${variant}`, (f) =>
      errorPage(
        {
          reason: { kind: 'redirect_uri_refused' },
          status: 400,
          code: 'invalid_request',
          description: 'The redirect_uri is not registered for this client.',
          asked: { clientName: 'Acme Notes', clientId: 'photo-book', redirectUri },
        },
        f,
      ),
    ),
  ),
  example('error-client_refused-device', (f) =>
    errorPage(
      {
        reason: { kind: 'client_refused', wayBack: { kind: 'link', uri: 'org.example.app:/callback' } },
        status: 400,
      },
      f,
    ),
  ),
  example('error-client_refused-form', (f) =>
    errorPage(
      {
        reason: {
          kind: 'client_refused',
          wayBack: {
            kind: 'form',
            uri: 'https://agent.example/callback',
            fields: { error: 'invalid_scope' },
          },
        },
        status: 400,
      },
      f,
    ),
  ),
];
