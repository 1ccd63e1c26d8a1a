/** The words of every message, in every language, and how it looks (mail.md M-4). */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { locales, mailMessage } from '../../src/pages/index.ts';
import { inspect, launchBrowser, type TestBrowser } from '../browser/browser.ts';
import { messages } from '../pages/mail-fixtures.ts';

const siteName = 'Northwind ID';

describe('messages', () => {
  for (const locale of locales) {
    it(`say in ${locale} what they say — mail.md M-4`, (t) => {
      const said = Object.values(messages).map((model) => {
        const { subject, text } = mailMessage(model, { locale, siteName });
        return `${subject}\n\n${text}`;
      });
      t.assert.snapshot(said.join('\n========\n'), { serializers: [(value) => String(value)] });
    });
  }

  it('have the same words in HTML, one action, and nothing from elsewhere — mail.md M-4', () => {
    for (const model of Object.values(messages)) {
      const { text, html } = mailMessage(model, { locale: 'en', siteName });
      const markup = html.toString();
      for (const line of text.split('\n').filter((each) => each !== '' && each !== '-- '))
        assert.ok(markup.includes(line.replace(/:$/, '')), line);
      const links = [...markup.matchAll(/href="([^"]*)"/g)].map(([, link]) => link);
      assert.deepEqual([...new Set(links)], model.link === undefined ? [] : [model.link]);
      assert.doesNotMatch(markup, /<(?:img|script|link|iframe|object|form)|url\(|@import/);
    }
  });

  it('have no secret in their subject — mail.md M-4', () => {
    for (const model of Object.values(messages)) {
      const { subject } = mailMessage(model, { locale: 'en', siteName });
      for (const secret of [model.link, model.code, model.code?.slice(0, 4)])
        assert.ok(secret === undefined || !subject.includes(secret), subject);
    }
  });

  it('escape what people are called — mail.md M-4', () => {
    const username = '<img src=x onerror=alert(1)>';
    const { html } = mailMessage(
      { kind: 'new_browser', username, address: 'a@b.example', link: 'https://id.example/', at: 0 },
      { locale: 'en', siteName: username },
    );
    assert.doesNotMatch(html.toString(), /<img/);
  });
});

describe('messages in a browser', () => {
  let browser: TestBrowser;
  before(async () => {
    browser = await launchBrowser();
  });
  after(() => browser.close());

  for (const [name, model] of Object.entries(messages)) {
    it(`show ${name} without a finding — mail.md M-4, product.md N-3`, async () => {
      const page = await browser.newPage();
      await page.setContent(mailMessage(model, { locale: 'en', siteName }).html.toString());
      await inspect(page, `message-${name}`);
      await page.context().close();
    });
  }
});
