import type { Words } from '../words.ts';
import type { en } from './en.ts';

export const es: Words<typeof en> = {
  credential_details_title: 'Credencial digital para su cartera',
  credential_one: 'Credencial',
};
