import type { Shape } from '../conversation/real-client.ts';
import { API, BARE, DEVICE_GRANT, FILES } from '../setup/fixtures.ts';

// clients.md §11: what well-known clients register, redirect to and send, as it comes.

const BOTH_GRANTS = ['authorization_code', 'refresh_token'];
const CODE = { response_types: ['code'], grant_types: BOTH_GRANTS };
const PUBLIC = { token_endpoint_auth_method: 'none' };
const forApi = { resource: API };

const claudeRedirects = [
  'https://claude.ai/api/mcp/auth_callback',
  'https://claude.com/api/mcp/auth_callback',
];

/** By document; its grant types name one that is not served. */
export const claudeDocument: Shape = {
  metadata: {
    client_name: 'Claude',
    client_uri: 'https://claude.ai',
    redirect_uris: claudeRedirects,
    response_types: ['code'],
    grant_types: [...BOTH_GRANTS, 'urn:ietf:params:oauth:grant-type:jwt-bearer'],
    ...PUBLIC,
  },
  redirectUri: 'https://claude.com/api/mcp/auth_callback',
  request: { ...forApi, scope: 'read' },
  tokenRequest: forApi,
};

export const claudeRegistration: Shape = {
  metadata: {
    client_name: 'Claude',
    redirect_uris: [claudeRedirects[0]],
    scope: 'read',
    ...CODE,
    token_endpoint_auth_method: 'client_secret_post',
  },
  redirectUri: 'https://claude.ai/api/mcp/auth_callback',
  request: { ...forApi, scope: 'read' },
  tokenRequest: forApi,
};

export const claudeCodeDocument: Shape = {
  metadata: {
    client_name: 'Claude Code',
    client_uri: 'https://claude.ai',
    redirect_uris: ['http://localhost/callback', 'http://127.0.0.1/callback'],
    ...CODE,
    ...PUBLIC,
  },
  redirectUri: 'http://localhost:3118/callback',
  request: { ...forApi, scope: 'read' },
  tokenRequest: forApi,
};

export const claudeCodeRegistration: Shape = {
  metadata: {
    client_name: 'Claude Code (files)',
    redirect_uris: ['http://localhost:3118/callback'],
    ...CODE,
    ...PUBLIC,
  },
  redirectUri: 'http://localhost:52119/callback',
  request: { ...forApi, scope: 'read' },
  tokenRequest: forApi,
};

const chatgptRedirects = [
  'https://chatgpt.com/connector_platform_oauth_redirect',
  'https://chatgpt.com/connector/oauth/Wq7x0a9bTzKk',
];

/** Its keys are added where it is published. */
export const chatgptDocument: Shape = {
  metadata: {
    client_name: 'ChatGPT',
    client_uri: 'https://chatgpt.com',
    redirect_uris: chatgptRedirects,
    ...CODE,
  },
  redirectUri: 'https://chatgpt.com/connector/oauth/Wq7x0a9bTzKk',
  request: { ...forApi, scope: 'read' },
  tokenRequest: forApi,
};

export const chatgptRegistration: Shape = {
  metadata: { client_name: 'ChatGPT', redirect_uris: chatgptRedirects, ...CODE, ...PUBLIC },
  redirectUri: 'https://chatgpt.com/connector_platform_oauth_redirect',
  request: { ...forApi, scope: 'read' },
  tokenRequest: forApi,
};

export const codexRegistration: Shape = {
  metadata: {
    client_name: 'Codex',
    redirect_uris: ['http://127.0.0.1:49152/callback/f3a9c1'],
    ...CODE,
    ...PUBLIC,
  },
  redirectUri: 'http://127.0.0.1:49152/callback/f3a9c1',
  request: { ...forApi, scope: 'read' },
};

export const codexDocument: Shape = {
  metadata: {
    client_name: 'Codex',
    redirect_uris: ['http://127.0.0.1/callback', 'http://localhost/callback'],
    ...CODE,
    ...PUBLIC,
  },
  redirectUri: 'http://127.0.0.1:1455/callback',
  request: { ...forApi, scope: 'read' },
};

