import { profileNames } from '@grantor/engine';
import { z } from 'zod';
import { isGroupName, mostGroups } from '../people/person-fields.ts';
import { type Environment, secretText, text } from './entry.ts';

const yesOrNo = z.boolean({ error: 'must be true or false' });
const oneOf = <const Values extends readonly [string, ...string[]]>(values: Values) =>
  z.enum(values, { error: `must be one of ${values.join(', ')}` });
const listOf = <Item extends z.ZodType>(item: Item) => z.array(item, { error: 'must be a list' });

/** What an element of `clients` has beside the metadata of registration: who it is, and settings of our own. */
export const clientSettings = (environment: Environment) =>
  z.object({
    client_id: text(2048).refine(
      (id) => /^[!-~]+$/.test(id),
      'must be visible ASCII characters without spaces',
    ),
    client_secret: secretText(environment, 512).optional(),
    description: text(1000).optional(),
    profile: oneOf(profileNames).optional(), // advanced.md PRF-1
    require_pkce: yesOrNo.optional(),
    require_dpop_nonce: yesOrNo.optional(),
    skip_consent: yesOrNo.optional(),
    claims_in_id_token: yesOrNo.optional(),
    device_authorization_auth: oneOf(['required', 'optional']).optional(),
    access_token_format: oneOf(['jwt', 'opaque']).optional(),
    token_profile: oneOf(['short', 'standard', 'long']).optional(),
    refresh_rotation: oneOf(['rotating', 'fixed']).optional(),
    resources: listOf(text(2048)).optional(),
    own_resources: listOf(text(2048)).optional(),
    // product.md §8, §2
    allowed_groups: listOf(text(64).refine(isGroupName, 'must be a-z 0-9 . _ -'))
      .min(1, 'must name a group; without it everybody may use the client')
      .max(mostGroups, `must name at most ${mostGroups} groups`)
      .optional(),
    // product.md §8
    project: text(64)
      .refine(
        (name) => /^[A-Za-z0-9](?:[A-Za-z0-9_.-]*[A-Za-z0-9])?$/.test(name),
        'must be A-Z a-z 0-9 _ . -',
      )
      .optional(),
    service_account: text(255)
      .refine((name) => /^[A-Za-z0-9_.@-]+$/.test(name), 'must be A-Z a-z 0-9 _ . @ -')
      .optional(),
  });

export type ClientSettingMembers = z.output<ReturnType<typeof clientSettings>>;
