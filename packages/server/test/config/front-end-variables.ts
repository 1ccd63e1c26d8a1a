import { Secret } from '@grantor/protocol';
import { type Expectation, expect, flag } from './expectation.ts';

/** federation-vci-authlete.md ATL-20 */
export const frontEndVariables: readonly Expectation[] = [
  flag('ENABLE_AUTHLETE_API', false),
  expect('AUTHLETE_SERVICE_ID', 'int', 1)('4711', 4711, '0'),
  expect('AUTHLETE_API_TOKEN', 'list', [])(
    'a-token-of-a-front-end,another-token-of-it',
    [Secret.of('a-token-of-a-front-end'), Secret.of('another-token-of-it')],
    'short',
  ),
  expect('AUTHLETE_API_ADDR', 'addr', null)('127.0.0.1:9000', { host: '127.0.0.1', port: 9000 }, '9000'),
  // operations.md §2 ENGINE
  {
    ...expect('ENGINE', 'enum', 'native')('authlete', 'authlete', 'other'),
    beside: { AUTHLETE_API_TOKEN: 'the-token-of-the-service' },
  },
  expect('AUTHLETE_BASE_URL', 'url', 'https://us.authlete.com')(
    'http://127.0.0.1:8081/base/',
    'http://127.0.0.1:8081/base',
    'http://service.example',
  ),
  expect('USERS_FILE', 'path', null)('users.json', '/srv/grantor/users.json', ''),
  expect('RESOURCE_SERVERS_FILE', 'path', null)('servers.json', '/srv/grantor/servers.json', ''),
];
