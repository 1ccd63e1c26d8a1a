import { strict as assert } from 'node:assert';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  type ClientIdentity,
  consentPage,
  deviceConfirmPage,
  devicePage,
  errorPage,
  type Frame,
  formPostPage,
  hostOf,
  loginPage,
  logoutPage,
  noAccessDevicePage,
  noAccessPage,
  ownPath,
  safeHref,
  selectAccountPage,
  signedOutPage,
} from '../../src/pages/index.ts';
import { monogram } from '../../src/pages/parts/client.ts';
import { access } from './access-fixtures.ts';
import { poisonedAccount } from './account-fixtures.ts';
import { poisonedClients } from './client-fixtures.ts';
import { poisonedCredentials } from './credential-fixtures.ts';
import { poisonedDocumentation } from './documentation-fixtures.ts';
import { assets, client, flowForm, frame, login } from './fixtures.ts';
import { poisonedPeople } from './people-fixtures.ts';
import { poisonedPolicies } from './policy-fixtures.ts';
import { poisonedReference } from './reference-fixtures.ts';
import { poisonedResources } from './resource-fixtures.ts';
import { poisonedUpstream } from './upstream-fixtures.ts';

const payloads = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onmouseover='alert(1)",
  '</title></textarea><svg onload=alert(1)>',
  'javascript:alert(1)',
];

/** The payload in every text a page is given, at once. */
function poisoned(payload: string): readonly string[] {
  const evil: Frame = {
    ...frame,
    siteName: payload,
    nonce: payload,
    requestId: payload,
    csrfToken: payload,
    account: { username: payload, name: payload },
  };
  const stranger: ClientIdentity = {
    name: payload,
    logoPath: payload,
    uri: payload,
    policyUri: payload,
    termsUri: payload,
    destination: { kind: 'web', host: payload },
    selfRegistered: true,
  };
  const asked = {
    scopes: [
      { name: payload, description: payload, status: 'new' },
      { name: payload, status: 'granted' },
    ],
    claims: [{ name: payload, status: 'new' }],
    details: [
      {
        type: payload,
        title: { text: payload, texts: { en: payload } },
        status: 'new',
        place: 0,
        rows: [{ path: payload, label: null, values: [payload, payload] }],
      },
    ],
    resources: [
      {
        identifier: payload,
        name: payload,
        scopes: [{ name: payload, description: payload, status: 'new' }],
        learns: [{ name: payload, status: 'granted' }],
      },
    ],
  } as const;
  const form = { flow: payload, until: 1, request: payload, shown: payload };
  const fields = { [payload]: payload };
  return [
    loginPage(
      {
        ...login,
        client: stranger,
        continuation: { kind: 'flow', flow: payload, until: 1, request: payload },
        username: { kind: 'open', prefilled: payload },
      },
      evil,
    ),
    loginPage(
      {
        ...login,
        continuation: { kind: 'redirect', redirect: payload },
        username: { kind: 'locked', username: payload },
      },
      evil,
    ),
    consentPage({ ...form, client: stranger, access: asked, again: 'changed' }, evil),
    selectAccountPage({ ...form, client: stranger }, evil),
    noAccessPage({ ...form, client: stranger, contacts: [payload] }, evil),
    noAccessDevicePage({ userCode: payload, client: stranger, contacts: [payload] }, evil),
    devicePage({ state: { kind: 'invalid' }, prefilledCode: payload }, evil),
    deviceConfirmPage({ userCode: payload, client: stranger, access: asked, shown: payload }, evil),
    logoutPage(
      {
        action: payload,
        fields,
        clientName: payload,
        wayBack: { kind: 'refused', uri: payload, reason: 'unregistered' },
        stayPath: payload,
      },
      evil,
    ),
    signedOutPage(
      { frames: [payload], reach: 'some', next: { kind: 'client', uri: payload, follow: 'at_a_click' } },
      evil,
    ),
    signedOutPage({ frames: [], reach: 'all', next: { kind: 'login', path: payload } }, evil),
    errorPage(
      {
        reason: { kind: 'client_refused', wayBack: { kind: 'link', uri: payload } },
        status: 400,
        code: payload,
        description: payload,
      },
      evil,
    ),
    errorPage(
      { reason: { kind: 'client_refused', wayBack: { kind: 'form', uri: payload, fields } }, status: 400 },
      evil,
    ),
    loginPage({ ...login, state: { kind: 'other_account', username: payload } }, evil),
    errorPage({ reason: { kind: 'document_refused', host: payload, fault: 'gone' }, status: 400 }, evil),
    errorPage({ reason: { kind: 'fault' }, status: 500, actionPath: payload }, evil),
    formPostPage({ redirectUri: 'https://client.example/cb', parameters: fields }, evil),
    ...poisonedAccount(payload, evil),
    ...poisonedPeople(payload, evil),
    ...poisonedClients(payload, evil),
    ...poisonedResources(payload, evil),
    ...poisonedPolicies(payload, evil),
    ...poisonedCredentials(payload, evil),
    ...poisonedUpstream(payload, evil),
    ...poisonedDocumentation(payload, evil),
    ...poisonedReference(payload, evil),
  ].map(String);
}

