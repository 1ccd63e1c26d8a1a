/** People whose accounts change, at servers that tell them by a postbox. */

import { startFactorServer } from '../factors/signed-in.ts';
import { asOpenId, startThroughWorld } from '../upstream/world.ts';
import { addressee, type Postbox, root } from './postbox.ts';

export const maria = addressee('maria');
export const olga = addressee('olga');

/** Where they have second factors, and an administrator may take them. */
export const startFactorWorld = ({ environment }: Postbox) =>
  startFactorServer({ people: [root, maria, olga], environment });

/** Where maria signs in through another provider. */
export const startConnectionWorld = (post: Postbox) =>
  startThroughWorld({
    bootstrap: { users: [maria] },
    environment: (upstream) => ({ ...asOpenId(upstream), ...post.environment }),
  });
