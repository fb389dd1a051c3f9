import { isDay } from '#kernel/calendar'
import { Button, ButtonLink, Select, type SelectOption, TextInput } from '#platform/html'
import { formats, type Locale } from '#platform/i18n'
import {
  channels,
  type FilterName,
  filtersOf,
  hastes,
  heldByNobody,
  languages,
  type ListQuery,
  listSearch,
  sorts,
  statesOf,
  urgencies,
} from './query.ts'
import { channelTexts, hasteTexts, languageNames, listTexts, sortTexts, stateTexts, urgencyTexts } from './texts.ts'

/** What the filters let choose among, in words; one choice alone is none. */
export interface FilterChoices {
  readonly services: readonly SelectOption[]
  readonly procedures: readonly SelectOption[]
  /** Of the circuit of the procedure that is chosen. */
  readonly statuses: readonly SelectOption[]
  readonly holders: readonly SelectOption[]
  readonly zones: readonly SelectOption[]
  readonly labels: readonly SelectOption[]
}

interface Filtered {
  readonly locale: Locale
  readonly base: string
  readonly query: ListQuery
  readonly choices: FilterChoices
}

const labelOf = (options: readonly SelectOption[], value: string | undefined): string | undefined =>
  options.find((option) => option.value === value)?.label

interface Chip {
  readonly texts: ReturnType<typeof listTexts>
  readonly choices: FilterChoices
  readonly locale: Locale
  readonly value: string
  readonly day: string
}

const chips: Readonly<Record<FilterName, (chip: Chip) => string>> = {
  service: ({ texts, choices, value }) => texts.isService(labelOf(choices.services, value) ?? texts.unknown),
  procedure: ({ texts, choices, value }) => texts.isProcedure(labelOf(choices.procedures, value) ?? texts.unknown),
  status: ({ texts, choices, value }) => texts.isStatus(labelOf(choices.statuses, value) ?? texts.unknown),
  state: ({ texts, value, locale }) => texts.isState(wordOf(stateTexts(locale), value)),
  holder: ({ texts, choices, value }) =>
    value === heldByNobody ? texts.isHeldByNobody : texts.isHolder(labelOf(choices.holders, value) ?? texts.somebody),
  zone: ({ texts, choices, value }) => texts.isZone(labelOf(choices.zones, value) ?? texts.unknown),
  label: ({ texts, value }) => texts.isLabel(value),
  urgency: ({ value, locale }) => wordOf(urgencyTexts(locale), value),
  channel: ({ texts, value, locale }) => texts.isChannel(wordOf(channelTexts(locale), value)),
  haste: ({ value, locale }) => wordOf(hasteTexts(locale), value),
  language: ({ texts, value }) => texts.isLanguage(wordOf(languageNames, value)),
  since: ({ texts, day }) => texts.isSince(day),
  until: ({ texts, day }) => texts.isUntil(day),
  dueFrom: ({ texts, day }) => texts.isDueFrom(day),
  dueUntil: ({ texts, day }) => texts.isDueUntil(day),
  text: ({ texts, value }) => texts.isText(value),
}

const wordOf = (words: Readonly<Record<string, string>>, value: string): string => words[value] ?? value

/** A filter in force, as its chip says it. */
export function chipLabel({ locale, query, choices }: Filtered, name: FilterName): string {
  const value = query[name] ?? ''
  const day = isDay(value) ? formats(locale).dayMonth(value) : value
  return chips[name]({ texts: listTexts(locale), choices, locale, value, day })
}

/** A choice that the list is narrowed by; nothing where there is nothing to choose. */
interface Narrowing {
  readonly name: string
  readonly label: string
  readonly all: string
  readonly options: readonly SelectOption[]
  readonly value: string | undefined
  /** Not each request has one: one alone is a choice. */
  readonly isOneEnough?: boolean
}

const choose = ({ name, label, all, options, value, isOneEnough = false }: Narrowing) =>
  options.length > (isOneEnough ? 0 : 1) || value !== undefined
    ? Select({ id: `f-${name}`, name, label, emptyLabel: all, options, value })
    : null

