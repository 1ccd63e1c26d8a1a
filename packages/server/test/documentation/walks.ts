/** What each block of each page has to print, in the order of the page. */

import assert from 'node:assert/strict';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import type { Reader } from './reader.ts';

type Check = (printed: string, reader: Reader) => unknown;

/** A block that is not copied here: what runs it, or what a machine would need that the page does not make. */
type Uncopied = { readonly elsewhere: string } | { readonly needs: string };

export type Walk =
  | {
      /** The page whose blocks this page asks to be done first. */
      readonly after?: string;
      readonly blocks: readonly (Check | Uncopied)[];
    }
  | Uncopied;

const anything: Check = () => undefined;
const ready: Check = (printed) => assert.match(printed, /"message":"ready"/);
const prints =
  (expected: RegExp): Check =>
  (printed) =>
    assert.match(printed, expected);

const DECLARED = 'docs/declare-with-a-bootstrap-file.md';

const deviceMembers = [
  'device_code',
  'expires_in',
  'interval',
  'user_code',
  'verification_uri',
  'verification_uri_complete',
];

/** The tokens that the page on devices fetched, for the block that renews them. */
function devicePage(): Walk {
  let address = '';
  let first = '';
  return {
    blocks: [
      ready,
      anything,
      (printed) => {
        const device = JSON.parse(printed);
        assert.deepEqual(Object.keys(device).sort(), deviceMembers);
        address = device.verification_uri_complete;
      },
      async (printed, reader) => {
        assert.equal(JSON.parse(printed).error, 'authorization_pending');
        await reader.allowDevice(address);
      },
      (printed) => {
        first = JSON.parse(printed).refresh_token;
      },
      (printed) => assert.notEqual(JSON.parse(printed).refresh_token, first),
    ],
  };
}

function registrationPage(): Walk {
  let told: Record<string, unknown> = {};
  return {
    blocks: [
      ready,
      (printed, { issuer }) => {
        told = JSON.parse(printed);
        assert.equal(told['registration_client_uri'], `${issuer}/oauth/register/${told['client_id']}`);
      },
      (printed) => {
        const { client_secret, ...rest } = told;
        assert.ok(client_secret);
        assert.deepEqual(JSON.parse(printed), rest);
      },
      (printed) => {
        const replaced = JSON.parse(printed);
        assert.equal(replaced.redirect_uris.length, 2);
        assert.notEqual(replaced.registration_access_token, told['registration_access_token']);
      },
      prints(/^204$/),
    ],
  };
}

const tokensPage: Walk = {
  after: DECLARED,
  blocks: [
    anything,
    async (_, reader) => {
      const keys = createRemoteJWKSet(new URL(`${reader.issuer}/.well-known/jwks.json`));
      const { payload } = await jwtVerify(await reader.copy('echo "$ACCESS_TOKEN"'), keys, {
        typ: 'at+jwt',
        issuer: reader.issuer,
        audience: 'https://api.example.com/',
      });
      assert.equal(payload.sub, 'client:nightly-report');
    },
    (printed) => {
      const seen = JSON.parse(printed);
      assert.deepEqual([seen.active, seen.sub], [true, 'client:nightly-report']);
    },
    (printed) => assert.deepEqual(JSON.parse(printed), { active: false }),
  ],
};

const exampleOfApi: Walk = {
  blocks: [
    ready,
    prints(/is ready/),
    (printed) => {
      const { scopes, subject } = JSON.parse(printed.slice(printed.indexOf('{')));
      assert.deepEqual([[...scopes].sort(), typeof subject], [['read', 'write'], 'string']);
    },
  ],
};

const published = { needs: 'a registry that has the packages; tarballs.test.ts looks at what goes there' };
const readersServer = { needs: 'a server of the reader; docs/check-a-server.md has one here' };

/** Every page of the documentation that shows commands. */
export const walks: Readonly<Record<string, Walk>> = {
  'README.md': { elsewhere: 'packages/server/test/documentation/tour.ts' },
  'docs/authlete.md': { elsewhere: 'packages/server/test/authlete/guide.test.ts' },
  'docs/check-a-server.md': {
    blocks: [ready, prints(/No errors/), prints(/No errors/), prints(/"verdict": "works"/)],
  },
  'docs/command-line-and-devices.md': devicePage(),
  'docs/connect-a-web-app.md': { elsewhere: 'packages/server/test/guides.test.ts' },
  [DECLARED]: { blocks: [ready] },
  'docs/getting-started.md': {
    blocks: [ready, ready, prints(/^Username: admin\nPassword: \S+\nClient ID: /m)],
  },
  'docs/grantor-command.md': { elsewhere: 'packages/cli/test/e2e/guide.test.ts' },
  'docs/install.md': { elsewhere: 'scripts/pack/install-page.test.ts' },
  'docs/recipes.md': { elsewhere: 'packages/server/test/programs/page.test.ts' },
  'docs/management-api.md': { elsewhere: 'packages/server/test/management/guide.test.ts' },
  'docs/performance.md': { needs: 'minutes of two idle cores; bench-smoke.test.ts measures for a moment' },
  'docs/scale.md': {
    needs: 'minutes of two idle cores; bench-fleet.test.ts simulates with figures it gives',
  },
  'docs/releasing.md': { needs: 'a tree to release and a registry; scripts/release has tests with both' },
  'docs/protect-an-api.md': {
    needs: 'a service of the reader that trusts the suite; protected-url.test.ts has one',
  },
  'docs/register-clients.md': registrationPage(),
  'docs/security-profiles.md': {
    elsewhere: 'packages/server/test/documentation/security-profiles.test.ts',
  },
  'docs/services.md': {
    after: DECLARED,
    blocks: [
      anything,
      (printed) => {
        const tokens = JSON.parse(printed);
        assert.equal(tokens.scope, 'reports:read');
        assert.equal('refresh_token' in tokens, false);
      },
    ],
  },
  'docs/tokens-and-introspection.md': tokensPage,
  'docs/troubleshooting.md': { after: 'docs/getting-started.md', blocks: [prints(/[Pp]assword/)] },
  'examples/api-express/README.md': exampleOfApi,
  'examples/api-hono/README.md': exampleOfApi,
  'examples/mcp-server/README.md': {
    blocks: [
      ready,
      prints(/is ready/),
      prints(/"jsonrpc":"2\.0"/),
      { elsewhere: 'examples/mcp-server/test/mcp-remote.test.ts' },
    ],
  },
  'examples/single-page/README.md': { elsewhere: 'examples/single-page/test/single-page.test.ts' },
  'examples/web-go/README.md': { elsewhere: 'examples/web-go/test/web-go.test.ts' },
  'examples/web-java/README.md': { elsewhere: 'examples/web-java/test/web-java.test.ts' },
  'examples/web-python/README.md': { elsewhere: 'examples/web-python/test/web-python.test.ts' },
  'packages/cli/README.md': { blocks: [published, readersServer] },
  'packages/compliance/README.md': {
    needs: 'a server of the reader and its description; compliance.test.ts has both',
  },
  'packages/engine/README.md': published,
  'packages/grantor/README.md': { blocks: [ready, readersServer] },
  'packages/protocol/README.md': published,
  'packages/resource/README.md': published,
  'packages/server/README.md': published,
  'docs/use-as-a-library.md': { elsewhere: 'packages/server/test/library/guide.test.ts' },
  'docs/users-of-several-issuers.md': { blocks: [prints(/^[\w-]+\.[\w-]+\.[\w-]+$/)] },
};
