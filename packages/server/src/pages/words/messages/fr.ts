import type { Words } from '../words.ts';
import type { en } from './en.ts';

export const fr = {
  mail_factor_added_subject: 'Un second facteur a été ajouté sur {site}',
  mail_factor_added_lead: 'Le compte {name} a un nouveau second facteur : {what}.',
  mail_factor_removed_subject: 'Un second facteur a été retiré sur {site}',
  mail_factor_removed_lead: 'Le compte {name} a perdu un second facteur : {what}.',
  mail_factor_totp: 'une application d’authentification',
  mail_factor_passkey: 'une clé d’accès ou de sécurité',
  mail_recovery_codes_made_subject: 'De nouveaux codes de secours ont été créés sur {site}',
  mail_recovery_codes_made_lead:
    'Le compte {name} a de nouveaux codes de secours. Les précédents ne fonctionnent plus.',
  mail_factors_reset_subject: 'Vos seconds facteurs sur {site} ont été retirés',
  mail_factors_reset_lead:
    'Un administrateur a retiré tous les seconds facteurs du compte {name}. Vous êtes déconnecté partout.',
  mail_connection_added_subject: 'Un autre moyen de se connecter à {site}',
  mail_connection_added_lead: 'On peut désormais se connecter au compte {name} par {provider}.',
  mail_connection_removed_subject: 'Un moyen de se connecter à {site} a été retiré',
  mail_connection_removed_lead: 'On ne peut plus se connecter au compte {name} par {provider}.',
  mail_refresh_reused_subject: '{client} a été déconnectée de {site} par sécurité',
  mail_refresh_reused_lead:
    'Une clé par laquelle {client} utilise le compte {name} a été présentée une seconde fois, comme le serait une copie. L’application a perdu son accès et vous demandera de vous reconnecter.',
  mail_code_replayed_subject: 'Une connexion à {client} par {site} a été annulée',
  mail_code_replayed_lead:
    'Le code d’une connexion du compte {name} à {client} a été présenté une seconde fois, comme le ferait quelqu’un qui l’a intercepté. L’application a perdu ce qu’elle avait reçu et vous demandera de vous reconnecter.',
  mail_misuse_not_you:
    'Cela peut aussi être une erreur de l’application. Si cela se répète, interrogez son éditeur et regardez ce qui peut utiliser votre compte.',
  mail_account_locked_subject: 'Trop de mots de passe erronés sur {site}',
  mail_account_locked_lead:
    'Quelqu’un a essayé des mots de passe ou des codes erronés pour le compte {name} : la connexion est suspendue pour les navigateurs que le compte ne connaît pas.',
  mail_account_locked_not_you:
    'Si c’était vous, attendez 15 minutes. Sinon, personne n’est entré : un long mot de passe et un second facteur y veillent.',
  mail_app_approved_subject: '{client} a été approuvée sur {site}',
  mail_app_approved_lead:
    'Un administrateur a approuvé votre application {client}. On peut désormais s’y connecter.',
  mail_app_declined_subject: '{client} a été refusée sur {site}',
  mail_app_declined_lead:
    'Un administrateur a refusé votre application {client}. Personne ne peut s’y connecter.',
  mail_change_accepted_subject: 'Votre modification de {client} sur {site} a été acceptée',
  mail_change_accepted_lead:
    'Un administrateur a accepté ce que vous avez modifié de {client}. C’est en vigueur.',
  mail_change_declined_subject: 'Votre modification de {client} sur {site} a été refusée',
  mail_change_declined_lead:
    'Un administrateur a refusé ce que vous avez modifié de {client}. Elle reste comme avant.',
  mail_app_not_you: 'Si ce n’est pas votre application, dites-le à votre administrateur.',
  mail_digest_subject: '{site} a besoin d’un administrateur',
  mail_digest_lead: 'Ceci demande l’attention de qui administre {site} :',
  mail_digest_not_you:
    'Ce message est envoyé une fois par jour au plus tant que cela dure. Vous pouvez le désactiver dans votre profil.',
  mail_digest_provider:
    '{provider} est activé pour se connecter, mais sa liste d’autorisés est vide : personne n’entre.',
  mail_digest_keys: 'La rotation des clés de signature est en retard.',
  mail_digest_audit: 'Des événements d’audit ont été perdus faute de pouvoir être écrits.',
  mail_digest_cleanup: 'La suppression des données expirées échoue depuis un jour.',
  mail_sign_in_code_subject: 'Votre code pour vous connecter à {site}',
  mail_sign_in_code_lead:
    'Quelqu’un a demandé un code pour se connecter au compte {name}. Saisissez-le dans le navigateur qui l’a demandé.',
  mail_sign_in_code_not_you:
    'Si ce n’était pas vous, ignorez ce message et ne donnez le code à personne. Quiconque le demande n’est pas des nôtres.',
  mail_code: 'Code : {code}',
  mail_code_until: 'Le code fonctionne une fois, jusqu’au {until}.',
  mail_code_elsewhere:
    'Si le lien s’ouvre sur un autre appareil, saisissez plutôt ce code sur la page de votre profil : {code}',
  mail_sign_up_subject: 'Confirmez votre adresse pour {site}',
  mail_sign_up_lead:
    'Quelqu’un a demandé un compte sur {site} avec cette adresse. Il est créé dès que vous confirmez.',
  mail_sign_up_action: 'Confirmer et créer le compte',
  mail_sign_up_not_you: 'Si ce n’était pas vous, ignorez ce message : aucun compte n’est alors créé.',
  mail_sign_up_known_subject: 'Vous avez déjà un compte sur {site}',
  mail_sign_up_known_lead:
    'Quelqu’un a demandé un compte sur {site} avec cette adresse. Le compte {name} l’a déjà, rien n’a donc été créé.',
  mail_sign_up_known_action: 'Se connecter',
  mail_sign_up_known_not_you:
    'Si vous avez oublié votre mot de passe, choisissez-en un nouveau sur la page de connexion. Si ce n’était pas vous, ignorez ce message.',
  mail_sign_up_approved_subject: 'Votre compte sur {site} est prêt',
  mail_sign_up_approved_lead:
    'Un administrateur a approuvé votre compte. Votre nom d’utilisateur est {name} ; le mot de passe est celui que vous avez choisi.',
  mail_sign_up_declined_subject: 'Aucun compte n’a été créé sur {site}',
  mail_sign_up_declined_lead:
    'Un administrateur a refusé le compte demandé au nom de {name}. Ce que vous aviez saisi a été supprimé.',
  mail_why_address:
    'Ce message a été envoyé automatiquement à {address} car quelqu’un a saisi cette adresse sur {site}.',
  mail_see_factors: 'Voir vos seconds facteurs',
  mail_see_connections: 'Voir vos connexions',
  mail_see_authorizations: 'Voir ce qui peut utiliser votre compte',
  mail_see_activity: 'Voir l’activité de votre compte',
  mail_see_app: 'Voir l’application',
  mail_see_administration: 'Ouvrir l’administration',
  mail_not_expected: 'Si vous ne vous y attendiez pas, demandez à votre administrateur.',
  mail_security_not_you:
    'Si c’était vous, il n’y a rien à faire. Sinon, changez tout de suite votre mot de passe et retirez ce que vous ne connaissez pas.',
} satisfies Words<typeof en>;
