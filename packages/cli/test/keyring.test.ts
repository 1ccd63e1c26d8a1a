import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { openStoreIn, signInAt, storePath } from './stored.ts';
import { createTestWorld, grantor, type Options } from './world.ts';

// Programs that stand in for the system's: they take the same words, keep entries as files and note what was typed.
const secretTool = `#!/bin/sh
echo "$@" >> "$KEYRING/typed"
[ -n "$KEYRING_LOCKED" ] && { echo 'cannot unlock' >&2; exit 1; }
case "$1" in
  store) cat > "$KEYRING/entry-$7" ;;
  lookup) [ -e "$KEYRING/entry-$5" ] || exit 1; cat "$KEYRING/entry-$5" ;;
  clear) rm -f "$KEYRING/entry-$5" ;;
esac
`;
const security = `#!/bin/sh
echo "$@" >> "$KEYRING/typed"
case "$1" in
  -i) read -r command update s service a key w secret; printf '%s' "$secret" > "$KEYRING/entry-$key" ;;
  find-generic-password) [ -e "$KEYRING/entry-$5" ] || exit 44; cat "$KEYRING/entry-$5"; echo ;;
  delete-generic-password) rm -f "$KEYRING/entry-$5" ;;
esac
`;

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'grantor-cli-'));
  mkdirSync(join(folder, 'bin'));
  mkdirSync(join(folder, 'keyring'));
  writeFileSync(join(folder, 'bin/secret-tool'), secretTool, { mode: 0o755 });
  writeFileSync(join(folder, 'bin/security'), security, { mode: 0o755 });
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const withKeyring = (environment: Record<string, string> = {}, options: Options = {}): Options => ({
  folder,
  ...options,
  environment: {
    PATH: `${join(folder, 'bin')}:/usr/bin:/bin`,
    KEYRING: join(folder, 'keyring'),
    DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nowhere',
    TOKEN_STORE: 'auto',
    ...environment,
  },
});

const entries = (): readonly string[] =>
  readdirSync(join(folder, 'keyring')).filter((name) => name.startsWith('entry-'));

async function storeSignIn(options: Options): Promise<void> {
  const tokens = [{ resources: [], scopes: [], accessToken: 'a'.repeat(9000), grantedScopes: [] }];
  const entry = signInAt('https://auth.example', { tokens });
  await openStoreIn(createTestWorld(options)).update((document) => ({ ...document, signIns: [entry] }));
}

for (const platform of ['linux', 'darwin'] as const) {
  describe(`the keyring on ${platform}`, () => {
    it('has the tokens, in parts it takes, and the file points there — cli.md §3 Keyring', async () => {
      const options = withKeyring({}, { platform });
      await storeSignIn(options);
      const path =
        platform === 'linux'
          ? storePath(folder)
          : join(folder, 'Library/Application Support/grantor/tokens.json');
      assert.doesNotMatch(readFileSync(path, 'utf8'), /aaaa|refresh-0/);
      assert.ok(entries().length > 3);
      const { code, out } = await grantor(['token', 'https://auth.example'], options);
      assert.deepEqual([code, out], [0, `${'a'.repeat(9000)}\n`]);
    });

    it('never sees a secret among the arguments', async () => {
      await storeSignIn(withKeyring({}, { platform }));
      const typed = readFileSync(join(folder, 'keyring/typed'), 'utf8');
      const secret = readFileSync(join(folder, 'keyring', entries()[0] ?? ''), 'utf8');
      assert.ok(secret.length > 100 && !typed.includes(secret.slice(0, 40)));
    });

    it('forgets what was replaced', async () => {
      const options = withKeyring({}, { platform });
      await storeSignIn(options);
      const before = entries();
      await storeSignIn(options);
      assert.equal(entries().length, before.length);
      assert.notDeepEqual(entries(), before);
    });
  });
}

describe('a keyring that cannot be used', () => {
  it('is done without', async () => {
    await storeSignIn(withKeyring({ KEYRING_LOCKED: 'yes' }));
    assert.match(readFileSync(storePath(folder), 'utf8'), /refresh-0/);
    await storeSignIn(withKeyring({ DBUS_SESSION_BUS_ADDRESS: '' }));
    assert.equal(entries().length, 0);
  });

  it('is missed where it was asked for, or where the tokens are', async () => {
    await assert.rejects(
      storeSignIn(withKeyring({ TOKEN_STORE: 'keyring', KEYRING_LOCKED: 'yes' })),
      /The keyring does not answer/,
    );
    await storeSignIn(withKeyring());
    const { code, err } = await grantor(['token'], withKeyring({ KEYRING_LOCKED: 'yes' }));
    assert.equal(code, 1);
    assert.match(err, /The keyring does not answer\.[\s\S]*TOKEN_STORE=file/);
  });

  it('is not looked for when a file is named', async () => {
    await storeSignIn(withKeyring({ TOKEN_FILE: join(folder, 'mine.json') }));
    assert.match(readFileSync(join(folder, 'mine.json'), 'utf8'), /refresh-0/);
    assert.equal(entries().length, 0);
  });
});
