import type { Config } from '#platform/config'
import { createApplication, listApplications, openOrClose, renewSecret } from './applications.ts'
import { doctor } from './doctor.ts'
import { showContradictions, showFigures } from './entente.ts'
import { exportData } from './export.ts'
import { importFiles, importProcedures } from './import.ts'
import { listKeys, turnRing } from './keys.ts'
import { feedOneList, listLists, refreshEachList } from './lists.ts'
import { migrateDatabase } from './migrate.ts'
import { openGuichet } from './open.ts'
import { showRules } from './rules.ts'
import { runStart, runUnderWatch } from './run.ts'
import { createUser } from './user.ts'
import { walkProcedure } from './walk.ts'

export interface Command {
  /** As it is typed: `territory import`. */
  readonly name: string
  readonly parameters: string
  readonly purpose: string
  /** Resolves with the exit code. */
  readonly run: (config: Config, args: readonly string[]) => Promise<number>
}

export const commands: readonly Command[] = [
  { name: 'start', parameters: '', purpose: 'démarre la plateforme', run: runStart },
  { name: 'dev', parameters: '', purpose: 'la démarre et la recharge à chaque changement', run: runUnderWatch },
  { name: 'migrate', parameters: '', purpose: 'met la base de données à jour', run: migrateDatabase },
  {
    name: 'territory import',
    parameters: 'DOSSIER',
    purpose: 'importe un territoire : un dossier qui contient territory.json',
    run: importFiles('territory'),
  },
  {
    name: 'collectivity open',
    parameters: 'FICHIER…',
    purpose: 'ouvre le guichet d’une collectivité : couleurs, services, horaires, démarches, noms d’hôte',
    run: openGuichet,
  },
  {
    name: 'procedure import',
    parameters: 'FICHIER… [--json]',
    purpose: 'ajoute des démarches à la bibliothèque ; des exports de Publik (.wcs) deviennent des brouillons',
    run: importProcedures,
  },
  {
    name: 'procedure walk',
    parameters: 'DÉMARCHE|CIRCUIT|--all [--json]',
    purpose: 'remplit le formulaire d’exemples et mène le circuit à chacune de ses fins, sans rien écrire',
    run: walkProcedure,
  },
  {
    name: 'workflow import',
    parameters: 'FICHIER…',
    purpose: 'ajoute des circuits à la bibliothèque',
    run: importFiles('workflow'),
  },
  {
    name: 'procedure rules',
    parameters: 'FICHIER…',
    purpose: 'dit en français les règles d’une démarche : ce qui se montre, et quand',
    run: showRules,
  },
  {
    name: 'entente figures',
    parameters: '',
    purpose: 'recalcule chaque chiffre publié par l’entente, et dit lequel diffère',
    run: showFigures,
  },
  {
    name: 'entente contradictions',
    parameters: '',
    purpose: 'dit ce que les documents publiés se contredisent, et pourquoi',
    run: showContradictions,
  },
  {
    name: 'user create',
    parameters: '--email A --name "Prénom Nom" [--operator] [--role R --at COMMUNE]',
    purpose: 'crée un compte',
    run: createUser,
  },
  {
    name: 'applications',
    parameters: '',
    purpose: 'montre les applications et leur identifiant',
    run: listApplications,
  },
  {
    name: 'applications create',
    parameters: '[FICHIER] [--name "Nom" --redirect ADRESSE]…',
    purpose: 'ajoute une application OpenID Connect et montre son secret',
    run: createApplication,
  },
  {
    name: 'applications secret',
    parameters: 'IDENTIFIANT [--keep JOURS]',
    purpose: 'renouvelle le secret d’une application ; l’ancien ouvre encore sept jours',
    run: renewSecret,
  },
  {
    name: 'applications close',
    parameters: 'IDENTIFIANT',
    purpose: 'ferme une application : plus personne n’y entre',
    run: openOrClose(false),
  },
  { name: 'applications open', parameters: 'IDENTIFIANT', purpose: 'la rouvre', run: openOrClose(true) },
  { name: 'cles', parameters: '', purpose: 'montre les clés de signature et leur état', run: listKeys },
  {
    name: 'cles turn',
    parameters: 'es256|rs256|saml',
    purpose: 'passe tout de suite à la clé suivante',
    run: turnRing,
  },
  { name: 'listes', parameters: '', purpose: 'montre les listes qu’une adresse alimente', run: listLists },
  {
    name: 'listes feed',
    parameters: 'NOM ADRESSE --valeur CHAMP --libelle CHAMP [--elements CHEMIN] [--titre T] [--commune C]',
    purpose: 'fait alimenter une liste par une adresse (JSON, GeoJSON ou CSV), relue chaque nuit',
    run: feedOneList,
  },
  { name: 'listes refresh', parameters: '', purpose: 'relit ces adresses tout de suite', run: refreshEachList },
  {
    name: 'export',
    parameters: '[--collectivity COMMUNE] [--out DOSSIER]',
    purpose: 'copie les données en JSON et les fichiers en clair',
    run: exportData,
  },
  { name: 'doctor', parameters: '', purpose: 'vérifie l’installation et dit ce qui ne va pas', run: doctor },
]

/** The command that the words begin with, and the words after it. */
export function findCommand(args: readonly string[]): { command: Command; rest: readonly string[] } | undefined {
  for (const words of [2, 1]) {
    const command = commands.find(({ name }) => name === args.slice(0, words).join(' '))
    if (command) return { command, rest: args.slice(words) }
  }
  return undefined
}
