/** Why something has no equivalent, by how it is called in Publik: the first that fits is said. */
const reasons: readonly (readonly [RegExp, string])[] = [
  [/^data_source_/, 'une règle ne lit pas le contenu d’une liste : il se règle avec la question qui la propose'],
  [/^webservice_/, 'un appel fait pendant la saisie n’existe pas ici : une étape du circuit le fait après le dépôt'],
  [/^status_loop_/, 'la ligne d’une boucle n’a pas cette donnée ici'],
  [/_(?:places_available|api_\w+_url)$/, 'l’agenda compte et tient lui-même ses places'],
  [/_live_var_/, 'une règle ne lit pas les champs d’une fiche choisie'],
  [/^(?:form|session)_user_var_/, 'cette donnée du compte n’est pas demandée par le formulaire'],
  [/^(?:form|session)_user/, 'ce que l’annuaire de Publik sait de la personne n’existe pas ici'],
  [/^form_(?:url|uri|backoffice_url|url_backoffice)/, 'l’adresse d’une demande n’est pas une valeur ici'],
  [
    /^(?:transaction_id|form_workflow_data_\w+)$/,
    'ce qu’un appel reçu apporte n’est pas gardé, seul son passage compte',
  ],
  [/^form_(?:receipt|last_update)_(?:time|datetime)$/, 'nos règles connaissent le jour du dépôt, pas l’heure'],
  [/^now$|^\|time$/, 'nos règles connaissent le jour, pas l’heure'],
  [/_raw$/, 'un fichier ne s’envoie pas dans un appel'],
  [
    /^form_var_/,
    'aucune question de ce nom n’est posée avant, ou c’est une donnée de la réponse qui n’est pas dans les fichiers',
  ],
  [/^block_var_/, 'aucune question de ce nom n’est posée avant dans le bloc'],
  [/^cards$/, 'une règle ne cherche pas parmi les fiches'],
  [/^\|is_strong_authentication$/, 'la force de la connexion se règle sur l’offre de la démarche'],
  [
    /^\|(?:get|getlist|getlistdict|objects|filter\w*|sorted_by|order_by)$/,
    'une règle ne cherche pas dans les données d’une liste ou d’une fiche',
  ],
  [/^\|/, 'ce filtre n’a pas d’équivalent'],
  [/^\w+$/, 'rien ne porte ce nom ici'],
]

/** What could not be translated, with why: `form_url : l’adresse d’une demande n’est pas une valeur ici`. */
export function reasonOf(what: string): string {
  const reason = reasons.find(([names]) => names.test(what))?.[1]
  return reason === undefined ? what : `${what} : ${reason}`
}
