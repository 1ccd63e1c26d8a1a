import { strict as assert } from 'node:assert';
import { describe, it } from 'node:test';
import { catalogues, type Frame, locales, textIn } from '../../src/pages/index.ts';
import { areas as common } from '../../src/pages/text/areas.ts';
import { durationIn, momentIn } from '../../src/pages/text/catalogue.ts';
import { credentials } from '../../src/pages/words/credentials/index.ts';
import { administratorsWords } from './access-fixtures.ts';
import { wordsOfModels } from './console-fixtures.ts';
import { credentialWords } from './credential-fixtures.ts';
import { wordsOfDocumentation } from './documentation-fixtures.ts';
import { type Example, examples, formPost, frame, signedOutWithFrames } from './fixtures.ts';
import { messageExamples } from './mail-fixtures.ts';
import { triedExamples } from './policy-fixtures.ts';

const areas = [...common, credentials];

const pages: readonly Example[] = [
  ...examples,
  ...messageExamples,
  ...triedExamples,
  formPost('https://client.example/cb'),
  signedOutWithFrames(['https://client.example/out'], 'https://client.example/'),
];

type Message = (typeof catalogues)['en'][keyof (typeof catalogues)['en']];

/** One, or one for each way to count. */
const sentences = (message: Message): readonly string[] =>
  typeof message === 'string' ? [message] : Object.values(message);

/** The number apart: one form may say it in a word. */
const placeholders = (sentence: string) =>
  [...sentence.matchAll(/\{(\w+)\}/g)].flatMap(([, name]) => (name === 'count' ? [] : [name])).sort();

describe('catalogues', () => {
  for (const locale of locales) {
    it(`say in ${locale} everything that English says — product.md N-2`, () => {
      const catalogue = catalogues[locale];
      assert.deepEqual(Object.keys(catalogue).sort(), Object.keys(catalogues.en).sort());
      for (const [key, message] of Object.entries(catalogues.en)) {
        const translated = catalogue[key as keyof typeof catalogue];
        assert.equal(typeof translated, typeof message, `${locale}: ${key}`);
        const [known = ''] = sentences(message);
        for (const sentence of sentences(translated)) {
          assert.deepEqual(placeholders(sentence), placeholders(known), `${locale}: ${key}`);
          assert.notEqual(sentence.trim(), '', `${locale}: ${key}`);
        }
      }
    });
  }

  it('say nothing twice: no two areas have a message of the same name', () => {
    const names = areas.flatMap(({ en }) => Object.keys(en));
    assert.deepEqual(
      names.filter((name, index) => names.indexOf(name) !== index),
      [],
    );
  });

  it('leave no message untranslated, names and international words apart — product.md N-1', () => {
    const alike = new Set([
      'client_profile_oauth21',
      'client_profile_fapi_security',
      'client_profile_fapi_signing',
      'page_title',
      'device_code',
      'error_code',
      'client_site',
      'password',
      'error_status',
      'menu',
      'browser',
      'application',
      'actions',
      'admin_area',
      'admin_clients',
      'audit_client',
      'role_admin',
      'passkey_name',
      'try_parameter',
      'docs_title',
      'credential_scope',
      'policy_assertion',
      'details_kind_text',
      'details_kind_date',
      'details_kind_uuid',
      'client_profile_oauth21',
      'client_profile_fapi_security',
      'client_profile_fapi_signing',
    ]);
    for (const locale of locales.filter((known) => known !== 'en')) {
      for (const [key, message] of Object.entries(catalogues[locale])) {
        if (alike.has(key)) continue;
        const english = sentences(catalogues.en[key as keyof typeof catalogues.en]);
        for (const sentence of sentences(message))
          assert.ok(!english.includes(sentence), `${locale}: ${key}`);
      }
    }
  });

  it('have no message that no page uses', () => {
    const shown = pages.map(({ render }) => String(render(frame)).replaceAll('&#39;', "'")).join('\n');
    const unused = Object.entries(catalogues.en).filter(([, message]) =>
      sentences(message).every((sentence) => sentence.split(/\{\w+\}/).some((part) => !shown.includes(part))),
    );
    assert.deepEqual(
      unused.map(([key]) => key),
      [],
    );
  });

  it('escape the values of a message and keep its markup', () => {
    const text = textIn('en');
    assert.equal(String(text.rich('login_to_client', { client: '<b>' })), 'to continue to &lt;b&gt;');
    assert.equal(text('login_to_client', { client: '<b>' }), 'to continue to <b>');
  });

  it('count as each language does, and write numbers its way — product.md N-1', () => {
    const left = (locale: (typeof locales)[number], count: number) =>
      textIn(locale)('recovery_codes_left', { count });
    assert.equal(left('en', 1), '1 code is left.');
    assert.equal(left('en', 0), '0 codes are left.');
    assert.equal(left('fr', 0), 'Il reste 0 code.'); // French counts nothing as one
    assert.equal(left('de', 12_345), '12.345 Codes sind übrig.');
    assert.equal(left('ja', 1), '残りのコードは 1 個です。');
    assert.equal(String(textIn('en').rich('recovery_codes_left', { count: 1 })), '1 code is left.');
  });

  it('keep the tall marks of French beside their words — product.md N-1', () => {
    const loose = Object.entries(catalogues.fr).filter(([, message]) =>
      sentences(message).some((sentence) => / [:;?!»]|« /.test(sentence)),
    );
    assert.deepEqual(
      loose.map(([key]) => key),
      [],
    );
    assert.match(textIn('fr')('try_lead'), /navigateur\u00a0:/);
  });

  it('have no number in a sentence that fits one count alone — product.md N-1', () => {
    const counted = /\{(?:count|left|least|total|amount)\}/;
    const once = Object.entries(catalogues.en).filter(
      ([, message]) => typeof message === 'string' && counted.test(message),
    );
    assert.deepEqual(
      once.map(([key]) => key),
      // these stand for a number and its words, or say one that is no count of anything beside them
      ['shown_of', 'more_than'],
    );
  });

  it('say waiting times and moments in every language', () => {
    assert.equal(durationIn('en', 0.2), '1 second');
    assert.equal(durationIn('en', 119), '119 seconds');
    assert.equal(durationIn('de', 121), '3 Minuten');
    assert.match(momentIn('en', 0), /January 1, 1970.*UTC/);
  });
});

