import { strict as assert } from 'node:assert';
import { describe, it } from 'node:test';
import {
  type ClientIdentity,
  consentPage,
  deviceConfirmPage,
  type RequestedAccess,
} from '../../src/pages/index.ts';
import { locales } from '../../src/pages/text/catalogue.ts';
import { access, detailedAccess } from './access-fixtures.ts';
import { member } from './federation-fixtures.ts';
import { client, described, flowForm, frame, local, selfRegistered } from './fixtures.ts';

const render = (identity: ClientIdentity, asked: RequestedAccess = access) =>
  String(consentPage({ ...flowForm, client: identity, access: asked }, frame)).replaceAll('&#39;', "'");

const poses = /any program on this computer could pose as it/;

describe('consent page — protocol.md IN-2, clients.md §10 Consent page', () => {
  it('marks the name of a client that nobody vouches for', () => {
    for (const stranger of [selfRegistered, described]) assert.match(render(stranger), /Unverified name/);
    assert.doesNotMatch(render(client), /Unverified/);
  });

  it('says in every language what administering means, the most that a token can do — product.md T-5', () => {
    const resource = { identifier: 'https://id.example/api/v1', learns: [] };
    const asking = (name: string) => {
      const scopes = [{ name, status: 'new' }] as const;
      return { scopes: [], claims: [], details: [], resources: [{ ...resource, scopes }] };
    };
    assert.match(
      render(client, asking('grantor:admin')),
      /Administer this server as you can: .*delete people/,
    );
    assert.match(render(client, asking('grantor:other')), /undescribed">Not described by your administrator/);
    for (const locale of locales) {
      const page = { ...flowForm, client, access: asking('grantor:admin') };
      assert.doesNotMatch(String(consentPage(page, { ...frame, locale })), /undescribed/, locale);
    }
  });

  it('says what comes with a scope, one by one — protocol.md IN-6', () => {
    const share = { name: 'share', description: 'Share files', status: 'new' as const };
    const includes = [{ name: 'links', description: 'Make links' }, { name: 'bare' }];
    const page = render(client, { scopes: [{ ...share, includes }], claims: [], resources: [], details: [] });
    assert.match(page, /Includes:.*Make links <code>links<\/code>.*Not described .* <code>bare<\/code>/s);
    assert.doesNotMatch(
      render(client, { scopes: [share], claims: [], resources: [], details: [] }),
      /Includes:/,
    );
  });

  it('lists every value of what no scope says, and lets each object be left out — advanced.md RAR-3', () => {
    const page = render(client, detailedAccess);
    for (const [place, amount] of ['12.50 EUR', '1 200.00 EUR', '1.00 EUR'].entries()) {
      assert.match(page, new RegExp(`<bdi>${amount}</bdi>`));
      assert.match(page, new RegExp(`name="detail_${place}" type="checkbox" value="1" checked`));
    }
    assert.match(page, /<dt>Payee<\/dt>/);
    assert.match(page, /<dt><code>payee\.iban<\/code><\/dt><dd><bdi>DE02 1001/);
    const german = { ...frame, locale: 'de' } as const;
    const inGerman = String(consentPage({ ...flowForm, client, access: detailedAccess }, german));
    assert.match(inGerman, /Von Ihrem Konto bezahlen/);
    assert.match(inGerman, /<dt>Betrag<\/dt>/);
  });

  it('names the redirect host in full', () => {
    for (const identity of [client, selfRegistered, described]) {
      const { host } = identity.destination as { host: string };
      assert.match(render(identity), new RegExp(`you return to <strong>${host}</strong>`));
    }
  });

  it('names the host of the document, and the redirect host beside it where it is another', () => {
    assert.match(render(described), /described at <strong>notes\.acme\.example<\/strong>; nobody/);
    assert.match(
      render({ ...described, documentHost: 'claude.example' }),
      /described at <strong>claude\.example<\/strong> and leads to <strong>notes\.acme\.example<\/strong>/,
    );
  });

  it('names the federation that vouches for a client, and whose it is', () => {
    assert.match(
      render(member),
      /federation of <strong>federation\.example<\/strong> says that this application belongs to <strong>Northwind<\/strong>; nobody/,
    );
    const unnamed = { ...member, federation: { anchor: 'federation.example' } };
    assert.match(render(unnamed), /federation of <strong>federation\.example<\/strong> vouches/);
    const here = { ...unnamed, destination: local.destination };
    assert.match(render(here), /This is an application on this device/);
  });

  it('warns that any program on this computer could pose as the application', () => {
    const stranger = { ...local, selfRegistered: true };
    assert.match(render(stranger), poses);
    assert.match(
      render({ ...stranger, documentHost: 'claude.example' }),
      /described at <strong>claude\.example<\/strong>, but any program on this computer/,
    );
    for (const identity of [client, local, selfRegistered, described])
      assert.doesNotMatch(render(identity), poses);
  });

  it('says when it is an application on this device, and under which address', () => {
    assert.match(render(local), /an application on this device \(<strong>localhost<\/strong>\)/);
  });

  it('speaks of a scope in the language of the page, and marks what deletes or shares — product.md T-5', () => {
    const name = 'files:delete';
    const words = {
      description: 'Delete files',
      descriptions: { de: 'Dateien löschen', en: 'Remove files' },
    };
    const shown = (locale: 'de' | 'fr' | 'en', scope: object) => {
      const scopes = [{ name, status: 'new' as const, ...scope }];
      const model = { ...flowForm, client, access: { scopes, claims: [], details: [], resources: [] } };
      return String(consentPage(model, { ...frame, locale }));
    };
    assert.match(
      shown('de', { ...words, effect: 'deletes' }),
      /Dateien löschen <span class="state danger">Löscht</,
    );
    assert.match(
      shown('fr', { ...words, effect: 'shares' }),
      /Delete files <span class="state paused">Partage/,
    );
    assert.match(shown('fr', { descriptions: words.descriptions }), /Remove files/);
    assert.doesNotMatch(shown('en', { ...words, effect: 'writes' }), /class="state/);
  });

  it('names each resource with its identifier, and what it learns about the person', () => {
    const learns = [
      { name: 'email', status: 'new' },
      { name: 'email_verified', status: 'new' },
    ] as const;
    const resources = [
      { identifier: 'https://mcp.example/files', name: 'Files', scopes: [], learns },
      { identifier: 'https://mcp.example/open', scopes: [], learns: [] },
    ] as const;
    const page = render(client, { scopes: [], claims: [], details: [], resources });
    assert.match(page, /Files<\/h3>\s*<code>https:\/\/mcp\.example\/files<\/code>/);
    assert.match(page, /It learns about you: e-mail address\./);
    assert.match(page, /<code>https:\/\/mcp\.example\/open<\/code>/);
    assert.equal(page.match(/It learns about you/g)?.length, 1);
  });

  it('names the account, and gives Allow and Deny the same weight', () => {
    const page = render(selfRegistered);
    assert.match(page, /Maria Keller/);
    const [deny, allow] = [...page.matchAll(/<button class="([^"]*)"[^>]*value="(?:deny|approve)"/g)];
    assert.equal(deny?.[1], allow?.[1]);
  });
});

describe('device confirmation page — protocol.md DV-4, clients.md §10 Consent page', () => {
  const confirm = (identity: ClientIdentity) =>
    String(deviceConfirmPage({ userCode: 'WDJB-MJHT', client: identity, access, shown: 'd' }, frame));

  it('names the host of the document of a client that nobody vouches for', () => {
    assert.match(confirm(described), /described at <strong>notes\.acme\.example<\/strong>; nobody/);
    for (const identity of [client, selfRegistered]) assert.doesNotMatch(confirm(identity), /described at/);
  });

  it('marks the name of a client that nobody vouches for', () => {
    for (const stranger of [selfRegistered, described]) assert.match(confirm(stranger), /Unverified name/);
    assert.doesNotMatch(confirm(client), /Unverified/);
  });
});
