import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { metadataFaults } from '@grantor/engine';
import { describedClientReader } from '../../src/bootstrap/client.ts';
import { clientSettings } from '../../src/bootstrap/client-settings.ts';
import { settingFaults } from '../../src/bootstrap/faults.ts';
import { errorsByField } from '../../src/clients/values.ts';
import { faultText } from '../../src/pages/clients/faults.ts';
import { catalogues, locales, textIn } from '../../src/pages/index.ts';
import type { TextKey } from '../../src/pages/text/catalogue.ts';
import { clientRules } from '../bootstrap/files.ts';

const sentences: Readonly<Record<string, string>> = { ...metadataFaults, ...settingFaults };
const places = (sentence: string): readonly string[] => (sentence.match(/\{\w+\}/g) ?? []).toSorted();

/** Beside those that stand in its English: what else the code comes with, and what words leave out. */
const otherPlaces: Readonly<Record<string, readonly string[]>> = {
  unserved_algorithm: ['{allowed}'],
  logout_uri_needed: [],
  certificate_subject_needed: [],
  profile_auth_method: [],
};

const readClient = describedClientReader({}, clientRules);

/** What stands at each field of a client that is described by these members. */
function told(members: object, locale: 'en' | 'de'): Readonly<Record<string, string>> {
  const { problems } = readClient({ client_id: 'x', redirect_uris: ['https://a.example/'], ...members }, []);
  const errors = Object.entries(errorsByField(problems));
  return Object.fromEntries(errors.map(([name, fault]) => [name, String(faultText(fault, textIn(locale)))]));
}

describe('what is wrong with a client, at its form', () => {
  for (const locale of locales) {
    it(`has words for every code in ${locale}, with the places that the code fills — product.md N-1`, () => {
      for (const [code, sentence] of Object.entries(sentences)) {
        const words = catalogues[locale][`fault_${code}` as TextKey];
        assert.ok(typeof words === 'string' && words !== '', code);
        assert.deepEqual(places(words), otherPlaces[code] ?? places(sentence), code);
      }
    });
  }

  it('is told in the language of the page, with the number of the line — product.md N-1, C-1', () => {
    const members = {
      redirect_uris: ['https://a.example/', 'http://a.example/'],
      client_name: 'x'.repeat(201),
    };
    assert.deepEqual(told(members, 'de'), {
      client_name: 'Hier passen höchstens 200 Zeichen hinein.',
      redirect_uris: 'Zeile 2: http ist nur für den eigenen Rechner (localhost); verwenden Sie https.',
    });
    assert.equal(told(members, 'en')['client_name'], 'At most 200 characters fit here.');
  });

  it('tells what its certificate and its profile take — product.md N-1', () => {
    const named = { tls_client_auth_subject_dn: 'no name', tls_client_auth_san_dns: '*.a.example' };
    assert.deepEqual(told(named, 'en'), {
      tls_client_auth_subject_dn: 'Write it as in a certificate: CN=app,O=Example.',
      tls_client_auth_san_dns: 'This is not a host name.',
    });
    const signing = { token_endpoint_auth_method: 'private_key_jwt', profile: 'fapi2-message-signing' };
    const published = { ...signing, jwks_uri: 'https://a.example/keys' };
    assert.match(
      told({ ...published, response_modes: ['query'] }, 'en')['response_modes'] ?? '',
      /ways only: \w/,
    );
    assert.match(
      told({ ...signing, token_endpoint_auth_method: 'none' }, 'en')['token_endpoint_auth_method'] ?? '',
      /own key or certificate/,
    );
  });

  it('has a code for each way in which a member can be wrong: none is told in English only — product.md N-1', () => {
    const strange = [
      7,
      '',
      'x y\u0007',
      'x'.repeat(5000),
      [],
      [7],
      ['\u0007'],
      ['x y'],
      {},
      true,
      { keys: [{}] },
    ];
    const others = [
      ...Object.keys(clientSettings({}).shape),
      'jwks',
      'logo_uri',
      'scope',
      'response_modes',
      'strange',
    ];
    for (const member of others) {
      for (const value of strange) {
        const { problems } = readClient({ client_id: 'x', redirect_uris: ['a:/'], [member]: value }, []);
        for (const { at, message, fault } of problems) assert.ok(fault, `${at}: ${message}`);
      }
    }
  });
});
