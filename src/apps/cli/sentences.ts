import { AppError } from '#kernel/errors'

/** What the operator reads when a command cannot go on: one sentence that says what to do. */
const sentences: Readonly<Record<string, (detail: string) => string>> = {
  'process.folder_in_use': (folder) =>
    `Traboule tourne déjà sur le dossier ${folder}. Arrêtez l’autre (Ctrl+C dans sa fenêtre), ou donnez un autre dossier avec TRABOULE_DATA.`,
  'installation.folder': (folder) =>
    `Le dossier ${folder} ne peut pas être créé : vérifiez le chemin et vos droits d’écriture.`,
  'installation.disk_full': (room) =>
    `Le disque est presque plein (${room}) : libérez au moins 200 Mo, puis recommencez.`,
  'crypto.breached_list': (path) =>
    `La liste des mots de passe perdus ne se lit pas à ${path} : donnez à BREACHED_PASSWORDS le dossier des plages de Have I Been Pwned, ou son fichier trié par empreinte, ou retirez-le.`,
  'db.newer_schema': () =>
    'La base de données a été mise à jour par une version plus récente de Traboule : installez cette version, ou restaurez la sauvegarde faite avant.',
  'db.migration_failed': (name) =>
    `La mise à jour de la base s’est arrêtée à ${name}, sans rien changer. Le détail suit.`,
  'db.embedded_missing': (name) =>
    `Il manque le PostgreSQL du projet (${name}). Relancez « npm ci », ou indiquez un serveur avec DATABASE_URL.`,
  'db.embedded_init': (output) => `PostgreSQL n’a pas pu préparer son dossier : ${output}`,
  'db.embedded_launch': (command) =>
    `PostgreSQL n’a pas pu être lancé avec « ${command} ». En tant que root, il faut la commande setpriv (paquet util-linux) ; sinon, lancez Traboule avec un compte ordinaire.`,
  'db.embedded_start': (output) => `PostgreSQL ne démarre pas. Ses dernières lignes : ${output}`,
}

/** Errors of PostgreSQL and of the system, by their code. */
const causes: Readonly<Record<string, string>> = {
  '28P01': 'La base refuse le mot de passe : vérifiez DATABASE_URL.',
  '28000': 'La base refuse cet utilisateur : vérifiez DATABASE_URL.',
  '3D000': 'Cette base n’existe pas sur le serveur : créez-la (createdb), ou corrigez le nom à la fin de DATABASE_URL.',
  '42501':
    'L’utilisateur de DATABASE_URL n’a pas assez de droits : il doit posséder la base et pouvoir créer un rôle (CREATEROLE).',
  '53100': 'Le disque de la base de données est plein : libérez de la place, puis recommencez.',
  '53300': 'Le serveur PostgreSQL a trop de connexions : augmentez max_connections ou baissez DATABASE_CONNECTIONS.',
  ECONNREFUSED:
    'Aucun serveur PostgreSQL ne répond à l’adresse de DATABASE_URL : vérifiez le nom du serveur et le port.',
  ENOTFOUND: 'Le serveur nommé dans DATABASE_URL est introuvable : vérifiez son nom.',
  EAI_AGAIN: 'Le serveur nommé dans DATABASE_URL est introuvable : vérifiez son nom et le réseau.',
  ETIMEDOUT: 'Le serveur PostgreSQL ne répond pas dans le temps imparti : vérifiez l’adresse et le pare-feu.',
  ENOSPC: 'Le disque est plein : libérez de la place, puis recommencez.',
  EACCES: 'Un fichier ou un port est interdit à ce compte : vérifiez les droits du dossier de données et le port.',
  EADDRINUSE: 'Ce port est déjà pris par un autre programme : choisissez-en un autre, par exemple PORT=3001.',
}

/** One sentence for the operator; `undefined` when the error is a bug, whose stack is worth showing. */
export function sentenceOf(error: unknown): string | undefined {
  const known = codesOf(error)
    .map((code) => causes[code])
    .find((sentence) => sentence !== undefined)
  if (error instanceof AppError) {
    if (/No space left on device/.test(error.detail ?? '')) return causes['ENOSPC']
    const write = sentences[error.code]
    if (write && error.code !== 'db.migration_failed') return write(error.detail ?? '')
    if (known) return known
    if (write) return `${write(error.detail ?? '')}\n${String(error.cause)}`
    if (error.code === 'db.unreachable') return `La base de données ne répond pas : ${messageOf(error.cause)}`
    if (error.detail !== undefined) return error.detail
  }
  return known
}

/** What a command says of words that it does not take. */
export function misuseSentence(error: unknown): string {
  const [, word = ''] = /'(-*[^' ]+)[^']*'/.exec(messageOf(error)) ?? []
  const [code = ''] = codesOf(error)
  switch (code) {
    case 'ERR_PARSE_ARGS_UNKNOWN_OPTION':
      return `L’option « ${word} » n’existe pas. « traboule aide » montre les commandes.`
    case 'ERR_PARSE_ARGS_INVALID_OPTION_VALUE':
      return `L’option « ${word} » n’est pas écrite comme il faut. « traboule aide » montre les commandes.`
    case 'ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL':
      return `« ${word} » est de trop. « traboule aide » montre les commandes.`
    default:
      return messageOf(error)
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** Codes of an error and of what caused it, nearest first. */
function codesOf(error: unknown): string[] {
  if (!(error instanceof Error)) return []
  const own = 'code' in error && typeof error.code === 'string' ? [error.code] : []
  const inner = error instanceof AggregateError ? error.errors.flatMap(codesOf) : []
  return [...own, ...inner, ...codesOf(error.cause)]
}
