import type { Words } from '../words.ts';
import type { en } from './en.ts';

export const zhTW: Words<typeof en> = {
  credential_details_title: '放入您錢包的數位憑證',
  credential_one: '憑證',
};
