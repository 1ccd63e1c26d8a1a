import { Secret } from '@grantor/protocol';
import { parsed, refused } from './parse.ts';
import type { Shape } from './variable.ts';

/** An address that may hold a password. */
export const redisUrl: Shape<Secret, null> = {
  type: 'url',
  allowed: 'redis://host or rediss://host, with user, password, port and /database if needed',
  confidential: true,
  unset: null,
  parse(text) {
    const url = URL.parse(text);
    if (url === null || !/^rediss?:$/.test(url.protocol))
      return refused('is not a redis:// or rediss:// URL');
    if (url.hostname === '') return refused('names no host');
    if (!/^(?:\/\d{0,5})?$/.test(url.pathname))
      return refused('names its database by something else than a number');
    return url.search === '' && url.hash === ''
      ? parsed(Secret.of(text))
      : refused('has a query or a fragment');
  },
};
