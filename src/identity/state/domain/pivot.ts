import { Value } from 'typebox/value'
import { PivotIdentity, ProIdentity, type ProvedIdentity } from '../schema.ts'

/** Accents, case, hyphens and apostrophes do not tell two people apart: registers write them in several ways. */
const folded = (text: string): string =>
  text
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .toUpperCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()

/** The six claims in one text: two identities are one person when it is the same. */
export const pivotText = (pivot: PivotIdentity): string =>
  JSON.stringify([
    folded(pivot.familyName),
    folded(pivot.givenName),
    pivot.gender,
    pivot.birthdate,
    pivot.birthplace,
    pivot.birthcountry,
  ])

/** Names and day of birth: what never changes under one `sub`, whatever a register corrects beside. */
export const coreText = (pivot: PivotIdentity): string =>
  JSON.stringify([folded(pivot.familyName), folded(pivot.givenName), pivot.birthdate])

const text = (value: unknown): string => (typeof value === 'string' ? value.trim() : '')

type Claims = Readonly<Record<string, unknown>>

/** Reads the pivot identity; undefined when one of its claims is missing or is not what it should be. */
export function readPivot(claims: Claims): PivotIdentity | undefined {
  const preferredName = text(claims['preferred_username'])
  const pivot = {
    givenName: text(claims['given_name']),
    familyName: text(claims['family_name']),
    gender: claims['gender'],
    birthdate: text(claims['birthdate']),
    birthplace: text(claims['birthplace']),
    birthcountry: text(claims['birthcountry']),
    ...(preferredName === '' ? {} : { preferredName }),
  }
  return Value.Check(PivotIdentity, pivot) ? pivot : undefined
}

/** Reads what ProConnect says; undefined without names or without a SIRET of fourteen digits. */
export function readPro(claims: Claims): ProIdentity | undefined {
  const uid = text(claims['uid'])
  const label = text(claims['organization_label'])
  const roles = Array.isArray(claims['roles']) ? claims['roles'].filter((role) => typeof role === 'string') : []
  const pro = {
    givenName: text(claims['given_name']),
    usualName: text(claims['usual_name']) || text(claims['family_name']),
    siret: text(claims['siret']).replaceAll(/\s/g, ''),
    ...(uid === '' ? {} : { uid }),
    ...(label === '' ? {} : { organizationLabel: label }),
    roles,
  }
  return Value.Check(ProIdentity, pro) ? pro : undefined
}

/** The names by which one is called: the name in use before that of birth. */
export function namesOfIdentity({ pivot, pro }: Pick<ProvedIdentity, 'pivot' | 'pro'>): {
  readonly givenName: string
  readonly familyName: string
} {
  if (pivot) return { givenName: pivot.givenName, familyName: pivot.preferredName ?? pivot.familyName }
  return { givenName: pro?.givenName ?? '', familyName: pro?.usualName ?? '' }
}
