/** Messages handed to a real mail server (mail.md M-1, M-3, M-4). */

import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { Secret } from '@grantor/protocol';
import type { MailSettings } from '../../src/mail/settings.ts';
import { type Letter, openTransport, type TransportOptions } from '../../src/mail/transport.ts';
import { readMessage, replying, startMailServer, type TestMailServer } from '../mail-server.ts';

const letter: Letter = {
  id: 'message-1',
  to: 'maria@northwind.example',
  subject: 'Ihr Passwort für Northwind',
  text: 'Grüße',
  html: '<p>Grüße</p>',
};

const settingsFor = (port: number, more: Partial<MailSettings> = {}): MailSettings => ({
  ...{ host: '127.0.0.1', port, encryption: 'off', login: null, replyTo: null },
  from: { name: 'Northwind ID', address: 'id@northwind.example' },
  ...more,
});

async function hands(settings: MailSettings, options: TransportOptions = {}) {
  const transport = await openTransport(settings, options);
  try {
    return await transport.hand(letter);
  } finally {
    transport.close();
  }
}

describe('a message', () => {
  let server: TestMailServer;
  before(async () => {
    server = await startMailServer();
  });
  after(() => server.stop());

  it('arrives with both texts, a stable id and no invitation to answer by program — mail.md M-3 and M-4', async () => {
    const replyTo = { name: '', address: 'help@northwind.example' };
    const handed = await hands(settingsFor(server.port, { replyTo }));
    assert.equal(handed.kind, 'taken');
    const received = server.received.at(-1);
    assert.deepEqual(received?.to, ['maria@northwind.example']);
    assert.equal(received?.from, 'id@northwind.example');
    const { headers, parts } = readMessage(received?.raw ?? '');
    assert.equal(headers.get('from'), '"Northwind ID" <id@northwind.example>'.replaceAll('"', ''));
    assert.equal(headers.get('reply-to'), 'help@northwind.example');
    assert.equal(headers.get('subject'), letter.subject);
    assert.equal(headers.get('message-id'), '<message-1@northwind.example>');
    assert.equal(headers.get('auto-submitted'), 'auto-generated');
    assert.equal(headers.has('list-unsubscribe'), false);
    assert.deepEqual(
      parts.map(({ type, text }) => [type, text.trim()]),
      [
        ['text/plain', 'Grüße'],
        ['text/html', '<p>Grüße</p>'],
      ],
    );
  });

  it('is put off by 4yz and refused by 5yz — mail.md M-2', async () => {
    server.decide = () => {
      throw replying(451, 'greylisted, come again');
    };
    const putOff = await hands(settingsFor(server.port));
    assert.equal(putOff.kind, 'put_off');
    assert.match(putOff.answer, /greylisted/);
    server.decide = () => {
      throw replying(554, 'no such mailbox');
    };
    assert.equal((await hands(settingsFor(server.port))).kind, 'refused');
    server.decide = () => {};
  });

  it('is put off by a server that breaks off, says nothing, or is not there — mail.md M-2', async () => {
    server.decide = () => server.cut();
    assert.equal((await hands(settingsFor(server.port))).kind, 'put_off');
    let answer = (): void => {};
    server.decide = () =>
      new Promise((resolve) => {
        answer = resolve;
      });
    assert.equal((await hands(settingsFor(server.port), { answer: 200 })).kind, 'put_off');
    answer();
    server.decide = () => {};
    const gone = await startMailServer();
    await gone.stop();
    assert.equal((await hands(settingsFor(gone.port))).kind, 'put_off');
  });

  it('cannot begin another header or reach another address — mail.md M-4', async () => {
    const transport = await openTransport(settingsFor(server.port));
    await transport.hand({ ...letter, subject: 'One\r\nBcc: eve@example.com' });
    transport.close();
    const received = server.received.at(-1);
    assert.deepEqual(received?.to, ['maria@northwind.example']);
    assert.equal(readMessage(received?.raw ?? '').headers.has('bcc'), false);
  });
});

describe('signing in to the mail server', () => {
  let server: TestMailServer;
  before(async () => {
    server = await startMailServer({
      authOptional: false,
      allowInsecureAuth: true,
      onAuth: ({ username, password }, _session, done) =>
        password === 'quiet harbour' && username !== undefined
          ? done(null, { user: username })
          : done(new Error('no')),
    });
  });
  after(() => server.stop());

  const login = (password: string) => ({ user: 'grantor', password: Secret.of(password) });

  it('is done with SMTP_USER and SMTP_PASSWORD — mail.md M-1', async () => {
    const settings = settingsFor(server.port, { login: login('quiet harbour') });
    assert.equal((await hands(settings)).kind, 'taken');
    assert.equal(server.received.at(-1)?.user, 'grantor');
  });

  it('that fails puts messages off, as the operator can mend it — mail.md M-2', async () => {
    assert.equal((await hands(settingsFor(server.port, { login: login('wrong') }))).kind, 'put_off');
  });
});

const isInstalled = spawnSync('openssl', ['version']).status === 0;

describe('SMTP_STARTTLS', { skip: isInstalled ? false : 'openssl is not installed' }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'grantor-smtp-'));
  let server: TestMailServer;
  let authorities = '';
  before(async () => {
    const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
    const words = '-x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=localhost';
    const names = ['-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'];
    const args = ['req', ...words.split(' '), ...names, '-keyout', key, '-out', cert];
    execFileSync('openssl', args, { stdio: 'ignore' });
    authorities = readFileSync(cert, 'utf8');
    server = await startMailServer({ key: readFileSync(key), cert: authorities });
  });
  after(async () => {
    await server.stop();
    rmSync(folder, { recursive: true });
  });

  it('encrypts the connection before anything is said — mail.md M-1', async () => {
    const settings = settingsFor(server.port, { encryption: 'required' });
    assert.equal((await hands(settings, { authorities })).kind, 'taken');
    assert.equal(server.received.at(-1)?.isEncrypted, true);
  });

  it('hands nothing to a server whose certificate nobody vouches for — mail.md M-1', async () => {
    assert.equal((await hands(settingsFor(server.port, { encryption: 'required' }))).kind, 'put_off');
  });

  it('required, hands nothing to a server that cannot encrypt; optional does; off does not — mail.md M-1', async () => {
    const plain = await startMailServer();
    assert.equal((await hands(settingsFor(plain.port, { encryption: 'required' }))).kind, 'put_off');
    assert.equal((await hands(settingsFor(plain.port, { encryption: 'optional' }))).kind, 'taken');
    await plain.stop();
    assert.equal((await hands(settingsFor(server.port, { encryption: 'off' }))).kind, 'taken');
    assert.equal(server.received.at(-1)?.isEncrypted, false);
  });
});
