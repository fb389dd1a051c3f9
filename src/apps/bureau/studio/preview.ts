import type { Answers, Attachment, Definition, FieldError, Page } from '#counter/procedures'
import {
  aroundForm,
  type Entries,
  type Field,
  fieldAt,
  findListed,
  listedValues,
  livePage,
  nothingListed,
  readForm,
  scopeOf,
  sharedBlocks,
  visibleFields,
  visiblePages,
} from '#counter/procedures'
import { getDraft } from '#counter/studio'
import { dayOf } from '#kernel/calendar'
import { type Locale, localize } from '#kernel/localized'
import { listCollectivities, type Site } from '#territory/collectivities'
import type { App } from '../../app.ts'
import { errorSentence, refusalSentence } from '../../guichet/dossiers/errors.ts'
import type { Upload } from '../../guichet/dossiers/form/body.ts'
import type { FormPageProps } from '../../guichet/dossiers/form/form.page.tsx'
import { ineligibilityOf } from '../../guichet/dossiers/form/ineligible.tsx'
import { listedOn } from '../../guichet/dossiers/form/listed.ts'
import { hasFile } from '../../guichet/dossiers/form/reveals.ts'
import { idOf } from '../../guichet/dossiers/form/sheet.ts'
import { askPlace, groundUnder } from '../../maps/index.ts'
import { type Author, baseOf, ownerOf } from './place.ts'
import { carriedName, filesName } from './preview-sent.ts'
import { unfolded } from './rule/target.ts'

/** A draft tried as a resident would fill it: nothing is kept, what is typed goes from page to page within the page itself. */
export interface Trial {
  readonly definition: Definition
  readonly locale: Locale
  /** Every question at once, whatever the rules say: one looks at it, and fills nothing. */
  readonly isWhole: boolean
  readonly entries: Entries
  /** Files that were tried, by the name that answers give them: their contents are kept nowhere. */
  readonly attachments: ReadonlyMap<string, Attachment>
  /** Whose lists and records are shown; the territory has no records of its own. */
  readonly site: Site | undefined
  /** Where the pages of this preview are. */
  readonly base: string
}

/** A draft that nobody has begun to fill. */
export async function blankTrial(who: Author, id: string): Promise<Trial> {
  const { document } = await getDraft(who.context, { owner: ownerOf(who), id })
  const blocks = await who.context.db.readTerritory((tx) => sharedBlocks(tx, document.definition))
  const definition = unfolded(document.definition, blocks)
  return {
    definition,
    locale: who.locale,
    isWhole: false,
    entries: {},
    attachments: new Map(),
    site: who.site,
    base: `${baseOf(who)}/${id}/apercu`,
  }
}

/** Answers that a preview cannot have: times, and what the collectivities that will offer it keep. */
const isOutside = (page: Page, { field }: FieldError, site: Site | undefined): boolean => {
  const found = fieldAt(page, field)
  return found !== undefined && (found.type === 'slot' || (site === undefined && isElsewhere(found)))
}

const isElsewhere = (field: Field): boolean =>
  field.type === 'card' || ('source' in field && field.source !== undefined)

interface Read {
  readonly props: Omit<FormPageProps, 'procedureTitle' | 'contact'>
  readonly errors: readonly FieldError[]
  /** The page that follows; undefined before the end. */
  readonly next: Page | undefined
}

/** What the answers so far make of the form. */
async function judge(app: App, { definition, entries, isWhole, attachments, site }: Trial) {
  const { form } = definition
  const today = dayOf(app.clock.now())
  const around = aroundForm({ today, options: definition.defaults })
  const communes = await listCollectivities(app.db, { kind: 'commune' })
  const codes = new Set(communes.map(({ code }) => code))
  const isCommune = (code: string): boolean => codes.has(code)
  const values = listedValues(form, entries)
  const listed =
    site && values.length > 0
      ? await app.db.readCollectivity(site.id, (tx) => findListed(tx, { collectivityId: site.id, values, today }))
      : nothingListed
  const context = { today, postalCodes: [], isCommune, attachments, around, isListed: listed.isListed }
  const { answers, errorsByPage } = readForm(form, entries, context)
  const pages = isWhole ? form.pages : visiblePages(form, answers, around)
  return { today, around, communes, answers, errorsByPage, pages }
}

