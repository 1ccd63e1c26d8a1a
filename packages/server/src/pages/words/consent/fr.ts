import type { Words } from '../words.ts';
import type { en } from './en.ts';

export const fr = {
  consent_title: 'Autoriser {client} à utiliser votre compte ?',
  consent_unverified:
    'Cette application s’est inscrite elle-même ; personne ici ne l’a vérifiée. Ne continuez que si vous faites confiance à {host}.',
  consent_document:
    'Cette application est décrite à l’adresse {document} ; personne ici ne l’a vérifiée. Ne continuez que si vous faites confiance à cette adresse.',
  consent_document_elsewhere:
    'Cette application est décrite à l’adresse {document} et mène à {host} ; personne ici ne l’a vérifiée. Ne continuez que si vous faites confiance aux deux.',
  consent_unverified_device:
    'Cette application s’est inscrite elle-même, et n’importe quel programme de cet ordinateur pourrait se faire passer pour elle. Ne continuez que si vous l’avez lancée vous-même.',
  consent_document_device:
    'Cette application est décrite à l’adresse {document}, mais n’importe quel programme de cet ordinateur pourrait se faire passer pour elle. Ne continuez que si vous l’avez lancée vous-même.',
  consent_this_device:
    'C’est une application sur cet appareil. Ne continuez que si vous l’avez lancée vous-même.',
  changed:
    'Cela a changé pendant que la page était ouverte ; rien n’a été fait. Regardez à nouveau avant de décider.',
  stale: 'Ce formulaire est périmé ; rien n’a été fait. Vérifiez-le et envoyez-le à nouveau.',
  no_access_title: 'Vous ne pouvez pas utiliser {client}',
  no_access:
    'Seuls les membres de certains groupes peuvent utiliser cette application, et votre compte n’appartient à aucun d’eux. Demandez à l’administration de {site} de vous y admettre.',
  no_access_contacts: 'Les responsables de l’application :',
  no_access_return: 'Revenir à l’application',
  no_access_tell_device: 'Refuser l’appareil',
  account: 'Votre compte',
  account_switch: 'Utiliser un autre compte',
  scopes: 'Ce qu’elle pourra faire',
  scopes_new: 'Nouveau',
  scopes_granted: 'Déjà autorisé',
  scopes_none: 'Elle ne demande aucun accès à votre compte.',
  scope_undescribed: 'Non décrit par votre administrateur',
  scope_includes: 'Comprend :',
  scope_openid: 'Vous reconnaître quand vous revenez',
  scope_profile: 'Voir votre nom et votre profil',
  scope_email: 'Voir votre adresse e-mail',
  scope_address: 'Voir votre adresse postale',
  scope_phone: 'Voir votre numéro de téléphone',
  scope_groups: 'Voir les groupes auxquels vous appartenez',
  scope_offline_access: 'Conserver cet accès en votre absence',
  scope_read: 'Lire vos contenus',
  scope_write: 'Créer et modifier vos contenus',
  scope_administer:
    'Administrer ce serveur comme vous : créer, modifier et supprimer des personnes, des applications et des clés',
  claims: 'Ce qu’elle apprend à votre sujet',
  resource_learns: 'Apprend à votre sujet : {claims}.',
  claim_email: 'adresse e-mail',
  claim_name: 'nom',
  claim_preferred_username: 'nom d’utilisateur',
  claim_groups: 'groupes',
  claim_given_name: 'prénom',
  claim_family_name: 'nom de famille',
  claim_middle_name: 'deuxième prénom',
  claim_nickname: 'surnom',
  claim_profile: 'page de profil',
  claim_picture: 'photo',
  claim_website: 'site web',
  claim_gender: 'genre',
  claim_birthdate: 'date de naissance',
  claim_zoneinfo: 'fuseau horaire',
  claim_locale: 'langue',
  claim_updated_at: 'dernière modification de votre profil',
  claim_address: 'adresse postale',
  claim_phone_number: 'numéro de téléphone',
  return_to: 'Vous reviendrez ensuite à {host}.',
  an_application_on_this_device: 'une application sur cet appareil ({address})',
  consent_undo: 'Vous pouvez revenir sur ce choix à tout moment dans {place}.',
  authorizations: 'Applications connectées',
  allow: 'Autoriser',
  deny: 'Refuser',
  effect_deletes: 'Supprime',
  effect_shares: 'Partage avec d’autres',
} satisfies Words<typeof en>;