function whichOnes({ locale, query, choices }: Filtered) {
  const texts = listTexts(locale)
  const { services, procedures, statuses, zones, labels } = choices
  const states = statesOf(query.view).map((value) => ({ value, label: stateTexts(locale)[value] }))
  return [
    { name: 'demarche', label: texts.procedure, all: texts.allProcedures, options: procedures, value: query.procedure },
    { name: 'statut', label: texts.status, all: texts.allStatuses, options: statuses, value: query.status },
    { name: 'service', label: texts.service, all: texts.allServices, options: services, value: query.service },
    { name: 'etat', label: texts.state, all: texts.allStates, options: states, value: query.state },
    { name: 'quartier', label: texts.zone, all: texts.allZones, options: zones, value: query.zone, isOneEnough: true },
    {
      name: 'etiquette',
      label: texts.label,
      all: texts.anyLabel,
      options: labels,
      value: query.label,
      isOneEnough: true,
    },
  ].map(choose)
}

function whoseAndHow({ locale, query, choices }: Filtered) {
  const texts = listTexts(locale)
  const { view } = query
  const holders = [{ value: heldByNobody, label: texts.heldByNobody }, ...choices.holders]
  const ways = channels.map((value) => ({ value, label: channelTexts(locale)[value] }))
  const delays = hastes.map((value) => ({ value, label: hasteTexts(locale)[value] }))
  const pressing = urgencies.map((value) => ({ value, label: urgencyTexts(locale)[value] }))
  const spoken = languages.map((value) => ({ value, label: languageNames[value] }))
  const hasOwnHolder = view === 'miennes' || view === 'a-prendre'
  const hasOwnHaste = view === 'a-risque' || view === 'en-retard'
  return [
    !hasOwnHolder && {
      name: 'suivi-par',
      label: texts.holder,
      all: texts.anyHolder,
      options: holders,
      value: query.holder,
    },
    { name: 'urgence', label: texts.urgency, all: texts.anyUrgency, options: pressing, value: query.urgency },
    { name: 'canal', label: texts.channel, all: texts.allChannels, options: ways, value: query.channel },
    !hasOwnHaste && { name: 'delai', label: texts.haste, all: texts.anyHaste, options: delays, value: query.haste },
    { name: 'langue', label: texts.language, all: texts.anyLanguage, options: spoken, value: query.language },
  ].map((narrowing) => narrowing && choose(narrowing))
}

function when({ locale, query }: Filtered) {
  const texts = listTexts(locale)
  return [
    TextInput({ id: 'f-depuis', name: 'depuis', label: texts.since, type: 'date', value: query.since }),
    TextInput({ id: 'f-jusqu-au', name: 'jusqu-au', label: texts.until, type: 'date', value: query.until }),
    TextInput({ id: 'f-due-du', name: 'due-du', label: texts.dueFrom, type: 'date', value: query.dueFrom }),
    TextInput({ id: 'f-due-au', name: 'due-au', label: texts.dueUntil, type: 'date', value: query.dueUntil }),
  ]
}

/** Everything a list can be narrowed by. What is left empty narrows nothing. */
export function FilterForm(props: Filtered) {
  const { locale, base, query } = props
  const texts = listTexts(locale)
  return (
    <form class="filter-form" method="get" action={base} aria-label={texts.filterForm}>
      <input type="hidden" name="vue" value={query.view} />
      {query.saved !== undefined && <input type="hidden" name="gardee" value={query.saved} />}
      <div class="filter-fields">
        {TextInput({ id: 'f-q', name: 'q', label: texts.text, type: 'search', value: query.text, isExact: true })}
        {whichOnes(props)}
        {whoseAndHow(props)}
        {when(props)}
        {Select({
          id: 'f-tri',
          name: 'tri',
          label: texts.sort,
          options: sorts
            .filter((value) => value !== 'pertinence' || query.text !== undefined)
            .map((value) => ({ value, label: sortTexts(locale)[value] })),
          value: query.sort,
        })}
      </div>
      <div class="row">
        <Button size="small" icon="check">
          {texts.apply}
        </Button>
        {filtersOf(query).length > 0 && (
          <ButtonLink kind="plain" size="small" href={base + listSearch({ view: query.view, sort: query.sort })}>
            {texts.clearAll}
          </ButtonLink>
        )}
      </div>
    </form>
  )
}
