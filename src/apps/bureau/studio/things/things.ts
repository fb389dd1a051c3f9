import { listNamedAgendas, type NamedAgenda } from '#counter/appointments'
import { listLetters } from '#counter/letters'
import { listOpenRegies } from '#counter/payments'
import { listLists, listRecordLists } from '#counter/procedures'
import { type Locale, localize } from '#kernel/localized'
import type { SelectOption } from '#platform/html'
import { type Author, baseOf, ownerOf } from '../place.ts'

/** What forms and circuits call by name, and that others keep. */
export type ThingKind = 'list' | 'card' | 'agenda' | 'kind' | 'regie' | 'letter'

export interface Thing extends SelectOption {
  /** The other names that lead to it. */
  readonly also?: readonly string[]
}

/** Of one kind. */
export interface Things {
  readonly there: readonly Thing[]
  /** Each collectivity that offers what the territory writes has its own: only the name is known here. */
  readonly isOfEach: boolean
  /** Where one makes another. */
  readonly makeHref?: string
}

export type NamedThings = Readonly<Record<ThingKind, Things>>

/** What there is to choose from, in the collectivity or in the territory where one writes. */
export async function thingsFor(who: Author): Promise<NamedThings> {
  const { locale, site, context } = who
  const reference = await listLists(context, ownerOf(who))
  const lists = new Map(reference.map(({ slug, title }) => [slug, localize(title, locale)]))
  const list: Things = {
    there: [...lists].map(([value, label]) => ({ value, label })),
    isOfEach: false,
    makeHref: `${baseOf(who)}/listes`,
  }
  if (!site) return { list, card: ofEach, agenda: ofEach, kind: ofEach, regie: ofEach, letter: ofEach }
  const letters = await listLetters(context, site.id)
  const [agendas, regies, records] = await context.db.readCollectivity(site.id, (tx) =>
    Promise.all([listNamedAgendas(tx, site.id), listOpenRegies(tx, site.id), listRecordLists(tx, site.id)]),
  )
  const base = `/bureau/${site.slug}`
  const here = (there: readonly Thing[], makeHref?: string): Things => ({
    there,
    isOfEach: false,
    ...(makeHref !== undefined && { makeHref }),
  })
  return {
    list,
    card: here(records.map((name) => ({ value: name, label: name }))),
    agenda: here(
      agendas.map(({ slug, title }) => ({ value: slug, label: localize(title, locale) })),
      `${base}/agendas/nouveau`,
    ),
    kind: here(kindsOf(agendas, locale), `${base}/agendas`),
    regie: here(
      regies.map(({ name, clientNumber }) => ({ value: name, label: name, also: [clientNumber] })),
      `${base}/paiements/regies/nouvelle`,
    ),
    letter: here(
      letters.filter(({ isRetired }) => !isRetired).map(({ slug, name }) => ({ value: slug, label: name })),
      `${base}/modeles`,
    ),
  }
}

const ofEach: Things = { there: [], isOfEach: true }

/** Each with the agendas that have it. */
function kindsOf(agendas: readonly NamedAgenda[], locale: Locale): readonly Thing[] {
  const bySlug = new Map<string, { readonly label: string; readonly of: readonly string[] }>()
  for (const agenda of agendas) {
    for (const { slug, title } of agenda.kinds) {
      const of = [...(bySlug.get(slug)?.of ?? []), localize(agenda.title, locale)]
      bySlug.set(slug, { label: localize(title, locale), of })
    }
  }
  return [...bySlug].map(([value, { label, of }]) => ({ value, label: `${label} (${of.join(', ')})` }))
}

/** `titres_d_identite` and `titres-d-identite` name the same. */
const nameOf = (text: string): string => text.toLowerCase().replaceAll('_', '-')

export interface ThingChoice {
  readonly options: readonly SelectOption[]
  /** What is written names nothing that is there. */
  readonly isGone: boolean
}

/**
 * What may be chosen, what is written staying as it is: a thing that is there under another spelling is offered under the
 * one that is written, and a name that leads to nothing is offered as such.
 */
export function choiceOf({ there }: Things, written: string, gone: (name: string) => string): ThingChoice {
  const options = there.map(({ value, label, also = [] }) => {
    const isMeant = [value, ...also].some((name) => nameOf(name) === nameOf(written))
    return { value: isMeant && written !== '' ? written : value, label }
  })
  const isGone = written !== '' && options.every(({ value }) => value !== written)
  return { options: isGone ? [{ value: written, label: gone(written) }, ...options] : options, isGone }
}
