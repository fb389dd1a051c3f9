import type { Answers, Definition, FieldError, Page } from '#counter/procedures'
import {
  addRow,
  aroundForm,
  type Entries,
  type Field,
  fieldAt,
  livePage,
  type PageEntries,
  readForm,
  removeRow,
  scopeOf,
  sharedBlocks,
  takeEntries,
  visibleFields,
  visiblePages,
} from '#counter/procedures'
import { getDraft } from '#counter/studio'
import { dayOf } from '#kernel/calendar'
import { type Locale, localize } from '#kernel/localized'
import type { FormBody } from '#platform/http'
import { listCollectivities } from '#territory/collectivities'
import type { App } from '../../app.ts'
import { errorSentence } from '../../guichet/dossiers/errors.ts'
import { readAction } from '../../guichet/dossiers/form/action.ts'
import type { FormPageProps } from '../../guichet/dossiers/form/form.page.tsx'
import { ineligibilityOf } from '../../guichet/dossiers/form/ineligible.tsx'
import { idOf, keptName } from '../../guichet/dossiers/form/sheet.ts'
import { type Author, baseOf, ownerOf } from './place.ts'
import { unfolded } from './rule/target.ts'

/** A draft tried as a resident would fill it: nothing is kept, what is typed goes from page to page within the page itself. */
export interface Trial {
  readonly definition: Definition
  readonly locale: Locale
  /** Every question at once, whatever the rules say: one looks at it, and fills nothing. */
  readonly isWhole: boolean
  readonly entries: Entries
  /** Where the pages of this preview are. */
  readonly base: string
}

/** A draft that nobody has begun to fill. */
export async function blankTrial(who: Author, id: string): Promise<Trial> {
  const { document } = await getDraft(who.context, { owner: ownerOf(who), id })
  const blocks = await who.context.db.readTerritory((tx) => sharedBlocks(tx, document.definition))
  const definition = unfolded(document.definition, blocks)
  return { definition, locale: who.locale, isWhole: false, entries: {}, base: `${baseOf(who)}/${id}/apercu` }
}

/** What a page of the preview carries of the others. */
export const carriedName = 'page-avant'

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** What was typed on the other pages, read again page by page: anything may have been sent. */
export function carriedIn(body: FormBody, definition: Definition): Entries {
  try {
    const json: unknown = JSON.parse(String(body[carriedName] ?? '{}'))
    if (!isRecord(json)) return {}
    return Object.fromEntries(definition.form.pages.map((page) => [page.id, takeEntries(page, json[page.id])]))
  } catch {
    return {}
  }
}

/** Everything typed so far, once a page is sent; rows are added and taken away where their buttons say. */
export function entriesSent(
  definition: Definition,
  page: Page,
  body: FormBody,
): { entries: Entries; isMoving: boolean } {
  const fields = Object.fromEntries(Object.entries(body).map(([name, value]) => [keptName(name), value]))
  const typed = takeEntries(page, fields)
  const action = readAction(page, fields)
  const now = entriesAfter(typed, action)
  return { entries: { ...carriedIn(body, definition), [page.id]: now }, isMoving: action.kind === 'continue' }
}

function entriesAfter(typed: PageEntries, action: ReturnType<typeof readAction>): PageEntries {
  if (action.kind === 'add') return addRow(action.field, typed, action.path)
  return action.kind === 'remove' ? removeRow(action.field, typed, action.row, action.path) : typed
}

/** Answers that a preview cannot have: files, times and records are of the collectivity that will offer it. */
const cannotHave = new Set<Field['type']>(['file', 'slot', 'card'])
const isOutside = (page: Page, { field }: FieldError): boolean => {
  const found = fieldAt(page, field)
  return found !== undefined && (cannotHave.has(found.type) || ('source' in found && found.source !== undefined))
}

interface Read {
  readonly props: Omit<FormPageProps, 'procedureTitle' | 'contact'>
  readonly errors: readonly FieldError[]
  /** The page that follows; undefined before the end. */
  readonly next: Page | undefined
}

/** What the answers so far make of the form. */
async function judge(app: App, { definition, entries, isWhole }: Trial) {
  const { form } = definition
  const today = dayOf(app.clock.now())
  const around = aroundForm({ today, options: definition.defaults })
  const communes = await listCollectivities(app.db, { kind: 'commune' })
  const codes = new Set(communes.map(({ code }) => code))
  const isCommune = (code: string): boolean => codes.has(code)
  const context = { today, postalCodes: [], isCommune, attachments: new Map(), around }
  const { answers, errorsByPage } = readForm(form, entries, context)
  const pages = isWhole ? form.pages : visiblePages(form, answers, around)
  return { today, around, communes, answers, errorsByPage, pages }
}

/** A page of the trial, ready to be drawn. */
export async function tryPage(app: App, trial: Trial, page: Page, isSent: boolean): Promise<Read> {
  const { locale, entries, isWhole, base } = trial
  const { today, around, communes, answers, errorsByPage, pages } = await judge(app, trial)
  const index = pages.findIndex(({ id }) => id === page.id)
  const [before, next] = [pages[index - 1], pages[index + 1]]
  const errors = isSent ? (errorsByPage[page.id] ?? []).filter((error) => !isOutside(page, error)) : []
  const faults = errors.filter(({ code }) => code !== 'ineligible')
  const told = new Map(
    faults.map((error) => [error.input, errorSentence(page, error, { locale, postalCode: '69000', today })]),
  )
  const shown = new Set((isWhole ? page.fields : visibleFields(page, answers, around)).map(({ id }) => id))
  const live = isWhole ? undefined : livePage(page, { today, scope: scopeOf(answers, around), shown })
  const { [page.id]: own = {}, ...others } = entries
  const sheet = { ...blankSheet, locale, entries: own, answers, around, errors: told, communes, live, today }
  const props = {
    ...unsaved,
    locale,
    page,
    step: Math.max(0, index) + 1,
    of: pages.length + 1,
    nextName: next && localize(next.shortTitle, locale),
    shown,
    errors: [...told].map(([input, message]) => ({ fieldId: idOf(input), message })),
    ineligible: ineligibilityOf(errors, locale),
    action: `${base}/${page.id}`,
    previous: { href: `${base}/${before?.id ?? page.id}${isWhole ? '?vue=tout' : ''}`, isProcedure: !before },
    carried: { [carriedName]: JSON.stringify(others) },
    rulesModule: app.assets.assetHref('rules.js'),
    sheet,
  }
  return { errors, next, props }
}

/** Nobody is there: no account, no State, no file. */
const blankSheet = {
  stateData: new Map(),
  fromState: new Map(),
  rivals: new Map(),
  fromAccount: new Set<string>(),
  kept: [],
  attachments: new Map(),
  listed: new Map(),
  fileHref: () => '#',
}

const unsaved = {
  savedAt: undefined,
  version: undefined,
  hasFiles: false,
  signInHref: undefined,
  key: undefined,
  actsFor: undefined,
}

/** What the answers so far are worth, as conditions read them; files, times and records of a collectivity are in none. */
export async function answersTyped(app: App, trial: Trial): Promise<Answers> {
  const { answers } = await judge(app, trial)
  return answers
}
