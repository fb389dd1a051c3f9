import type { Definition, Field, LocalizedText, Page } from '#counter/procedures'
import type { PublikField, PublikForm } from '../../schema.ts'
import { createNames, identifierOf, slugOf } from '../names.ts'
import { calm, cut, textOfHtml } from '../words.ts'
import { askApplicant } from './applicant.ts'
import { mapBlock } from './blocks.ts'
import { rulesOf } from './checks.ts'
import type { Desk } from './desk.ts'
import { mapField, shortLabel } from './field.ts'
import { mapTable } from './tables.ts'
import { createFormNames, type FormNames } from './form-names.ts'
import type { Library } from './library.ts'
import { createNotebook, type Notebook } from './notebook.ts'
import type { Sheet } from './sheet.ts'
import type { Names } from '../translate/terms.ts'

/** What is shared by the pages of a form being mapped. */
interface Work extends Desk {
  readonly names: FormNames
  readonly ids: (wanted: string) => string
  readonly pageIds: (wanted: string) => string
}

/** Publik allows a page as long as one likes; a page of ours holds this many fields. */
const maxFields = 200

/** A draft of ours from a form of Publik: same questions, same order, same conditions. */
export function mapForm(
  form: PublikForm,
  library: Library,
  notebook: Notebook,
  numbers: ReadonlySet<string> = new Set(),
): Definition {
  const work = { ...openWork(library, notebook, namesIn(form.fields, library)), numbers }
  const sheets = askApplicant(sheetsOf(form.fields, work), work)
  notebook.counts.pages = sheets.length
  const title = calm(textOfHtml(form.name)) || form.slug || 'Démarche'
  const workflow = workflowOf(form, work)
  return {
    format: 'traboule.procedure/1',
    slug: slugOf(form.slug),
    title: { fr: cut(title, 200) },
    summary: { fr: cut(calm(textOfHtml(form.description)) || `${title}.`, 1000) },
    icon: 'file-text',
    lifeEvents: [lifeEventOf(`${form.name} ${form.description}`)],
    keywords: { fr: [...form.keywords], en: [] },
    forWhom: { fr: 'Toute personne concernée par cette démarche.' },
    prepare: papersOf(sheets),
    minutes: Math.min(60, Math.max(2, Math.ceil(sheets.flatMap(({ fields }) => fields).length / 4))),
    nextSteps: [{ fr: 'Le service étudie votre demande.' }, { fr: 'Vous recevez la réponse par courriel.' }],
    applicant: applicantOf(sheets),
    workflow,
    form: { pages: sheets.map(pageOf) },
    defaults: {
      deadlineDays: 30,
      feeCents: 0,
      contact: { name: { fr: 'Accueil de la mairie' } },
      ...optionsOf(form, work),
    },
  }
}

/** What a form asks, by the names that conditions use: a circuit that follows it reads its answers. */
export function namesOfForm(form: PublikForm, library: Library): Names {
  const work = openWork(library, createNotebook())
  sheetsOf(form.fields, work)
  return work.names
}

/** The pages of a record or of a block: nobody files them, nobody is asked who she is. */
export function pagesOf(fields: readonly PublikField[], library: Library, notebook: Notebook): readonly Page[] {
  const sheets = sheetsOf(fields, openWork(library, notebook))
  notebook.counts.pages = sheets.length
  return sheets.map(pageOf)
}

/** Every name that some fields give, and those of their blocks; undefined when a block is not among the files. */
function namesIn(fields: readonly PublikField[], library: Library): ReadonlySet<string> | undefined {
  const names = new Set<string>()
  for (const { type, block = '', varname } of fields) {
    if (varname !== undefined) names.add(varname)
    if (type !== 'block') continue
    const found = library.block(block)
    if (!found) return undefined
    names.add(block)
    for (const each of found.fields) if (each.varname !== undefined) names.add(each.varname)
  }
  return names
}

const openWork = (library: Library, notebook: Notebook, declared?: ReadonlySet<string>): Work => ({
  library,
  notebook,
  names: createFormNames(declared),
  numbers: new Set(),
  ids: createNames(),
  pageIds: createNames(),
})

const pageOf = ({ page, fields }: Sheet): Page => ({ ...page, fields: fields.map(({ field }) => field) })

/** The circuit of the library that every form follows whose own is in none of the files. */
const defaultWorkflow = 'simple'

function workflowOf(form: PublikForm, { library, notebook }: Work): string {
  if (form.workflow && library.workflow(form.workflow.slug)) return slugOf(form.workflow.slug)
  const spot = { path: 'formdef/workflow', line: 1 }
  notebook.note(
    'missing',
    spot,
    `Circuit « ${form.workflow?.slug ?? 'par défaut'} » : le circuit par défaut le remplace`,
  )
  return defaultWorkflow
}

/** What the form sets for its circuit, as the circuit declares it. */
function optionsOf(form: PublikForm, { library }: Work): Pick<Definition['defaults'], 'circuit'> {
  const declared = library.workflow(form.workflow?.slug ?? '')?.options ?? []
  const set = Object.entries(form.options).flatMap(([name, text]): [string, string | number | boolean][] => {
    const field = declared.find(({ varname }) => varname === name)
    if (text === '' || !field || ['title', 'subtitle', 'comment', 'page', 'file'].includes(field.type)) return []
    return [[identifierOf(name), valueOf(field.type, text)]]
  })
  return set.length > 0 ? { circuit: Object.fromEntries(set) } : {}
}

