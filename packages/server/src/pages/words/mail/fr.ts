import type { Words } from '../words.ts';
import type { en } from './en.ts';

export const fr = {
  mail_forgot_password_subject: 'Définir un nouveau mot de passe pour {site}',
  mail_forgot_password_lead: 'Quelqu’un a demandé à définir un nouveau mot de passe pour le compte {name}.',
  mail_forgot_password_action: 'Définir un nouveau mot de passe',
  mail_forgot_password_not_you:
    'Si ce n’était pas vous, ignorez ce message : votre mot de passe reste le même.',
  mail_invitation_subject: 'Votre compte sur {site}',
  mail_invitation_lead: 'Un administrateur a créé le compte {name} pour vous.',
  mail_invitation_action: 'Choisir votre mot de passe',
  mail_invitation_not_you: 'Si vous ne vous y attendiez pas, ignorez ce message.',
  mail_password_reset_subject: 'Votre mot de passe pour {site} a été réinitialisé',
  mail_password_reset_lead:
    'Un administrateur a réinitialisé le mot de passe du compte {name}. Vous êtes déconnecté partout.',
  mail_password_reset_action: 'Choisir un nouveau mot de passe',
  mail_password_reset_not_you: 'Si vous ne vous y attendiez pas, demandez à votre administrateur.',
  mail_verify_address_subject: 'Confirmez votre adresse pour {site}',
  mail_verify_address_lead: 'Le compte {name} a désormais cette adresse. Confirmez qu’elle est la vôtre.',
  mail_verify_address_action: 'Confirmer cette adresse',
  mail_verify_address_not_you:
    'Si vous ne connaissez pas ce compte, ignorez ce message : rien ne sera confirmé.',
  mail_address_changed_subject: 'Votre adresse pour {site} a été modifiée',
  mail_address_changed_lead: 'Le compte {name} a désormais une autre adresse : {other}.',
  mail_address_changed_removed: 'Le compte {name} n’a plus d’adresse.',
  mail_address_changed_action: 'Annuler la modification',
  mail_address_changed_not_you:
    'Si ce n’était pas vous, annulez la modification et définissez un nouveau mot de passe.',
  mail_password_changed_subject: 'Votre mot de passe pour {site} a été modifié',
  mail_password_changed_lead: 'Le mot de passe du compte {name} a été modifié.',
  mail_password_changed_action: 'Ce n’était pas moi : définir un nouveau mot de passe',
  mail_password_changed_not_you:
    'Si c’était vous, il n’y a rien à faire. Sinon, définissez tout de suite un nouveau mot de passe.',
  mail_new_browser_subject: 'Nouvelle connexion à {site}',
  mail_new_browser_lead:
    'Quelqu’un s’est connecté au compte {name} avec un navigateur qui n’avait pas encore servi pour ce compte.',
  mail_new_browser_action: 'Voir où vous êtes connecté',
  mail_new_browser_not_you:
    'Si c’était vous, il n’y a rien à faire. Sinon, mettez fin à cette session et changez votre mot de passe.',
  mail_until: 'Le lien fonctionne une seule fois, jusqu’au {until}.',
  mail_copy: 'Ou copiez cette adresse dans votre navigateur :',
  mail_when: 'Heure : {when}',
  mail_from: 'Adresse réseau : {address}',
  mail_by: 'Navigateur : {browser}',
  mail_why: 'Ce message a été envoyé automatiquement à {address} au sujet du compte {name} sur {site}.',
  forgot_link: 'Mot de passe oublié ?',
  forgot_title: 'Définir un nouveau mot de passe',
  forgot_lead:
    'Saisissez votre adresse e-mail. Si un compte l’utilise, un lien pour définir un nouveau mot de passe y est envoyé.',
  forgot_submit: 'Envoyer le lien',
  forgot_sent_title: 'Regardez vos e-mails',
  forgot_sent:
    'Si un compte utilise ici l’adresse saisie, un lien lui est envoyé. Il fonctionne pendant 30 minutes.',
  forgot_nothing:
    'Rien reçu ? Regardez dans les courriers indésirables. Si votre compte n’a pas d’adresse confirmée, votre administrateur peut vous aider.',
  send_by_mail: 'Envoyer le lien par e-mail',
  send_by_mail_hint: 'À l’adresse e-mail ci-dessus. Vous ne verrez alors pas le lien.',
  reset_mail: 'Envoyer un lien par e-mail à {address}',
  done_mail_waits: 'Le lien est envoyé par e-mail.',
  mail_limited:
    'Rien n’a été envoyé : cette personne a reçu trop d’e-mails durant la dernière heure. Transmettez le lien vous-même.',
  problem_mail_needs_email: 'L’invitation a besoin d’une adresse e-mail où être envoyée.',
  verify_title: 'Confirmer votre adresse ?',
  verify_lead: '{address} sera alors l’adresse confirmée du compte {name}.',
  verify_submit: 'Confirmer',
  verify_done_title: 'Votre adresse est confirmée',
  verify_done: 'Les messages de {site} vous y parviendront.',
  take_back_title: 'Annuler la modification ?',
  take_back_lead: 'Le compte {name} retrouve l’adresse {address}. Toutes ses sessions prennent fin.',
  take_back_submit: 'Annuler la modification',
  take_back_done_title: 'La modification est annulée',
  take_back_done:
    'Le compte a retrouvé son adresse précédente, et tout le monde en est déconnecté. Définissez maintenant un nouveau mot de passe.',
  mail_link_unusable_title: 'Ce lien ne fonctionne pas',
  mail_link_unusable: 'Il a déjà été utilisé ou il a expiré.',
} satisfies Words<typeof en>;