const vscodeRedirects = [
  'https://insiders.vscode.dev/redirect',
  'https://vscode.dev/redirect',
  'http://127.0.0.1/',
  'http://127.0.0.1:33418/',
];

/** It registers those grant types it knows that are advertised. */
export const vscodeRegistration: Shape = {
  metadata: {
    client_name: 'Visual Studio Code',
    client_uri: 'https://code.visualstudio.com',
    grant_types: [...BOTH_GRANTS, DEVICE_GRANT],
    response_types: ['code'],
    redirect_uris: vscodeRedirects,
    scope: 'read write',
    application_type: 'native',
    ...PUBLIC,
  },
  redirectUri: 'http://127.0.0.1:54021/',
  request: { ...forApi, scope: 'read write' },
  tokenRequest: forApi,
};

export const vscodeDocument: Shape = {
  metadata: {
    client_name: 'Visual Studio Code',
    client_uri: 'https://vscode.dev/product',
    grant_types: [...BOTH_GRANTS, DEVICE_GRANT],
    response_types: ['code'],
    redirect_uris: vscodeRedirects,
    ...PUBLIC,
  },
  redirectUri: 'https://vscode.dev/redirect',
  request: { ...forApi, scope: 'read' },
  tokenRequest: forApi,
};

export const cursorRegistration: Shape = {
  metadata: {
    client_name: 'Cursor',
    redirect_uris: [
      'cursor://anysphere.cursor-mcp/oauth/callback',
      'https://www.cursor.com/agents/mcp/oauth/callback',
      'http://localhost:8787/callback',
    ],
    ...CODE,
    ...PUBLIC,
  },
  redirectUri: 'cursor://anysphere.cursor-mcp/oauth/callback',
  request: { ...forApi, scope: 'read' },
  tokenRequest: forApi,
};

export const mcpRemoteRegistration: Shape = {
  metadata: {
    client_name: 'MCP CLI Proxy',
    client_uri: 'https://github.com/modelcontextprotocol/mcp-cli',
    software_id: '2e6dc280-f3c3-4e01-99a7-8181dbd1d23d',
    software_version: '0.1.37',
    redirect_uris: ['http://localhost:13456/oauth/callback'],
    scope: 'openid email profile',
    ...CODE,
    ...PUBLIC,
  },
  redirectUri: 'http://localhost:13456/oauth/callback',
  request: { ...forApi, scope: 'openid email profile' },
  tokenRequest: forApi,
};

/** It strips the slash of an origin, and repeats scope and resource when it refreshes. */
export const geminiRegistration: Shape = {
  metadata: {
    client_name: 'Gemini CLI MCP Client',
    redirect_uris: ['http://localhost:7777/oauth/callback'],
    scope: '',
    code_challenge_method: ['S256'],
    ...CODE,
    ...PUBLIC,
  },
  redirectUri: 'http://localhost:7777/oauth/callback',
  request: { scope: 'read', resource: FILES.slice(0, -1) },
  tokenRequest: { resource: FILES.slice(0, -1), audience: 'https://somewhere.example' },
  refresh: { scope: 'read' },
};

/** Of the first generation: no state, the scope of the challenge, and a slash after a bare origin. */
export const sdkRegistration: Shape = {
  metadata: {
    client_name: 'SDK client',
    redirect_uris: ['http://localhost:8090/callback'],
    scope: 'files:read',
    ...CODE,
    token_endpoint_auth_method: 'client_secret_post',
  },
  redirectUri: 'http://localhost:8090/callback',
  request: { state: undefined, scope: 'files:read', resource: `${BARE}/` },
  tokenRequest: { resource: `${BARE}/` },
};

/** Of the second: it says what it is, and asks for offline access and a page for it. */
export const sdk2Registration: Shape = {
  metadata: {
    client_name: 'SDK client',
    redirect_uris: ['http://localhost:8090/callback'],
    application_type: 'native',
    ...CODE,
    ...PUBLIC,
  },
  redirectUri: 'http://localhost:8090/callback',
  request: { state: undefined, scope: 'read offline_access', resource: API, prompt: 'consent' },
  tokenRequest: forApi,
};
