import type { Words } from '../words.ts';
import type { en } from './en.ts';

export const de: Words<typeof en> = {
  credential_details_title: 'Digitaler Nachweis für Ihre Wallet',
  credential_one: 'Nachweis',
};
