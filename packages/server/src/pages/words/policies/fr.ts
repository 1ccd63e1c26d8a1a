import type { Words } from '../words.ts';
import type { en } from './en.ts';

export const fr = {
  policies_title: 'Règles',
  policies_lead:
    'Ce que les applications peuvent demander au-delà des portées, à qui l’on fait confiance outre les personnes elles-mêmes, et qui peut échanger un jeton contre un autre.',
  policies_details: 'Types de détails d’autorisation',
  policies_details_lead: 'Des droits qu’aucune portée n’exprime, comme un paiement d’un montant à quelqu’un.',
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
  policies_trusted_issuer: 'Émetteurs de confiance',
  policies_trusted_issuer_lead:
    'Autres systèmes de connexion et plateformes dont les déclarations signées obtiennent des jetons ici, sans que personne soit interrogé.',
  policies_exchange_rule: 'Règles d’échange',
  policies_exchange_rule_lead:
    'Applications qui peuvent échanger le jeton d’une personne contre un jeton pour une autre ressource. Ce qu’aucune règle ne permet est refusé.',
  policies_trusted_issuer_none: 'Aucun émetteur de confiance pour l’instant',
  policies_exchange_rule_none: 'Aucune règle d’échange pour l’instant',
  policies_none: 'D’ici là, rien de tel n’est accepté.',
  policy_new_trusted_issuer: 'Nouvel émetteur de confiance',
  policy_new_exchange_rule: 'Nouvelle règle d’échange',
  policy_one: 'Enregistrement',
  policy_who_trusted_issuer: 'Émetteur',
  policy_who_exchange_rule: 'Application',
  policy_about_assertion: 'Des personnes, pour une application',
  policy_about_id_jag: 'Les personnes d’une entreprise (ID-JAG)',
  policy_about_workload: 'Un service d’une plateforme',
  policy_about_impersonation: 'Agit comme la personne',
  policy_about_delegation: 'Agit pour la personne, et est nommée',
  policy_about_elsewhere: 'Fait attester la personne auprès d’un autre serveur (ID-JAG)',
  policy_declaration: 'Déclaration',
  policy_declaration_hint: 'JSON, avec les membres du fichier d’amorçage.',
  policy_warning_trusted_issuer:
    'Quiconque détient les clés de cet émetteur obtient des jetons de vos utilisateurs, dans la mesure permise par cette déclaration.',
  policy_warning_exchange_rule:
    'L’application obtient des jetons de personnes qui n’ont pas été interrogées sur cette ressource, dans la mesure permise par cette règle.',
  policy_taken: 'Un enregistrement porte déjà cet identifiant.',
  policy_conflict:
    'Quelqu’un a modifié cet enregistrement entre-temps. Les deux versions sont ci-dessous ; enregistrez de nouveau pour remplacer celle qui est conservée.',
  delete_policy_title: 'Supprimer {policy} ?',
  delete_policy_consequence:
    'Plus rien de nouveau n’est accepté par ce moyen. Les jetons qui en sont issus vivent jusqu’à leur expiration ou jusqu’à ce que quelqu’un y mette fin.',
  done_policy_saved: 'L’enregistrement a été conservé et compte désormais.',
  done_policy_deleted: 'L’enregistrement a été supprimé.',
} satisfies Words<typeof en>;
