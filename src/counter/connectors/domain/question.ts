import type { Asked, CivilStatus, Datum, Way } from '../schema.ts'

/** The first three given names: the State takes no more. */
const namesTaken = 3

function civilPairs(civil: CivilStatus): [string, string | number | undefined][] {
  return [
    ['nomNaissance', civil.familyName],
    ['nomUsage', civil.usedName],
    ...civil.givenNames.slice(0, namesTaken).map((name): [string, string] => ['prenoms[]', name]),
    ['anneeDateNaissance', civil.birthYear],
    ['moisDateNaissance', civil.birthMonth],
    ['jourDateNaissance', civil.birthDay],
    ['sexeEtatCivil', civil.sex],
    ['codeCogInseePaysNaissance', civil.birthCountry],
    ['codeCogInseeCommuneNaissance', civil.birthPlace],
  ]
}

const numberNames: Readonly<Record<string, string>> = { etudiant: 'ine', demandeur_emploi: 'identifiant' }

/** The best way that what is said allows, among those of the datum: the State's own word first. */
export function wayOf(datum: Datum, asked: Asked): Way | undefined {
  const has: Readonly<Record<Way, boolean>> = {
    france_connect: asked.accessToken !== undefined,
    number: asked.number !== undefined,
    pupil: asked.civil !== undefined && asked.schoolYear !== undefined,
    civil_status: asked.civil !== undefined,
  }
  return (['france_connect', 'number', 'pupil', 'civil_status'] as const).find(
    (way) => has[way] && datum.ways[way] !== undefined,
  )
}

/** The parameters of a question to API Particulier, besides who asks. */
export function parametersOf(datum: Datum, way: Way, asked: Asked): URLSearchParams {
  const pairs: [string, string | number | undefined][] = []
  if (way === 'number') pairs.push([numberNames[datum.id] ?? 'numero', asked.number])
  if ((way === 'civil_status' || way === 'pupil') && asked.civil) pairs.push(...civilPairs(asked.civil))
  if (way === 'pupil') pairs.push(['codeEtablissement', asked.school], ['anneeScolaire', asked.schoolYear])
  if (datum.id === 'quotient_familial') pairs.push(['annee', asked.year], ['mois', asked.month])
  return new URLSearchParams(
    pairs.flatMap(([name, value]): [string, string][] => (value === undefined ? [] : [[name, String(value)]])),
  )
}
