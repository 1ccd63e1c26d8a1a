import { bool, path } from '../values/shapes.ts';
import { variable } from '../values/variable.ts';

/** federation-vci-authlete.md FED-1 */
export const federation = {
  enabled: variable(bool, {
    name: 'ENABLE_FEDERATION',
    default: 'false',
    meaning:
      'this server is an entity of OpenID federations, whose members are clients without being registered here',
  }),
  file: variable(path, {
    name: 'FEDERATION_FILE',
    default: null,
    meaning: 'a JSON file with its trust anchors and their keys, its superiors, and what it wants of clients',
  }),
};
