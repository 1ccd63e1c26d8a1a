import type { Words } from '../words.ts';
import type { en } from './en.ts';

export const fr: Words<typeof en> = {
  without_password: 'ou sans mot de passe',
  login_through: 'Continuer avec {provider}',
  provider_asked: 'Ce qui est demandé à {provider}',
  provider_asked_note: '{site} le demande pour savoir qui vous êtes. {client} n’en reçoit rien.',
  provider_next: 'Si vous l’autorisez, vous vous connectez ensuite avec {provider}.',
  provider_other_way: 'Se connecter autrement',
  through_failed: 'La connexion avec {provider} a échoué',
  through_denied: '{provider} indique que la connexion a été annulée. Rien n’a été partagé.',
  through_not_listed:
    'Votre compte {provider} ne peut pas se connecter ici. Demandez à votre administrateur de l’admettre.',
  through_unreachable: '{provider} n’a pas répondu comme prévu. Réessayez dans un instant.',
  through_unknown_state:
    'Cette connexion a pris trop de temps, était déjà terminée ou a commencé dans un autre navigateur. Recommencez.',
  through_email_taken:
    'Votre adresse e-mail est déjà utilisée ici. Si c’est la vôtre, connectez-vous avec votre mot de passe, puis associez {provider} sous Compte › Moyens de connexion.',
  through_closed:
    'Personne ici n’est associé à ce compte {provider}, et aucun compte n’est ouvert. Adressez-vous à votre administrateur.',
  through_disabled: 'Ce compte est désactivé. Votre administrateur peut le réactiver.',
  through_other_account:
    'Vous êtes revenu de {provider} sous une autre identité. Connectez-vous là-bas avec le compte que vous utilisez ici.',
  through_identity_in_use: 'Ce compte {provider} est associé à quelqu’un d’autre ici.',
  through_already_linked: 'Vous êtes déjà associé à un autre compte {provider}. Dissociez-le d’abord.',
  through_back: 'Retour à la connexion',
  through_back_connections: 'Retour aux moyens de connexion',
  connections_title: 'Moyens de connexion',
  connections_lead: 'Vos comptes ailleurs avec lesquels vous vous connectez à {site}.',
  connections_none: 'Aucun autre moyen de connexion',
  connections_none_why: 'Votre administrateur n’a configuré aucun fournisseur que vous pourriez associer.',
  connections_more: 'Associer un autre compte',
  connections_more_why: 'Vous vous y connectez une fois, puis vous pouvez l’utiliser ici.',
  connect_with: 'Associer {provider}',
  connection_provider: 'Fournisseur',
  connection_account: 'Compte là-bas',
  connected_since: 'Associé',
  disconnect: 'Dissocier',
  disconnect_title: 'Dissocier {provider} ?',
  disconnect_consequence:
    'Vous ne pourrez plus vous connecter avec {provider}. Les sessions et applications connectées par ce moyen perdent aussitôt leur accès.',
  disconnect_only_way:
    '{provider} est votre seul moyen d’accès. Définissez d’abord un mot de passe ou associez un autre compte.',
  vouched_title: 'Attesté ailleurs',
  vouched_why:
    'Sur la parole de ces serveurs, des applications obtiennent un accès en votre nom sans vous le demander.',
  vouched_end_consequence:
    'Les applications n’obtiendront plus d’accès en votre nom sur la parole de {provider}. Ce qu’elles ont obtenu ainsi prend fin aussitôt, et seul un administrateur peut l’associer de nouveau.',
  user_vouched_end_consequence:
    'Les applications n’obtiendront plus d’accès au nom de {name} sur la parole de {provider}. Ce qu’elles ont obtenu ainsi prend fin aussitôt, et seul un administrateur peut l’associer de nouveau.',
  done_connection_linked: 'Le compte est associé. Vous pouvez désormais vous connecter avec lui.',
  done_connection_ended: 'Le compte n’est plus associé.',
  every_connection_title: 'Comptes associés',
  every_connection_lead: 'Comptes chez d’autres fournisseurs avec lesquels on se connecte ici.',
  every_connection_empty_title: 'Aucun compte associé',
  every_connection_empty: 'Dès que quelqu’un se connecte par un autre fournisseur, son compte apparaît ici.',
  user_connections_title: 'Comptes associés de {name}',
  tile_connections: 'Comptes ailleurs qui permettent de se connecter',
  user_disconnect_title: 'Dissocier {provider} de {name} ?',
  user_disconnect_consequence:
    '{name} ne pourra plus se connecter avec {provider}. Les sessions et applications connectées par ce moyen perdent aussitôt leur accès.',
  user_disconnect_account:
    '{name} ne pourra plus se connecter avec {provider} en tant que {account}. Les sessions et applications connectées par ce moyen perdent aussitôt leur accès.',
  user_disconnect_only_way:
    'C’est le seul accès de {name}. Réinitialisez aussi le mot de passe, sinon personne ne pourra entrer.',
};
