import type { Words } from '../words.ts';
import type { en } from './en.ts';

export const fr = {
  policies_title: 'Règles',
  policies_lead:
    'Types de détails d’autorisation : des droits qu’aucune portée n’exprime, comme un paiement d’un montant à quelqu’un.',
  details_search: 'Début du type',
  details_empty_title: 'Aucun type pour l’instant',
  details_empty: 'Enregistrez un type pour que les applications puissent le demander, objet par objet.',
  details_new: 'Nouveau type',
  details_create: 'Créer le type',
  details_one: 'Type de détails',
  details_type: 'Identifiant du type',
  details_type_hint: 'Comme les demandes le nomment, par exemple {short} ou {long}. Il ne change plus.',
  details_title: 'Ce qu’il autorise, en mots',
  details_schema: 'JSON Schema de ses objets',
  details_schema_hint:
    'De type {object} et fermé : {additional} vaut {no} partout. Les membres {type} et {locations} sont vérifiés de toute façon.',
  details_labels: 'Noms des valeurs',
  details_labels_hint: 'Un par ligne : chemin = nom. Le chemin est fait de noms reliés par des points.',
  details_locations: 'Emplacements',
  details_locations_hint:
    'Les seuls que ses objets peuvent nommer. Vide : toute ressource que le client peut demander.',
  details_languages: 'Dans d’autres langues',
  details_conflict:
    'Quelqu’un d’autre a modifié ce type entre-temps. Ci-dessous, ce qui est enregistré maintenant à côté de votre saisie ; rien de celle-ci n’est encore enregistré. Enregistrez de nouveau pour le remplacer.',
  details_try: 'Essayer',
  details_object: 'Objet',
  details_try_hint: 'Un objet tel qu’une demande l’enverrait. Cela n’a aucun effet.',
  details_try_right: 'Une demande avec cet objet serait acceptée.',
  details_try_wrong: 'Une demande avec cet objet serait refusée.',
  details_try_shown: 'Il est montré ainsi :',
  delete_details_title: 'Supprimer {type} ?',
  delete_details_consequence:
    'Plus personne ne pourra le demander, et ce qui en était autorisé disparaît au prochain jeton.',
  done_details_saved: 'Le type a été enregistré.',
  done_details_deleted: 'Le type a été supprimé.',
} satisfies Words<typeof en>;