type Judged = Awaited<ReturnType<typeof judge>>

const shownOn = (page: Page, { answers, around }: Judged, isWhole: boolean): ReadonlySet<string> =>
  new Set((isWhole ? page.fields : visibleFields(page, answers, around)).map(({ id }) => id))

const liveOn = (page: Page, { today, answers, around }: Judged, shown: ReadonlySet<string>) =>
  livePage(page, { today, scope: scopeOf(answers, around), shown })

interface Telling {
  readonly uploads: readonly Upload[]
  readonly locale: Locale
  readonly today: string
}

/** What is to be corrected, by the input that takes the focus; of a file that was refused, why. */
function sentencesOf(page: Page, errors: readonly FieldError[], { uploads, locale, today }: Telling) {
  const faults = errors.filter(({ code }) => code !== 'ineligible')
  const told = new Map(
    faults.map((error) => [error.input, errorSentence(page, error, { locale, postalCode: '69000', today })]),
  )
  for (const upload of uploads) {
    if (!upload.ok) told.set(upload.input, refusalSentence(upload.refusal, upload.name, locale))
  }
  return told
}

interface Trying {
  /** Its faults are told. */
  readonly isSent: boolean
  readonly uploads?: readonly Upload[]
  /** Whose ground is under the maps. */
  readonly whose: Site
}

/** A page of the trial, ready to be drawn. */
export async function tryPage(
  app: App,
  trial: Trial,
  page: Page,
  { isSent, uploads = [], whose }: Trying,
): Promise<Read> {
  const { locale, entries, isWhole, base, attachments, site } = trial
  const judged = await judge(app, trial)
  const { errorsByPage, pages } = judged
  const index = pages.findIndex(({ id }) => id === page.id)
  const [before, next] = [pages[index - 1], pages[index + 1]]
  const errors = isSent ? (errorsByPage[page.id] ?? []).filter((error) => !isOutside(page, error, site)) : []
  const told = sentencesOf(page, errors, { uploads, locale, today: judged.today })
  const shown = shownOn(page, judged, isWhole)
  const { [page.id]: entered = {}, ...others } = entries
  const live = isWhole ? undefined : liveOn(page, judged, shown)
  const listed = site ? await listedOn(app, { who: { site, locale } }, page, entered) : new Map()
  const ground = askPlace(page.fields) ? await groundUnder(app, { form: trial.definition.form, whose }) : undefined
  const { answers, around, communes, today } = judged
  const known = { locale, answers, around, communes, today, attachments, listed, ground, live }
  const sheet = { ...blankSheet, ...known, entries: entered, errors: told }
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
    hasFiles: hasFile(page.fields),
    carried: {
      [carriedName]: JSON.stringify(others),
      [filesName]: JSON.stringify(Object.fromEntries(attachments)),
    },
    rulesModule: app.assets.assetHref('rules.js'),
    sheet,
  }
  return { errors, next, props }
}

/** Nobody is there: no account, no State, no document kept. */
const blankSheet = {
  stateData: new Map(),
  fromState: new Map(),
  rivals: new Map(),
  fromAccount: new Set<string>(),
  kept: [],
  // What was tried is not kept: there is nothing to open.
  fileHref: () => '',
}

const unsaved = {
  savedAt: undefined,
  version: undefined,
  signInHref: undefined,
  key: undefined,
  actsFor: undefined,
}

/** What the answers so far are worth, as conditions read them; times are in none. */
export async function answersTyped(app: App, trial: Trial): Promise<Answers> {
  const { answers } = await judge(app, trial)
  return answers
}