describe('escaping', () => {
  for (const payload of payloads) {
    it(`keeps ${payload} a text on every page — security.md B-2`, () => {
      for (const page of poisoned(payload)) {
        assert.ok(page.includes('</html>'));
        assert.doesNotMatch(page, /<script>|<img src=x|<svg onload/i, page);
        assert.doesNotMatch(page, /(?:href|action)="javascript:/i, page);
        assert.doesNotMatch(page, /\sonmouseover='/, page);
        assert.doesNotMatch(page, /<iframe/, page);
      }
    });
  }

  it('quotes every attribute', () => {
    for (const page of poisoned('x')) {
      assert.doesNotMatch(page.replace(/"[^"]*"/g, '""'), /<[^>]*\s[\w-]+=[^"][^>]*>/, page);
    }
  });

  it('keeps every hidden value byte for byte — protocol.md AZ-3', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (state) => {
        const page = String(
          formPostPage({ redirectUri: 'https://client.example/cb', parameters: { state } }, frame),
        );
        const value = /name="state" value="([^"]*)"/.exec(page)?.[1] ?? '';
        const unescaped = value
          .replaceAll('&quot;', '"')
          .replaceAll('&#39;', "'")
          .replaceAll('&lt;', '<')
          .replaceAll('&gt;', '>')
          .replaceAll('&amp;', '&');
        assert.equal(unescaped, state);
      }),
    );
  });
});

