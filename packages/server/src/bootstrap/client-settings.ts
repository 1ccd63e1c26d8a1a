import { profileNames } from '@grantor/engine';
import { z } from 'zod';
import { isGroupName, mostGroups } from '../people/person-fields.ts';
import { type Environment, secretText, text } from './entry.ts';
import { saying, settingSentence } from './faults.ts';

const yesOrNo = z.boolean({ error: settingSentence('not_flag') });
const oneOf = <const Values extends readonly [string, ...string[]]>(values: Values) =>
  z.enum(values, { error: settingSentence('not_one_of', { allowed: values.join(', ') }) });
const listOf = <Item extends z.ZodType>(item: Item) => z.array(item, { error: settingSentence('not_list') });

/** What an element of `clients` has beside the metadata of registration: who it is, and settings of our own. */
export const clientSettings = (environment: Environment) =>
  z.object({
    client_id: text(2048).refine((id) => /^[!-~]+$/.test(id), saying('client_id_characters')),
    client_secret: secretText(environment, 512).optional(),
    description: text(1000).optional(),
    profile: oneOf(profileNames).optional(), // advanced.md PRF-1
    require_pkce: yesOrNo.optional(),
    require_dpop_nonce: yesOrNo.optional(),
    skip_consent: yesOrNo.optional(),
    claims_in_id_token: yesOrNo.optional(),
    extra_claims: yesOrNo.optional(),
    device_authorization_auth: oneOf(['required', 'optional']).optional(),
    access_token_format: oneOf(['jwt', 'opaque']).optional(),
    token_profile: oneOf(['short', 'standard', 'long']).optional(),
    refresh_rotation: oneOf(['rotating', 'fixed']).optional(),
    resources: listOf(text(2048)).optional(),
    own_resources: listOf(text(2048)).optional(),
    // product.md §8, §2
    allowed_groups: listOf(text(64).refine(isGroupName, saying('group_characters')))
      .refine((names) => names.length > 0, saying('no_group'))
      .max(mostGroups, settingSentence('too_many', { most: mostGroups }))
      .optional(),
    // product.md §8
    project: text(64)
      .refine(
        (name) => /^[A-Za-z0-9](?:[A-Za-z0-9_.-]*[A-Za-z0-9])?$/.test(name),
        saying('project_characters'),
      )
      .optional(),
    service_account: text(255)
      .refine((name) => /^[A-Za-z0-9_.@-]+$/.test(name), saying('account_characters'))
      .optional(),
  });

export type ClientSettingMembers = z.output<ReturnType<typeof clientSettings>>;
