import { type Day, isDay } from '#kernel/calendar'
import type { Datum, StateValue, StateValues } from '../schema.ts'

type Read = (data: unknown, today: Day) => unknown

/** What stands at a path of an answer; undefined when something on the way is not there. */
function at(data: unknown, path: string): unknown {
  let here = data
  for (const key of path.split('.')) {
    if (typeof here !== 'object' || here === null || !Object.hasOwn(here, key)) return undefined
    here = (here as Record<string, unknown>)[key]
  }
  return here
}

const take =
  (path: string): Read =>
  (data) =>
    at(data, path)

const listAt = (data: unknown, path: string): readonly unknown[] => {
  const list = at(data, path)
  return Array.isArray(list) ? list : []
}

const words = (...parts: readonly unknown[]): string =>
  parts.flatMap((part) => (typeof part === 'string' && part.trim() !== '' ? [part.trim()] : [])).join(' ')

/** The admission that holds today, else the last one that the answer has. */
function admission(data: unknown, today: Day): unknown {
  const all = listAt(data, 'admissions')
  return all.find((each) => isRunning(each, today)) ?? all.at(-1)
}

/** An end that has passed says no, whatever `est_inscrit` said when it was written. */
function isRunning(each: unknown, today: Day): boolean {
  const until = at(each, 'date_fin')
  return at(each, 'est_inscrit') === true && (typeof until !== 'string' || until >= today)
}

function isRegistered(data: unknown, today: Day): boolean | undefined {
  const [since, until] = [at(data, 'inscription.date_debut'), at(data, 'inscription.date_fin')]
  if (typeof since !== 'string') return undefined
  return since <= today && (typeof until !== 'string' || until >= today)
}

const month: Read = (data) => {
  const [year, number] = [at(data, 'quotient_familial.annee'), at(data, 'quotient_familial.mois')]
  return typeof year === 'number' && typeof number === 'number'
    ? `${String(number).padStart(2, '0')}/${year}`
    : undefined
}

const reads: Readonly<Record<string, Readonly<Record<string, Read>>>> = {
  quotient_familial: {
    value: take('quotient_familial.valeur'),
    holder: take('quotient_familial.fournisseur'),
    month,
    children: (data) => (Array.isArray(at(data, 'enfants')) ? listAt(data, 'enfants').length : undefined),
    members: (data) =>
      listAt(data, 'allocataires')
        .map((each) => words(at(each, 'prenoms'), at(each, 'nom_usage') ?? at(each, 'nom_naissance')))
        .join(', '),
    address: (data) => words(at(data, 'adresse.numero_libelle_voie'), at(data, 'adresse.code_postal_ville')),
  },
  complementaire_sante: {
    beneficiary: take('est_beneficiaire'),
    with_contribution: take('avec_participation'),
    since: take('date_debut_droit'),
  },
  etudiant: {
    enrolled: (data, today) =>
      listAt(data, 'admissions').length === 0 ? undefined : isRunning(admission(data, today), today),
    establishment: (data, today) => at(admission(data, today), 'etablissement_etudes.nom'),
    since: (data, today) => at(admission(data, today), 'date_debut'),
    until: (data, today) => at(admission(data, today), 'date_fin'),
  },
  bourse_etudiant: {
    scholar: take('est_boursier'),
    level: take('echelon_bourse.echelon'),
    establishment: take('etablissement_etudes.nom_etablissement'),
    since: take('periode_versement_bourse.date_rentree'),
  },
  scolarite: {
    enrolled: take('est_scolarise'),
    scholar: take('est_boursier'),
    level: take('echelon_bourse'),
    class: take('module_elementaire_formation.libelle'),
    school: (data) => at(data, 'etablissement.nom') ?? at(data, 'etablissement.code_uai'),
    school_year: take('annee_scolaire'),
  },
  demandeur_emploi: {
    registered: isRegistered,
    since: take('inscription.date_debut'),
    until: take('inscription.date_fin'),
    category: take('inscription.categorie.libelle'),
  },
}

const longest = 500

/** A value of the type that its field announces; anything else is as if it had not been given. */
function typedValue(type: string, raw: unknown): StateValue | undefined {
  if (type === 'yes_no') return typeof raw === 'boolean' ? raw : undefined
  if (type === 'number') return typeof raw === 'number' && Number.isFinite(raw) ? raw : undefined
  if (typeof raw !== 'string' || raw.trim() === '') return undefined
  // Official answers hold days that do not exist (31 June).
  if (type === 'date') return isDay(raw) ? raw : undefined
  return raw.trim().slice(0, longest)
}

/** Of what was given, the declared fields and nothing else, each of the type it announces. */
export function keepDeclared(
  datum: Datum,
  given: Readonly<Record<string, unknown>>,
  fields: readonly string[],
): StateValues {
  return Object.fromEntries(
    datum.fields.flatMap(({ id, type }): [string, StateValue][] => {
      const value = fields.includes(id) ? typedValue(type, given[id]) : undefined
      return value === undefined ? [] : [[id, value]]
    }),
  )
}

/** Reads the declared fields of an answer of API Particulier (`data` of its body). */
export function readValues(
  datum: Datum,
  data: unknown,
  { fields, today }: { fields: readonly string[]; today: Day },
): StateValues {
  const read = reads[datum.id] ?? {}
  const asked = fields.filter((id) => Object.hasOwn(read, id))
  return keepDeclared(datum, Object.fromEntries(asked.map((id) => [id, read[id]?.(data, today)])), fields)
}