describe('links', () => {
  const dangerous = [
    'javascript:alert(1)',
    ' javascript:alert(1)',
    'java\nscript:alert(1)',
    'JAVASCRIPT:alert(1)',
    'data:text/html,x',
    'vbscript:x',
    'blob:https://a.example/x',
    'com.example.app:/cb',
    '//evil.example',
    '/path',
    '',
  ];
  for (const address of dangerous) {
    it(`never links ${JSON.stringify(address)} — security.md B-2`, () => {
      assert.equal(safeHref(address), undefined);
    });
  }

  it('links http and https addresses unchanged', () => {
    assert.equal(safeHref('https://a.example/b?c=d'), 'https://a.example/b?c=d');
    assert.equal(safeHref('http://127.0.0.1:8080/cb'), 'http://127.0.0.1:8080/cb');
    assert.equal(hostOf('http://127.0.0.1:8080/cb'), '127.0.0.1:8080');
  });

  for (const path of ['//e', '/\\e', '/\t/e', 'https:e', '/\n/e', 'e', 'https://e/']) {
    it(`never takes ${JSON.stringify(path)} for a path of this server — security.md B-7`, () => {
      assert.equal(ownPath(path), undefined);
    });
  }

  it('takes a path of this server with its query', () => {
    assert.equal(ownPath('/account?tab=1#top'), '/account?tab=1#top');
  });

  it('refuses a form_post to anything but the web', () => {
    assert.throws(() => formPostPage({ redirectUri: 'com.example.app:/cb', parameters: {} }, frame));
  });

  it('leads on from frames to an application on the device, but never to a script — protocol.md LO-4', () => {
    const page = (uri: string) =>
      String(
        signedOutPage(
          {
            ...{ frames: ['https://app.example/out'], reach: 'all' },
            next: { kind: 'client', uri, follow: 'by_itself' },
          },
          frame,
        ),
      );
    assert.match(page('com.example.app:/bye?state=s'), /<a [^>]*href="com\.example\.app:\/bye\?state=s"/);
    assert.doesNotMatch(page('javascript:alert(1)'), /javascript/);
  });

  it('leads back to an application on the device, but never to a script — protocol.md AZ-2', () => {
    const page = (uri: string) =>
      String(
        errorPage({ reason: { kind: 'client_refused', wayBack: { kind: 'link', uri } }, status: 400 }, frame),
      );
    assert.match(
      page('com.example.app:/cb?error=x'),
      /<a class="button" href="com\.example\.app:\/cb\?error=x">/,
    );
    assert.doesNotMatch(page('javascript:alert(1)'), /javascript:alert/);
  });

  it('posts an error back where answers are posted — OAuth 2.0 Form Post Response Mode §2', () => {
    const wayBack = {
      kind: 'form',
      uri: 'https://client.example/cb',
      fields: { error: 'x', state: 's' },
    } as const;
    const page = String(errorPage({ reason: { kind: 'client_refused', wayBack }, status: 400 }, frame));
    assert.match(page, /<form class="stack" method="post" action="https:\/\/client\.example\/cb">/);
    assert.match(page, /name="error" value="x"/);
    assert.doesNotMatch(page, /href="https:\/\/client/);
  });
});

describe('consent page', () => {
  const render = (shown: ClientIdentity) =>
    String(consentPage({ ...flowForm, client: shown, access }, frame));

  it('sets the redirect host in bold — protocol.md IN-2', () => {
    assert.match(render(client), /return to <strong>notes\.acme\.example<\/strong>/);
  });

  it('gives Allow and Deny the same weight — protocol.md IN-2', () => {
    const [deny, allow] =
      render(client).match(/<button class="[^"]*" type="submit" name="action" value="(?:deny|approve)">/g) ??
      [];
    assert.equal(deny?.replace('deny', ''), allow?.replace('approve', ''));
  });

  it('says so when nobody described a scope — product.md T-5', () => {
    const asked = {
      scopes: [{ name: 'x:y', status: 'new' }],
      claims: [],
      details: [],
      resources: [],
    } as const;
    assert.match(
      String(consentPage({ ...flowForm, client, access: asked }, frame)),
      /Not described.*<code>x:y<\/code>/s,
    );
  });
});

describe('monogram', () => {
  it('takes up to two initials, whole characters only', () => {
    assert.equal(monogram('acme notes app'), 'AN');
    assert.equal(monogram('𝒳-ray'), '𝒳R');
    assert.equal(monogram('天気'), '天');
    assert.equal(monogram('—'), '');
  });
});

describe('assets', () => {
  it('are found at their hashed path alone — product.md A-7', () => {
    const asset = assets.find(assets.urls.stylesheet);
    assert.match(assets.urls.stylesheet, /^\/assets\/grantor\.[0-9a-f]{8}\.css$/);
    assert.equal(asset?.contentType, 'text/css; charset=utf-8');
    assert.match(asset?.etag ?? '', /^"[0-9a-f]{32}"$/);
    assert.equal(assets.find('/assets/grantor.css'), undefined);
  });
});
