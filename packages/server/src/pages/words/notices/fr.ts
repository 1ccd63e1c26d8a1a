import type { Words } from '../words.ts';
import type { en } from './en.ts';

export const fr = {
  profile_mail: 'Messages pour vous',
  profile_mail_to: 'Ils vont à {address}.',
  profile_mail_nowhere: 'Vous n’avez pas d’adresse e-mail confirmée : rien ne vous est envoyé.',
  profile_mail_fixed:
    'Toujours envoyés, car ils protègent votre compte : changements de mot de passe, d’adresse e-mail et de seconds facteurs, et signes d’un abus de votre compte.',
  notice_new_browser: 'Connexions depuis de nouveaux navigateurs',
  notice_connections: 'Comptes connectés ou déconnectés',
  notice_apps: 'Décisions sur vos applications',
  notice_digest: 'Ce que ce serveur attend des administrateurs, une fois par jour au plus',
  notices_save: 'Enregistrer les choix',
  done_notices_saved: 'Votre choix a été enregistré.',
  confirm_address_title: 'Confirmez votre adresse e-mail',
  confirm_address_lead:
    'Un message a été envoyé à {address}. Suivez son lien ou saisissez le code qu’il contient.',
  confirm_address_unsent: '{address} n’est pas confirmée.',
  confirm_address_code: 'Code à 8 chiffres',
  confirm_address_submit: 'Confirmer l’adresse',
  confirm_address_send: 'Envoyer un message',
  confirm_address_send_again: 'Envoyer un autre message',
  done_address_confirmed: 'Votre adresse e-mail est confirmée.',
  done_verification_asked: 'Un message est en route, sauf s’il y en a eu trop dans la dernière heure.',
  problem_mail_code:
    'Ce code est faux ou ne fonctionne plus. Après cinq codes faux, faites envoyer un autre message.',
} satisfies Words<typeof en>;
