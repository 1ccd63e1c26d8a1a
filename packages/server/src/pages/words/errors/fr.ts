import type { Words } from '../words.ts';
import type { en } from './en.ts';

export const fr = {
  error_status: 'Erreur {status}',
  error_code: 'Code',
  error_detail: 'Détail',
  request_id: 'Identifiant de la requête',
  bad_request_title: 'Cette demande ne peut pas aboutir',
  bad_request: 'L’application a envoyé quelque chose d’inacceptable. Retournez-y et réessayez.',
  redirect_uri_refused_title: 'L’adresse de retour de l’application n’est pas enregistrée',
  redirect_uri_refused:
    'L’application attend sa réponse à une adresse qui n’a pas été convenue avec ce serveur ; vous n’y avez donc pas été envoyé.',
  redirect_uri_developer:
    'Si vous développez l’application : enregistrez pour ce client l’URI de redirection ci-dessous, ou envoyez-en une qui est enregistrée. Elles doivent être égales caractère par caractère, avec schéma, port, chemin et barre finale. Le journal de ce serveur dit en quoi elles diffèrent.',
  asked_client_id: 'ID du client',
  asked_redirect_uri: 'URI de redirection envoyée',
  unknown_client_title: 'Cette application n’est pas connectée',
  unknown_client:
    'Ce serveur ne connaît pas l’application, ou l’a oubliée parce qu’elle n’a pas servi depuis longtemps. Dans l’application, supprimez la connexion à ce serveur, puis ajoutez-la de nouveau.',
  document_refused_title: 'Cette application n’a pas pu être vérifiée',
  document_blocked:
    'L’application se décrit sur {host}, et ce serveur n’accepte pas de description de là. Demandez à votre administrateur.',
  document_unreachable:
    'L’application se décrit sur {host}, qui n’a pas répondu comme prévu. Réessayez dans une minute.',
  document_forbidden:
    'L’application se décrit sur {host}, une adresse que ce serveur n’interroge pas. Demandez à votre administrateur.',
  document_gone:
    'L’application se décrivait sur {host}, mais la description ne s’y trouve plus. Adressez-vous à l’éditeur de l’application.',
  document_broken:
    'L’application se décrit sur {host}, mais la description enfreint une règle. Adressez-vous à l’éditeur de l’application.',
  flow_expired_title: 'Recommencez depuis l’application',
  flow_expired: 'Cette connexion a expiré, est déjà terminée ou a commencé dans un autre navigateur.',
  forbidden_title: 'Cette page n’est pas pour votre compte',
  forbidden: 'Vous êtes connecté, mais votre compte ne peut pas l’ouvrir.',
  sign_in_unavailable_title: 'La connexion n’est pas prévue ici',
  sign_in_unavailable:
    'Cette adresse répond aux programmes munis d’un jeton d’accès. Demandez à votre administrateur d’y permettre la connexion.',
  form_expired_title: 'Ce formulaire est périmé',
  form_expired: 'Il ne vient pas de votre session actuelle ; rien n’a été modifié. Rouvrez la page.',
  opened_elsewhere_title: 'Cette page a une autre adresse',
  opened_elsewhere:
    'Son adresse est {host}. Ce que vous avez saisi sous un autre nom ne peut pas être accepté ; rien n’a été modifié.',
  cookies_blocked_title: 'Votre navigateur ne garde pas de cookies ici',
  cookies_blocked:
    'La connexion a besoin d’un cookie de ce site. Autorisez-le, puis réessayez ; rien n’a été modifié.',
  not_found_title: 'Page introuvable',
  not_found: 'Il n’y a rien à cette adresse.',
  method_not_allowed_title: 'Cette adresse s’ouvre autrement',
  method_not_allowed: 'Elle attend un autre type de requête. Rien n’a été modifié.',
  too_many_requests_title: 'Un peu trop vite',
  too_many_requests: 'Il y a eu trop de requêtes. Réessayez dans {wait}.',
  unavailable_title: 'De retour dans un instant',
  unavailable: 'Le service n’est pas disponible pour le moment. Cette page se recharge d’elle-même.',
  fault_title: 'Un problème est survenu ici',
  fault: 'Réessayez. Si cela persiste, donnez l’identifiant de la requête à votre administrateur.',
  client_refused_title: 'La demande de l’application n’a pas été acceptée',
  client_refused:
    'Vous n’avez jamais autorisé cette application : vous n’avez donc pas été envoyé vers {host} sans votre accord.',
  client_refused_device:
    'Vous n’avez jamais autorisé cette application : vous n’y avez donc pas été renvoyé sans votre accord.',
  return_to_application: 'Revenir à l’application',
  return_with_error: 'Retourner à {host}',
  go_to_start: 'Aller à la page d’accueil',
  try_again: 'Réessayer',
} satisfies Words<typeof en>;
