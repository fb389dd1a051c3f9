import { dayOf } from '#kernel/calendar'
import { localize } from '#kernel/localized'
import {
  type AnyRepeatedField,
  countRows,
  type Field,
  findListed,
  listChoices,
  type ListedSource,
  type Page,
  type PageEntries,
  sourceOf,
  staleLists,
} from '#counter/procedures'
import type { App } from '../../../app.ts'
import type { ListedOptions } from './sheet.ts'
import { typed, typedList } from './sheet.ts'
import type { FormState } from './state.ts'

interface Sourced {
  readonly path: string
  readonly source: ListedSource
}

/** The fields of a page whose values come from elsewhere, row by row. */
function sourcedOn(
  fields: readonly Field[] | AnyRepeatedField['fields'],
  prefix: string,
  entries: PageEntries,
): Sourced[] {
  return (fields as readonly Field[]).flatMap((field) => {
    const path = prefix + field.id
    if (field.type === 'repeated') {
      const rows = Array.from({ length: countRows(field, entries, path) }, (_, row) => row)
      return rows.flatMap((row) => sourcedOn(field.fields, `${path}.${row}.`, entries))
    }
    const source = sourceOf(field)
    return source ? [{ path, source }] : []
  })
}

/** What lists and records offer to the fields of a page: with what is chosen already, and what a search finds. */
export async function listedOn(
  app: App,
  {
    who,
  }: {
    readonly who: { readonly site: Pick<FormState['who']['site'], 'id'>; readonly locale: FormState['who']['locale'] }
  },
  page: Page,
  entries: PageEntries,
): Promise<ReadonlyMap<string, ListedOptions>> {
  const sourced = sourcedOn(page.fields, '', entries).filter(({ source }) => source.kind !== 'slot')
  if (sourced.length === 0) return new Map()
  const collectivityId = who.site.id
  const today = dayOf(app.clock.now())
  const values = sourced.flatMap(({ path, source }) => typedList({ entries }, path).map((value) => ({ source, value })))
  const names = sourced.flatMap(({ source }) => (source.kind === 'list' ? [source.name] : []))
  return app.db.readCollectivity(collectivityId, async (tx) => {
    const stale = await staleLists(tx, { collectivityId, names, now: app.clock.now() })
    const chosen = await findListed(tx, { collectivityId, values, today })
    const listed = await Promise.all(
      sourced.map(async ({ path, source }): Promise<[string, ListedOptions]> => {
        const search = typed({ entries }, `${path}.search`)
        const { options, isLong } = await listChoices(tx, { collectivityId, source, today, search })
        const kept = typedList({ entries }, path)
          .filter((value) => !options.some((option) => option.value === value))
          .flatMap((value) => {
            const label = chosen.isListed(source, value) ? chosen.labelOf(source, value) : undefined
            return label ? [{ value, label }] : []
          })
        const all = [...kept, ...options].map(({ value, label }) => ({ value, label: localize(label, who.locale) }))
        return [path, { options: all, isLong, staleSince: source.kind === 'list' ? stale.get(source.name) : undefined }]
      }),
    )
    return new Map(listed)
  })
}
