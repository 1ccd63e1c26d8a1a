import type { Words } from '../words.ts';
import type { en } from './en.ts';

export const fr: Words<typeof en> = {
  credential_details_title: 'Attestation numérique pour votre portefeuille',
  credential_one: 'Attestation',
};
