import type { DatumState } from '#counter/connectors'
import type { KnownEntries } from '#counter/dossiers'
import { localize } from '#kernel/localized'
import type { FieldError, Form, Page, PageEntries } from '#counter/procedures'
import type { App } from '../../../../app.ts'
import type { FormState } from '../state.ts'
import type { StateDatumProps } from './state-datum.tsx'
import { ofHolder, stateDatumTexts } from './texts.ts'
import { stateEntries, wantedOn } from './wanted.ts'

/** What the State has to say on a page. */
export interface StateOnPage {
  /** Above which field stands which datum: once, however many fields it fills. */
  readonly panels: ReadonlyMap<string, StateDatumProps>
  /** The page with what the State wrote in boxes that nobody filled. */
  readonly entries: PageEntries
  /** Where the value of an input comes from. */
  readonly provenances: ReadonlyMap<string, string>
  /** Pieces that need not be joined any more. */
  readonly sparedPieces: ReadonlySet<string>
  /** The page, with the pieces that are not spared as questions to answer. */
  readonly page: Page
}

export const asksState = (form: Form): boolean => form.pages.some((page) => wantedOn(page).length > 0)

/** Where the data of a draft stand; nothing is asked of the database when its form takes none. */
export async function stateDataOf(
  app: App,
  { who, draft, definition }: FormState,
): Promise<ReadonlyMap<string, DatumState>> {
  if (!draft || !asksState(definition.form)) return new Map()
  return app.connectors.readData(who.context, { collectivityId: who.site.id, subjectId: draft.id })
}

/** The same as what would have been typed of it, for a draft that is filed: nothing when the State gave nothing. */
export async function stateKnown(app: App, state: FormState): Promise<KnownEntries | undefined> {
  const data = await stateDataOf(app, state)
  if (data.size === 0) return undefined
  const { pages } = state.definition.form
  const origins = pages.flatMap(wantedOn).flatMap(({ field, datum, isPiece }) => {
    const found = data.get(datum.id)
    if (isPiece || found?.kind !== 'fetched') return []
    return [[field.id, { datum: datum.id, consentId: found.consentId, at: found.at.toISOString() }] as const]
  })
  const entries = Object.fromEntries(pages.map((page) => [page.id, stateEntries(page, data)]))
  return { source: 'state', entries, origins: Object.fromEntries(origins) }
}

const idle: DatumState = { kind: 'idle' }

export function stateOnPage(
  { who: { locale } }: Pick<FormState, 'who'>,
  page: Page,
  { data, entries }: { readonly data: ReadonlyMap<string, DatumState>; readonly entries: PageEntries },
): StateOnPage {
  const wanted = wantedOn(page)
  const panels = new Map<string, StateDatumProps>()
  const provenances = new Map<string, string>()
  const told = stateEntries(page, data)
  const isBlank = (input: string) => (entries[input] ?? '') === ''
  for (const { field, datum, isPiece } of wanted) {
    const isFirst = ![...panels.values()].some((each) => each.datum.id === datum.id)
    if (!isPiece && isFirst) panels.set(field.id, { locale, datum, state: data.get(datum.id) ?? idle })
    for (const [input, value] of Object.entries(told)) {
      if (input.split('.', 1)[0] !== field.id || (!isBlank(input) && entries[input] !== value)) continue
      provenances.set(input, ofHolder(stateDatumTexts(locale).provenance(localize(datum.holder, locale))))
    }
  }
  const blank = Object.entries(told).filter(([input]) => isBlank(input))
  const spared = wanted.filter(({ isPiece, datum }) => isPiece && data.get(datum.id)?.kind === 'fetched')
  return {
    panels,
    provenances,
    entries: { ...entries, ...Object.fromEntries(blank) },
    sparedPieces: new Set(spared.map(({ field }) => field.id)),
    page: wanted.length === 0 ? page : withAskedPieces(page, data),
  }
}

const isAwaited = (state: DatumState | undefined): boolean => state?.kind === 'fetched' || state?.kind === 'waiting'

/** The engine knows such a piece as one that blocks nobody; drawn, it is asked like any other unless the State answers. */
function withAskedPieces(page: Page, data: ReadonlyMap<string, DatumState>): Page {
  const asked = wantedOn(page).filter(({ isPiece, datum }) => isPiece && !isAwaited(data.get(datum.id)))
  const ids = new Set(asked.map(({ field }) => field.id))
  return { ...page, fields: page.fields.map((field) => (ids.has(field.id) ? { ...field, optional: false } : field)) }
}

/** A piece is asked as long as the State has not answered in its place; while it is awaited, nobody is kept from going on. */
export const missingPieces = (
  page: Page,
  data: ReadonlyMap<string, DatumState>,
  { entries, shown }: { readonly entries: PageEntries; readonly shown: ReadonlySet<string> },
): FieldError[] =>
  wantedOn(page)
    .filter(
      ({ isPiece, field }) =>
        isPiece && shown.has(field.id) && [entries[field.id] ?? []].flat().filter(Boolean).length === 0,
    )
    .filter(({ datum }) => !isAwaited(data.get(datum.id)))
    .map(({ field }) => ({ field: field.id, input: field.id, code: 'required' }))
