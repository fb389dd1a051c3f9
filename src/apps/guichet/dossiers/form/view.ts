import { dayOf } from '#kernel/calendar'
import type { Scope } from '#kernel/expression'
import { localize } from '#kernel/localized'
import {
  type Answers,
  type FieldError,
  livePage,
  type Page,
  readForm,
  scopeOf,
  visibleFields,
  visiblePages,
} from '#counter/procedures'
import { listCollectivities } from '#territory/collectivities'
import type { App } from '../../../app.ts'
import { askPlace, groundUnder } from '../../../maps/index.ts'
import { errorSentence, refusalSentence } from '../errors.ts'
import type { Upload } from './body.ts'
import type { FormPageProps } from './form.page.tsx'
import { ineligibilityOf } from './ineligible.tsx'
import { keptFor } from './kept.ts'
import { listedOn } from './listed.ts'
import { hasFile, isWorthFollowing } from './reveals.ts'
import { listSearchScript } from './scripts.ts'
import { rivalTexts } from './rivals.ts'
import { idOf, type Sheet } from './sheet.ts'
import { slotsOn } from './slots.ts'
import { stateDataOf, type StateOnPage, stateOnPage } from './state-data/load.ts'
import { actsForChoice, actsForName } from './acts-for.ts'
import { choicesStep, entriesOf, formHref, type FormState, readingContext, signInHref } from './state.ts'

/** What went wrong with the page that was just sent. */
export interface Refused {
  readonly errors: readonly FieldError[]
  readonly uploads: readonly Upload[]
  /** Why she may not file for whom she chose. */
  readonly actsFor?: string | undefined
}

const nothingRefused: Refused = { errors: [], uploads: [] }

/** A page of the form, ready to be drawn. */
export async function formPageProps(
  app: App,
  state: FormState,
  page: Page,
  refused: Refused = nothingRefused,
): Promise<FormPageProps> {
  const { who, definition, draft } = state
  const { locale } = who
  const known = entriesOf(state)
  const told = stateOnPage(state, page, { data: await stateDataOf(app, state), entries: known[page.id] ?? {} })
  const all = { ...known, [page.id]: told.entries }
  const { around, ...context } = await readingContext(app, state)
  const answers = draft ? readForm(definition.form, all, { ...context, around }).answers : {}
  const pages = visiblePages(definition.form, answers, around)
  const index = pages.findIndex(({ id }) => id === page.id)
  const previous = pages[index - 1]
  const next = pages[index + 1]
  const faults = refused.errors.filter(({ code }) => code !== 'ineligible')
  const shown = new Set(
    visibleFields(page, answers, around)
      .map(({ id }) => id)
      .filter((id) => !told.sparedPieces.has(id)),
  )
  const errors = sentencesOf(state, page, { ...refused, errors: faults, today: dayOf(app.clock.now()) })
  return {
    locale,
    procedureTitle: localize(definition.title, locale),
    page: told.page,
    step: index + 1,
    of: pages.length + 1,
    nextName: next && localize(next.shortTitle, locale),
    sheet: await sheetOf(app, state, page, { told, answers, around, errors, shown }),
    shown,
    errors: [
      ...(refused.actsFor === undefined ? [] : [{ fieldId: actsForName, message: refused.actsFor }]),
      ...[...errors].map(([input, message]) => ({ fieldId: idOf(input), message })),
    ],
    ineligible: ineligibilityOf(refused.errors, locale),
    action: formHref(state, page.id),
    previous: previous
      ? { href: formHref(state, previous.id), isProcedure: false }
      : { href: state.procedureHref, isProcedure: true },
    savedAt: draft?.updatedAt,
    version: draft?.version,
    hasFiles: hasFile(page.fields),
    contact: state.offer.options.contact,
    signInHref: signInHrefOn(state, page),
    key: undefined,
    rulesModule: moduleOf(app, 'rules.js'),
    actsFor: await actsForChoice(app, state, page.id, refused.actsFor),
  }
}

/** Where a script finds another; undefined where scripts are not served. */
function moduleOf({ assets }: App, name: string): string | undefined {
  try {
    return assets.assetHref(name)
  } catch {
    return undefined
  }
}

function listSearchOf(app: App, page: Page, href: string): Sheet['listSearch'] {
  const module = moduleOf(app, listSearchScript(page))
  return module === undefined ? undefined : { module, hrefOf: (path) => `${href}/${path}` }
}

/** Signing in spares typing one's name: said where the name is asked. */
function signInHrefOn(state: FormState, page: Page): string | undefined {
  const asksWho = page.fields.some(({ id }) => id === state.definition.applicant.identity)
  return asksWho && !state.who.account ? signInHref(formHref(state, page.id)) : undefined
}

/** Sentences by the input that takes the focus, in the order of the page. */
function sentencesOf(
  { who }: FormState,
  page: Page,
  { errors, uploads, today }: Refused & { readonly today: string },
): ReadonlyMap<string, string> {
  const reader = { locale: who.locale, postalCode: who.site.postalCodes[0] ?? '69000', today }
  const sentences = new Map<string, string>()
  for (const error of errors)
    if (!sentences.has(error.input)) sentences.set(error.input, errorSentence(page, error, reader))
  // A file that was refused says more than "join a file".
  for (const upload of uploads) {
    if (upload.ok) continue
    const before = uploads.find((each) => !each.ok && each.input === upload.input)
    const sentence = refusalSentence(upload.refusal, upload.name, who.locale)
    sentences.set(upload.input, before === upload ? sentence : `${sentences.get(upload.input)}. ${sentence}`)
  }
  return sentences
}

interface Written {
  readonly told: StateOnPage
  readonly answers: Answers
  readonly around: Scope
  readonly shown: ReadonlySet<string>
  readonly errors: ReadonlyMap<string, string>
}

async function sheetOf(
  app: App,
  state: FormState,
  page: Page,
  { told, answers, around, shown, errors }: Written,
): Promise<Sheet> {
  const { entries } = told
  const { draft, who } = state
  const typed = draft?.entries[page.id] ?? {}
  const asksCommune = page.fields.some(
    (field) =>
      field.type === 'commune' || (field.type === 'repeated' && field.fields.some((each) => each.type === 'commune')),
  )
  const today = dayOf(app.clock.now())
  const live = livePage(page, { today, scope: scopeOf(answers, around), shown })
  const filled = Object.keys(entries).filter((name) => !Object.hasOwn(typed, name) && entries[name] !== '')
  return {
    locale: who.locale,
    entries,
    answers,
    around,
    errors,
    rivals: await rivalTexts(app, state, page, entries),
    fromAccount: new Set(filled),
    stateData: told.panels,
    fromState: told.provenances,
    kept: await keptFor(state, page),
    attachments: new Map(draft?.attachments.map((file) => [file.id, file])),
    communes: asksCommune ? await listCollectivities(app.db, { kind: 'commune' }) : [],
    live: live && isWorthFollowing(page.fields, live) ? live : undefined,
    listed: await listedOn(app, state, page, entries),
    listSearch: listSearchOf(app, page, `${formHref(state, choicesStep)}/${page.id}`),
    ground: askPlace(page.fields)
      ? await groundUnder(app, { form: state.definition.form, whose: who.site })
      : undefined,
    slots: await slotsOn(app, state, page, entries),
    today,
    fileHref: (id) => `${formHref(state, 'fichiers')}/${id}`,
  }
}
