import { dayOf, isDay } from '#kernel/calendar'
import { localize } from '#kernel/localized'
import {
  type Definition,
  findListed,
  listedValues,
  locate,
  type Page,
  type PageEntries,
  readForm,
  type SimpleField,
  summarise,
} from '#counter/procedures'
import { formats } from '#platform/i18n'
import { listCollectivities } from '#territory/collectivities'
import type { App } from '../../../app.ts'
import { summaryFormatter } from '../formatter.ts'
import { type FormState, readingContext } from './state.ts'
import { controlTexts } from './texts.ts'

/** What another window wrote, by the input that it is told beside, as the summary writes answers. */
export async function rivalTexts(
  app: App,
  state: FormState,
  page: Page,
  entries: PageEntries,
): Promise<ReadonlyMap<string, string>> {
  const rivals = state.draft?.rivals[page.id] ?? {}
  const names = Object.keys(rivals).filter((name) => !name.endsWith('.search'))
  if (names.length === 0) return new Map()
  const theirs = { ...entries, ...rivals }
  const tell = await tellerOf(app, state, page, theirs)
  const texts = new Map<string, string>()
  for (const name of names) {
    const date = /^(.+)\.(?:day|month|year)$/.exec(name)?.[1]
    texts.set(date === undefined ? name : `${date}.day`, tell(name, date))
  }
  return texts
}

const asText = (raw: string | readonly string[] | undefined): string =>
  typeof raw === 'string' ? raw : (raw ?? []).join(', ')

type Teller = (name: string, date: string | undefined) => string

async function tellerOf(app: App, state: FormState, page: Page, theirs: PageEntries): Promise<Teller> {
  const { who, draft } = state
  const { locale } = who
  const form = { pages: [page] }
  const collectivityId = who.site.id
  const context = await readingContext(app, state)
  const [communes, listed] = await Promise.all([
    listCollectivities(app.db, { kind: 'commune' }),
    app.db.readCollectivity(collectivityId, (tx) =>
      findListed(tx, {
        collectivityId,
        values: listedValues(form, { [page.id]: theirs }),
        today: dayOf(app.clock.now()),
      }),
    ),
  ])
  const formatter = summaryFormatter(locale, communes, (source, value) => {
    const label = listed.labelOf(source, value)
    return label && localize(label, locale)
  })
  const reading = { ...context, isListed: listed.isListed }
  const files = new Map(draft?.attachments.map(({ id, name }) => [id, name]))
  const answered = (field: SimpleField, path: string): string | undefined => {
    const alone = aloneOn(page, field, path)
    const { answers } = readForm({ pages: [alone] }, { [page.id]: theirs }, reading)
    const sections = summarise({ form: { pages: [alone] } } as unknown as Definition, answers, locale, formatter)
    return sections[0]?.lines.find(({ fieldId }) => fieldId === path)?.text || undefined
  }
  const dated = (date: string): string => {
    const [day = '', month = '', year = ''] = ['day', 'month', 'year'].map((part) => asText(theirs[`${date}.${part}`]))
    const iso = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
    return isDay(iso) ? formatter.day(iso) : `${day} ${month} ${year}`.trim()
  }
  return (name, date) => {
    const found = locate(page, name)
    const plain = date === undefined ? asText(theirs[name]) : dated(date)
    if (!found || found.field.type === 'repeated' || plain === '') return plain
    const { field } = found
    if (field.type === 'slot') return momentText(plain, locale) ?? controlTexts(locale).otherTime
    if (field.type === 'file') return namesOf(theirs[name], files)
    // Boxes of words are told one by one, as they are typed.
    if (field.type === 'address' || field.type === 'identity') return plain
    const rows = found.rows.map(({ field: block, row }) => `${block.id}.${row}.`).join('')
    return answered(field as SimpleField, rows + field.id) ?? plain
  }
}

/** A field by itself, asked of everybody. */
function aloneOn(page: Page, field: SimpleField, path: string): Page {
  const { condition: _c, requiredWhen: _r, ...rest } = field as SimpleField & { readonly requiredWhen?: unknown }
  const { id, title, shortTitle } = page
  return { id, title, shortTitle, fields: [{ ...rest, id: path, optional: true } as unknown as Page['fields'][number]] }
}

const namesOf = (raw: string | readonly string[] | undefined, files: ReadonlyMap<string, string>): string =>
  (typeof raw === 'string' ? [raw] : (raw ?? [])).flatMap((id) => files.get(id) ?? []).join(', ')

/** A time of an agenda, as it is kept once it is given back. */
function momentText(value: string, locale: FormState['who']['locale']): string | undefined {
  const at = /^\d{4}-\d{2}-\d{2}T/.test(value) ? new Date(value) : undefined
  if (!at || Number.isNaN(at.getTime())) return undefined
  const format = formats(locale)
  return controlTexts(locale).timeOn(format.fullDate(at), format.time(at))
}
