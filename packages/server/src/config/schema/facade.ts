import { isLoopbackUrl } from '@grantor/protocol';
import { parsed, refused } from '../values/parse.ts';
import { choice, parsedBy, path } from '../values/shapes.ts';
import { variable } from '../values/variable.ts';

/** Its token goes there with every call. */
function checkServiceUrl(given: string) {
  if (!URL.canParse(given)) return refused('is not an address');
  const { protocol, search, hash } = new URL(given);
  const isSafe = protocol === 'https:' || (protocol === 'http:' && isLoopbackUrl(given));
  if (!isSafe) return refused('is neither https nor on this machine');
  return search === '' && hash === ''
    ? parsed(given.endsWith('/') ? given.slice(0, -1) : given)
    : refused('has a query or fragment');
}

/** federation-vci-authlete.md ATL-7, ATL-8 */
export const facade = {
  engine: variable(choice('native', 'authlete'), {
    name: 'ENGINE',
    default: 'native',
    meaning:
      'authlete: this server signs people in and leaves the protocol to a service of the Authlete API; it opens no database',
  }),
  serviceUrl: variable(parsedBy('url', 'an https address, or http on this machine', checkServiceUrl), {
    name: 'AUTHLETE_BASE_URL',
    default: 'https://us.authlete.com',
    meaning: 'where that service is, with ENGINE=authlete',
  }),
  usersFile: variable(path, {
    name: 'USERS_FILE',
    default: null,
    meaning: 'JSON file of the people who can sign in, with ENGINE=authlete; without it nobody can',
  }),
  resourceServersFile: variable(path, {
    name: 'RESOURCE_SERVERS_FILE',
    default: null,
    meaning: 'JSON file of those who may introspect tokens, with ENGINE=authlete; without it nobody may',
  }),
};
