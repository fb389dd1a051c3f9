import type { Localized } from '#kernel/localized'
import type { Problem, Workflow } from '#counter/workflows'

/** What a circuit still lacks, in its author's words: the names of statuses and the rank of steps, never properties. */

type Both = Required<Localized>

const both = (fr: string, en: string): Both => ({ fr, en })

/** What stands empty, under "il manque …". */
const lacks: Readonly<Record<string, Both>> = {
  label: both('le nom', 'the name'),
  publicLabel: both('ce que lit la personne', 'what the applicant reads'),
  subject: both('l’objet', 'the subject'),
  body: both('le texte', 'the text'),
  invitation: both('ce que lit qui doit répondre', 'what who must answer reads'),
  intro: both('l’introduction', 'the introduction'),
  consequences: both('ce que fait le bouton', 'what the button does'),
  by: both('la fonction qui peut agir', 'the function that may act'),
  visibleTo: both('la fonction qui la lit', 'the function that reads it'),
  fields: both('les champs', 'the fields'),
  documents: both('les pièces demandées', 'the documents asked'),
  rules: both('les règles', 'the rules'),
  from: both('les statuts d’où elle part', 'the statuses that it starts from'),
  options: both('les réponses proposées', 'the answers offered'),
  url: both('l’adresse', 'the address'),
  address: both('l’adresse', 'the address'),
  name: both('le nom', 'the name'),
  title: both('le titre', 'the title'),
  summary: both('le résumé', 'the summary'),
  functions: both('les fonctions', 'the functions'),
}

const lists: Readonly<Record<string, Both>> = {
  statuses: both('Statut', 'Status'),
  functions: both('Fonction', 'Function'),
  options: both('Réglage', 'Setting'),
  internal: both('Champ des agents', 'Field of agents'),
  actions: both('Action', 'Action'),
}

const at = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[key] : undefined

/** One of a list: a status by its identifier, the others by their rank from 0. */
const itemOf = (circuit: Workflow, list: string, key: string): unknown =>
  list === 'statuses' ? circuit.statuses.find(({ id }) => id === key) : at(at(circuit, list), key)

const isEmpty = (value: unknown): boolean =>
  value === undefined || value === '' || (Array.isArray(value) && value.length === 0)

/** What is empty at a place as `Problem` tells it, and under which properties. */
function emptyAt(circuit: Workflow, parts: readonly string[]): boolean {
  const [list = '', key = '', ...rest] = parts
  const isListed = Object.hasOwn(lists, list) && parts.length > 2
  const held = isListed ? itemOf(circuit, list, key) : circuit
  // Steps count from 1.
  const path = (isListed ? rest : parts).map((part, index, all) =>
    all[index - 1] === 'steps' && /^\d+$/.test(part) ? String(Number(part) - 1) : part,
  )
  return isEmpty(path.reduce(at, held))
}

function placeOf(circuit: Workflow, [list = '', key = '', steps, step]: readonly string[]): Both | undefined {
  const word = lists[list]
  if (!word || key === '') return undefined
  const label = at(itemOf(circuit, list, key), 'label') as Localized | undefined
  const name = label?.fr.trim() ?? ''
  const rank = step !== undefined && steps === 'steps' ? [`, étape ${step}`, `, step ${step}`] : ['', '']
  return both(`${word.fr}${name && ` « ${name} »`}${rank[0]}`, `${word.en}${name && ` “${name}”`}${rank[1]}`)
}

/** "Statut « À l’étude », étape 2 : il manque le texte."; undefined for a fault of another kind. */
export function circuitLackWords(circuit: Workflow, { code, place }: Problem): Both | undefined {
  const parts = place.split('/')
  if ((code !== 'bad_value' && code !== 'missing_property') || !emptyAt(circuit, parts)) return undefined
  const name = parts.findLast((part) => Object.hasOwn(lacks, part))
  const lack = (name === undefined ? undefined : lacks[name]) ?? both('quelque chose', 'something')
  const where = placeOf(circuit, parts)
  return where
    ? both(`${where.fr} : il manque ${lack.fr}.`, `${where.en}: ${lack.en} is missing.`)
    : both(`Du circuit, il manque ${lack.fr}.`, `The workflow lacks ${lack.en}.`)
}
