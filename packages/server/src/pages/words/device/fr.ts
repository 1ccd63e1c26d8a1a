import type { Words } from '../words.ts';
import type { en } from './en.ts';

export const fr = {
  device_title: 'Connecter un appareil',
  device_lead: 'Saisissez le code affiché par votre appareil.',
  device_code: 'Code',
  device_code_hint: 'Majuscules ou minuscules, avec ou sans tiret.',
  device_invalid: 'Ce code n’est plus valable. Vérifiez-le ou recommencez sur votre appareil.',
  device_confirm_title: 'Connecter {client} sur votre appareil ?',
  device_confirm_code: 'Votre appareil doit afficher ce code',
  device_warning: 'Ne continuez que si vous avez commencé sur votre propre appareil.',
  device_approved_title: 'Votre appareil est connecté',
  device_approved: 'Vous pouvez fermer cette page et retourner à votre appareil.',
  device_denied_title: 'Rien n’a été partagé',
  device_denied: 'L’appareil n’obtient aucun accès. Vous pouvez fermer cette page.',
  device_decided_title: 'Déjà répondu',
  device_decided:
    'Cette demande a déjà reçu une réponse, peut-être dans une autre fenêtre, ou a trop attendu. Rien n’a changé maintenant.',
} satisfies Words<typeof en>;
