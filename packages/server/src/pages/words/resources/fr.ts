import type { Words } from '../words.ts';
import type { en } from './en.ts';

export const fr = {
  resources_title: 'Ressources',
  resources_lead: 'API et serveurs MCP auxquels des jetons peuvent servir, et ce qu’on peut y faire.',
  resources_search: 'Début de l’identifiant ou du nom',
  resources_empty_title: 'Aucune ressource',
  resources_empty: 'Enregistrez une API pour décrire ses scopes et limiter ce que permettent ses jetons.',
  resource_new: 'Nouvelle ressource',
  resource_create: 'Créer la ressource',
  resource_one: 'Ressource (API)',
  resource_identifier: 'Identifiant',
  resource_identifier_hint:
    'Son adresse, par exemple https://api.example.com ; les jetons la nomment comme destinataire. Elle ne change plus.',
  resource_name: 'Nom, tel qu’on le lit',
  resource_scopes: 'Scopes de la ressource',
  resource_scopes_hint:
    'Ce qu’on peut y faire. Laissez vides les lignes inutiles ; enregistrez pour en obtenir d’autres.',
  resource_any_scope: 'Tout nom de scope',
  resource_any_scope_hint: 'Elle accepte ce qui est demandé, la liste ci-dessous ne compte pas.',
  resource_scope_row: 'Scope n° {number}',
  resource_scope_name: 'Nom du scope',
  resource_scope_description: 'Ce qu’il permet, en mots',
  resource_scope_implies: 'Inclut ces scopes',
  resource_scope_default: 'Accordé si aucun n’est demandé',
  resource_scope_restricted: 'Réservé à l’administration',
  resource_as_client: 'Selon l’application cliente',
  resource_lifetime: 'Durée des jetons d’accès',
  resource_lifetime_hint: 'En secondes. Vide : selon l’application cliente.',
  resource_claims: 'Ce que ses jetons disent de la personne',
  resource_granted: 'Quelqu’un détient ce scope. Révoquez d’abord cet accès.',
  delete_resource_title: 'Supprimer la ressource {resource} ?',
  delete_resource_consequence:
    'Plus aucun jeton n’est délivré pour elle et ses scopes perdent leur description.',
  done_resource_saved: 'La ressource a été enregistrée.',
  done_resource_deleted: 'La ressource a été supprimée.',
  resource_scope_effect: 'Ce qu’elle fait, au plus',
  resource_effect_none: 'Non précisé',
  resource_effect_reads: 'Lit',
  resource_effect_writes: 'Crée et modifie',
  resource_scope_languages: 'Dans d’autres langues',
  resource_conflict:
    'Quelqu’un d’autre a modifié cette ressource entre-temps. Ci-dessous, ce qui est enregistré maintenant à côté de votre saisie ; rien de vous n’est encore enregistré. Enregistrez de nouveau pour le remplacer.',
  scopes_title: 'Scopes sans ressource',
  scopes_lead:
    'Des droits qui n’appartiennent à aucune API en particulier. Les clients les demandent sans nommer de ressource.',
  scopes_empty_title: 'Aucun scope de ce genre',
  scopes_empty: 'Enregistrez-en un pour le décrire à chacun dans sa langue.',
  scope_new: 'Nouveau scope',
  scope_create: 'Créer le scope',
  scope_one: 'Scope et phrase',
  scope_rules: 'Règles',
  scope_default: 'Par défaut',
  scope_restricted: 'Restreint',
  scope_name_hint: 'Tel que les clients le demandent, par exemple {example}. Il ne change plus.',
  scope_description_hint:
    'Une phrase courte sans « peut » : Lire vos rapports. La lit qui n’a pas ci-dessous de phrase dans sa langue.',
  scope_effect_hint: 'Ce qui partage ou supprime ressort là où l’on décide.',
  scope_implies_hint:
    'Noms d’autres scopes sans ressource, séparés par des espaces. Qui a autorisé moins est de nouveau interrogé.',
  scope_default_hint: 'Aux clients qui ne nomment ni scope ni ressource et n’ont pas leur propre liste.',
  scope_restricted_hint:
    'Réservé aux clients à qui vous l’avez donné nommément. Les autres jetons le perdent aussitôt.',
  scope_languages_hint: 'Chacun lit la phrase de sa langue, s’il y en a une.',
  scope_held_granted: 'Quelqu’un a autorisé ce scope à une application. Révoquez d’abord cet accès.',
  scope_held_listed: '{client} peut demander ce scope. Retirez-le d’abord des scopes de ce client.',
  scope_held_included: '{scope} inclut ce scope. Modifiez d’abord celui-là.',
  delete_scope_title: 'Supprimer le scope {scope} ?',
  delete_scope_consequence:
    'Plus personne ne peut le demander, et les jetons qui l’ont encore le perdent aussitôt.',
  done_scope_saved: 'Le scope a été enregistré.',
  done_scope_deleted: 'Le scope a été supprimé.',
  scope_conflict:
    'Quelqu’un d’autre a modifié ce scope entre-temps. Ci-dessous, ce qui est enregistré maintenant à côté de votre saisie ; rien de vous n’est encore enregistré. Enregistrez de nouveau pour le remplacer.',
} satisfies Words<typeof en>;