describe('templates', () => {
  // In Japanese, and with models that hold no letters, a Latin word can only be a text outside the catalogue.
  const mute: Frame = { ...frame, locale: 'ja', siteName: '§', requestId: '§', account: { username: '§' } };
  const known =
    /\b(?:FAPI 2\.0 (?:Message Signing|Security)|OAuth|OpenID|[A-Z]{2,}(?:_[A-Z]+)*|Basic|DPoP|EdDSA|jti|[A-Z]{2}256|A256KW|A128CBC|A\d{3}GCM)\b|https?|Firefox|Linux|Safari|iPhone|Acme(?: Notes| API)?|Grantor CLI|Schema|Pushed Authorization Requests|Weather agent for all who plan very long journeys on foot|localhost|acme-notes:\/\/editor\.acme-notes-desktop/g;
  const fromModels =
    /[\w.:/-]+\.example[\w.:/-]*|WDJB-MJHT|maria\.keller|Share your notes with people you choose/g;
  const codes =
    /<code.*?<\/code>|<textarea.*?<\/textarea>|<bdi>.*?<\/bdi>|<div lang=.*?<\/label>|<kbd>.*?<\/kbd>|<option [^>]*lang=.*?<\/option>|<span (?:lang=|class="tile).*?<\/span>/gs;

  /** Names of members, modes and scopes. */
  const wordsOfPages: Readonly<Record<string, readonly string[]>> = {
    'admin-client-faults': [
      ...['keys', 'kid', 'alg', 'use', 'code', 'grantor', 'ping', 'true', 'false', 'equals', 'prefix'],
      ...['jwt', 'id_jag', 'example.com'],
    ],
    'admin-policy-refused': ['assertion', 'id-jag', 'workload'],
  };

  const membersOfPolicies = ['iss', 'claim', 'may_act', 'equals', 'prefix'];

  const ofItselfOf = (name: string): readonly string[] => {
    if (name.startsWith('admin-policy-tried')) return ['grace', 'sub', 'aud', 'exp', 'nbf', 'iat', 'jti'];
    if (name.startsWith('admin-policy-')) return wordsOfPages[name] ?? membersOfPolicies;
    if (name.startsWith('documentation')) return wordsOfDocumentation;
    return name.includes('credential') ? credentialWords : (wordsOfPages[name] ?? []);
  };

  for (const { name, render } of pages) {
    it(`hold no literal text: ${name} — product.md N-2`, () => {
      const markup = String(render(mute)).replace(/^<!doctype html>|<wbr>/g, '');
      const spoken = [...markup.matchAll(/(?:aria-label|title|alt|placeholder)="([^"]*)"/g)].map(
        ([, value]) => value,
      );
      const visible = markup.replace(codes, '').replace(/<[^>]*>/g, ' ');
      const ofItself = ofItselfOf(name);
      const said = [...administratorsWords, ...wordsOfModels, ...ofItself].reduce(
        (rest, sentence) => rest.replaceAll(sentence, ''),
        `${visible} ${spoken.join(' ')}`,
      );
      const words = said.replace(fromModels, '').replace(known, '');
      assert.deepEqual(words.match(/[A-Za-z]{2,}/g) ?? [], [], words.replace(/\s+/g, ' '));
    });
  }
});
