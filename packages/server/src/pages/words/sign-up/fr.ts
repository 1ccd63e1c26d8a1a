import type { Words } from '../words.ts';
import type { en } from './en.ts';

export const fr = {
  email_code_button: 'M’envoyer un code par e-mail',
  email_code_title: 'Se connecter avec un code',
  email_code_lead: 'Saisissez l’adresse e-mail confirmée de votre compte. Un code y est envoyé.',
  email_code_send: 'Envoyer le code',
  email_code_sent:
    'Si un compte a l’adresse {address}, un code est en route. Il fonctionne 10 minutes, dans ce navigateur.',
  email_code_wrong: 'Ce code est faux ou ne fonctionne plus. Vérifiez-le ou faites-en envoyer un autre.',
  email_code_another: 'Envoyer un autre code',
  sign_up_button: 'Créer un compte',
  sign_up_title: 'Créez votre compte',
  sign_up_form_lead: 'Il est créé dès que vous avez confirmé votre adresse e-mail.',
  sign_up_name: 'Votre nom',
  sign_up_password: 'Mot de passe',
  sign_up_send: 'Continuer',
  sign_up_empty: 'Laissez ce champ vide',
  sign_up_sent_title: 'Consultez vos e-mails',
  sign_up_sent:
    'Un message est en route vers l’adresse saisie. Son lien fonctionne 24 heures ; ouvrez-le dans ce navigateur.',
  sign_up_confirm_title: 'Créer ce compte ?',
  sign_up_confirm_lead: 'Un compte sur {site} au nom de {name}, avec l’adresse {address}.',
  sign_up_confirm_password:
    'Ce n’est pas le navigateur de votre inscription. Saisissez le mot de passe que vous y avez choisi.',
  sign_up_wrong_password: 'Ce n’est pas le mot de passe que vous avez choisi.',
  sign_up_waits_title: 'Votre adresse est confirmée',
  sign_up_waits:
    'Un administrateur examine votre demande. Vous recevrez un message dès qu’elle sera décidée.',
  problem_sign_up_domain: 'Les comptes sont réservés ici aux adresses d’autres domaines.',
  problem_no_name: 'Saisissez un nom de 128 caractères au plus.',
  sign_ups: 'Personnes qui veulent un compte',
  sign_ups_lead:
    'Elles ont confirmé leur adresse et attendent votre décision. Après 30 jours, une demande est oubliée.',
  sign_ups_none: 'Personne n’attend',
  sign_ups_empty: 'Qui s’inscrit figure ici dès que son adresse est confirmée.',
  sign_ups_waiting: {
    one: '{count} compte attend une décision.',
    other: '{count} comptes attendent une décision.',
  },
  sign_up_approve: 'Approuver',
  sign_up_decline: 'Refuser',
  done_sign_up_approved: 'Le compte a été créé.',
  done_sign_up_declined: 'La demande a été refusée et supprimée.',
  done_sign_up_settled: 'Quelqu’un d’autre a décidé entre-temps, ou l’adresse est désormais utilisée.',
  sign_up_who: 'Qui',
} satisfies Words<typeof en>;
