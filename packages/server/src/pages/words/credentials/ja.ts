import type { Words } from '../words.ts';
import type { en } from './en.ts';

export const ja: Words<typeof en> = {
  credential_details_title: 'ウォレットに入れるデジタル証明書',
  credential_one: '証明書',
};
