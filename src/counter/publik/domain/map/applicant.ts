import type { Field } from '#counter/procedures'
import type { PublikField } from '../../schema.ts'
import type { Notebook } from './notebook.ts'
import type { Sheet } from './sheet.ts'

interface Work {
  readonly notebook: Notebook
  readonly ids: (wanted: string) => string
  readonly pageIds: (wanted: string) => string
}

const family = /^(?:nom|nom_de_famille|votre_nom|nom_demandeur|nom_du_demandeur|lastname|last_name|name)$/
const given = /^(?:prenom|prenoms|votre_prenom|prenom_demandeur|prenom_du_demandeur|firstname|first_name)$/

const says = (from: PublikField, data: readonly string[], names: RegExp): boolean =>
  (from.prefill?.kind === 'user' && data.includes(from.prefill.value)) || names.test(from.varname ?? '')

/** Asked of everybody, whatever they answer. */
const isAlways = ({ page }: Sheet, { condition }: Field): boolean =>
  page.condition === undefined && condition === undefined

/**
 * The pages with an identity and an e-mail that everybody gives: a case without them cannot be answered. The name and
 * first name of a form become one identity; what a form does not ask is asked on a page of ours, the first.
 */
export function askApplicant(sheets: readonly Sheet[], work: Work): readonly Sheet[] {
  const named = joinNames(sheets, work)
  const reached = requireEmail(named ?? sheets, work)
  const missing: Field[] = [
    ...(named ? [] : [{ id: work.ids('applicant'), type: 'identity', label: { fr: 'Votre identité' } } as const]),
    ...(reached
      ? []
      : [{ id: work.ids('applicant_email'), type: 'email', label: { fr: 'Votre adresse de courriel' } } as const]),
  ]
  const all = reached ?? named ?? sheets
  if (missing.length === 0) return all
  const spot = { path: 'formdef/fields', line: 1 }
  work.notebook.note(
    'mended',
    spot,
    `Page ajoutée : ${missing.map(({ type }) => (type === 'email' ? 'courriel' : 'identité')).join(' et ')}`,
  )
  const page = { id: work.pageIds('vous'), title: { fr: 'Qui êtes-vous ?' }, shortTitle: { fr: 'Vous' } }
  const from = blank(spot)
  return [{ page, fields: missing.map((field) => ({ field, from })) }, ...all]
}

const blank = (spot: PublikField['spot']): PublikField => ({
  spot,
  id: '',
  type: '',
  label: '',
  varname: undefined,
  hint: undefined,
  isRequired: true,
  condition: undefined,
  prefill: undefined,
  validation: undefined,
  items: [],
  columns: [],
  rows: [],
  dataSource: undefined,
  more: {},
  block: undefined,
  checks: [],
})

/** Name and first name on one page, asked of all, become an identity in the place of the first. */
function joinNames(sheets: readonly Sheet[], work: Work): readonly Sheet[] | undefined {
  for (const [index, sheet] of sheets.entries()) {
    const isName = (data: readonly string[], names: RegExp) =>
      sheet.fields.findIndex(
        ({ field, from }) => field.type === 'text' && isAlways(sheet, field) && says(from, data, names),
      )
    const [last, first] = [isName(['_last_name', 'last_name'], family), isName(['_first_name', 'first_name'], given)]
    if (last < 0 || first < 0 || last === first) continue
    const place = Math.min(last, first)
    const from = sheet.fields[place]?.from
    if (!from) continue
    work.notebook.note('mended', from.spot, 'Le nom et le prénom deviennent une identité')
    const identity: Field = { id: work.ids('applicant'), type: 'identity', label: { fr: 'Votre identité' } }
    const fields: Sheet['fields'] = sheet.fields.flatMap((each, at) =>
      at === place ? [{ field: identity, from }] : at === last || at === first ? [] : [each],
    )
    return sheets.with(index, { ...sheet, fields })
  }
  return undefined
}

/** An e-mail asked of all; one that could be left blank no longer may. */
function requireEmail(sheets: readonly Sheet[], { notebook }: Work): readonly Sheet[] | undefined {
  const asked = sheets.flatMap((sheet, index) =>
    sheet.fields.flatMap((each, at) =>
      each.field.type === 'email' && isAlways(sheet, each.field) ? [{ index, at, ...each }] : [],
    ),
  )
  if (asked.some(({ field }) => 'optional' in field && field.optional !== true)) return sheets
  if (asked.some(({ field }) => !('optional' in field))) return sheets
  const [first] = asked
  const sheet = first && sheets[first.index]
  if (!first || !sheet || first.field.type !== 'email') return undefined
  notebook.note('mended', first.from.spot, 'L’adresse de courriel est demandée à tous : la réponse y part')
  const { optional: _, ...field } = first.field
  return sheets.with(first.index, { ...sheet, fields: sheet.fields.with(first.at, { field, from: first.from }) })
}