function valueOf(type: string, text: string): string | number | boolean {
  if (type === 'bool') return /^(?:true|1|on)$/i.test(text)
  const number = Number(text)
  return type === 'numeric' && Number.isFinite(number) ? number : text.slice(0, 5000)
}

function sheetsOf(fields: readonly PublikField[], work: Work): readonly Sheet[] {
  const sheets: Sheet[] = []
  let checks: PublikField[] = []
  const close = (): void => {
    const sheet = sheets.at(-1)
    if (sheet) Object.assign(sheet.page, rulesOf(checks, sheet, work))
    checks = []
  }
  for (const field of fields) {
    const current = sheets.at(-1)
    if (field.type === 'page') {
      close()
      sheets.push(openSheet(field, work))
      checks = [field]
    } else {
      const isFull = !current || current.fields.length >= maxFields
      if (isFull) sheets.push(openSheet({ ...field, label: '', varname: undefined, condition: undefined }, work))
      sheets.at(-1)?.fields.push(...placed(field, work))
      if (field.validation?.kind === 'django') checks.push(field)
    }
  }
  close()
  return kept(sheets, work)
}

function openSheet(field: PublikField, work: Work): Sheet {
  const written = textOfHtml(field.label)
  const title = cut(calm(written), 200) || 'Votre demande'
  if (calm(written) !== written) work.notebook.note('mended', field.spot, `Capitales : « ${cut(written, 80)} »`)
  if (!field.label) work.notebook.note('mended', field.spot, 'Page sans titre : « Votre demande »')
  const condition = field.condition && work.notebook.condition(field.condition, work.names)
  const page = {
    id: work.pageIds(field.varname ?? title),
    title: { fr: title },
    shortTitle: { fr: cut(title, 40) },
    ...(condition === undefined ? {} : { condition }),
  }
  return { page, fields: [] }
}

/** A page that holds nothing would never be shown: its title alone is lost, and said. */
function kept(sheets: readonly Sheet[], { notebook }: Work): readonly Sheet[] {
  return sheets.filter(({ page, fields }) => {
    if (fields.length === 0)
      notebook.note('mended', { path: 'formdef/fields', line: 1 }, `Page vide : « ${page.title.fr} »`)
    return fields.length > 0
  })
}

/** A text whose condition is a plain "no" is a note of its author: nobody reads it. */
const isNeverShown = (field: Field, { type }: PublikField): boolean =>
  field.condition === false && ['title', 'subtitle', 'comment'].includes(type)

const tables: ReadonlySet<string> = new Set(['table', 'table-select', 'tablerows'])

function placed(field: PublikField, work: Work): Sheet['fields'] {
  if (field.type === 'block') return mapBlock(field, work).map((each) => ({ field: each, from: field }))
  if (tables.has(field.type)) return mapTable(field, work).map((each) => ({ field: each, from: field }))
  if (field.type === 'password') {
    work.notebook.note(
      'not_carried',
      field.spot,
      `Mot de passe « ${cut(field.label, 80)} » : une demande n’en garde pas`,
    )
    return []
  }
  const wanted = field.varname ?? shortLabel(field)
  const { field: mapped, known } = mapField(field, work.ids(wanted), work)
  if (known && field.varname !== undefined) work.names.add(field.varname, known)
  if (known && field.prefill?.kind === 'user') work.names.addOfUser(field.prefill.value, known)
  if (!isNeverShown(mapped, field)) return [{ field: mapped, from: field }]
  work.notebook.note('mended', field.spot, `Texte que personne ne lit : « ${cut(textOfHtml(field.label), 200)} »`)
  return []
}

function papersOf(sheets: readonly Sheet[]): LocalizedText[] {
  const labels = sheets.flatMap(({ fields }) =>
    fields.flatMap(({ field }) => (field.type === 'file' ? [field.label] : [])),
  )
  return [...new Map(labels.map((label) => [label.fr, label])).values()].slice(0, 10)
}

function applicantOf(sheets: readonly Sheet[]): Definition['applicant'] {
  const fields = sheets.filter(({ page }) => page.condition === undefined).flatMap((sheet) => sheet.fields)
  const first = (type: Field['type']): string | undefined =>
    fields.find(({ field }) => field.type === type && field.condition === undefined)?.field.id
  const phone = first('phone')
  return { identity: first('identity') ?? '', email: emailOf(fields) ?? '', ...(phone ? { phone } : {}) }
}

const emailOf = (fields: Sheet['fields']): string | undefined =>
  fields.find(({ field }) => field.type === 'email' && field.condition === undefined && field.optional !== true)?.field
    .id

const moments: readonly (readonly [RegExp, Definition['lifeEvents'][number]])[] = [
  [/naissance|grossesse/i, 'expecting_child'],
  [/école|scolaire|cantine|crèche|enfant/i, 'child_at_school'],
  [/déc[eè]s|défunt|cimetière|concession|sépulture|exhumation|caveau|urne/i, 'losing_relative'],
  [/mariage|cohabitation|pacs/i, 'marrying'],
  [/déménage|adresse|domicile|résidence/i, 'moving'],
  [/urbanisme|piscine|enseigne|construction|citerne|compost/i, 'building_works'],
  [/association|événement|salle/i, 'running_association'],
  [/voie publique|luminaire|voirie|trottoir|nid|arbre|chat|végétaliser/i, 'street_and_surroundings'],
]

const lifeEventOf = (text: string): Definition['lifeEvents'][number] =>
  moments.find(([words]) => words.test(text))?.[1] ?? 'papers'
