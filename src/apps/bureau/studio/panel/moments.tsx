import type { Json, Node } from '#counter/studio'
import { Checkboxes, Fieldset, NumberInput, Select, type SelectOption, TextInput } from '#platform/html'
import {
  asList,
  asNode,
  asText,
  type Control,
  type Drawing,
  faultAt,
  inputOf,
  readAs,
  type Reading,
  type Said,
  sayingOf,
  tickedIn,
  typedAt,
} from './panel.ts'
import { functions, internals, questions, settings } from './simple.tsx'
import { Pieces } from './pieces.tsx'
import { panelTexts } from './texts.ts'

const units = ['days', 'workingDays', 'hours'] as const

/** How long: a number, or an option of the form, of days, of working days or of hours, after a moment or before it. */
export const delay = (key: string, said: Said): Control => ({
  draw: (at) => {
    const t = panelTexts(at.around.locale)
    const { label } = sayingOf(at, said)
    const now = asNode(at.node[key])
    const unit = units.find((each) => each in now) ?? 'days'
    const count = now[unit]
    const offered = settings(at.around)
    const option = Array.isArray(count) ? asText(count[1]) : ''
    return Fieldset({
      id: at.prefix + key,
      legend: label,
      children: Pieces({
        id: at.prefix + key,
        children: (
          <>
            {NumberInput({
              ...inputOf(at, `${key}.nombre`, Array.isArray(count) ? '' : asText(count)),
              label: t.count,
              isWhole: true,
            })}
            {Select({
              ...inputOf(at, `${key}.unite`, unit),
              label: t.unit,
              options: units.map((value) => ({ value, label: t[`unit_${value}`] })),
            })}
            {offered.length > 0 &&
              Select({
                ...inputOf(at, `${key}.option`, option),
                label: t.or_option,
                emptyLabel: t.no_option,
                options: offered,
              })}
            {Select({
              ...inputOf(at, `${key}.sens`, now['before'] === true ? 'avant' : ''),
              label: t.side,
              emptyLabel: t.side_after,
              options: [{ value: 'avant', label: t.side_before }],
            })}
          </>
        ),
      }),
    })
  },
  read: (at) => {
    const [typed, option] = [typedAt(at, `${key}.nombre`), typedAt(at, `${key}.option`)]
    const unit = units.find((each) => each === typedAt(at, `${key}.unite`)) ?? 'days'
    const before = typedAt(at, `${key}.sens`) === 'avant' ? { before: true } : {}
    if (option !== '') return readAs(key, { [unit]: ['option', option], ...before })
    const count = Number(typed)
    return typed !== '' && Number.isInteger(count) && count >= 0 && count <= 3660
      ? readAs(key, { [unit]: count, ...before })
      : readAs(key, null, [faultAt(at, `${key}.nombre`, 'bad_number', said)])
  },
})

/** What a delay is counted from. */
export const anchor = (key: string, said: Said): Control => ({
  draw: (at) => {
    const t = panelTexts(at.around.locale)
    const now = at.node[key]
    const value = typeof now === 'string' ? now : anchorText(asNode(now))
    const group = (name: string, source: 'internal' | 'answer', list: readonly SelectOption[]) =>
      list.length === 0
        ? []
        : [{ group: name, options: list.map((each) => ({ ...each, value: `${source}|${each.value}` })) }]
    return Select({
      ...inputOf(at, key, value),
      ...sayingOf(at, said),
      emptyLabel: t.anchor_entered,
      options: [
        { value: 'submitted', label: t.anchor_submitted },
        { value: 'deadline', label: t.anchor_deadline },
        ...group(t.of_agents, 'internal', internals(at.around)),
        ...group(t.of_form, 'answer', questions(at.around)),
      ],
    })
  },
  read: (at) => {
    const typed = typedAt(at, key)
    const [source = '', id] = typed.split('|')
    if (id !== undefined && (source === 'internal' || source === 'answer')) return readAs(key, { [source]: id })
    return readAs(key, typed === '' ? null : typed)
  },
})

const anchorText = (now: Node): string =>
  'internal' in now ? `internal|${asText(now['internal'])}` : 'answer' in now ? `answer|${asText(now['answer'])}` : ''

/** Who does it: people of some functions, or the person herself. */
export const by = (key: string, said: Said): Control => ({
  draw: (at) => {
    const t = panelTexts(at.around.locale)
    const { id, name, error } = inputOf(at, key, '')
    const now = at.node[key]
    const written = now === 'applicant' ? ['applicant'] : asList(now).map(asText)
    return Checkboxes({
      id,
      name,
      error,
      legend: sayingOf(at, said).label,
      hint: t.by_hint,
      values: at.typed ? tickedIn(at.typed, name) : written,
      choices: [{ value: 'applicant', label: t.the_person }, ...functions(at.around)],
    })
  },
  read: (at) => {
    const ticked = tickedIn(at.body, at.prefix + key)
    if (ticked.length === 0) return readAs(key, null, [faultAt(at, key, 'choose', said)])
    if (!ticked.includes('applicant')) return readAs(key, ticked)
    return ticked.length === 1
      ? readAs(key, 'applicant')
      : readAs(key, 'applicant', [faultAt(at, key, 'by_both', said)])
  },
})

/** Who is written to. */
export const recipient = (key: string, said: Said): Control => ({
  draw: (at) => {
    const t = panelTexts(at.around.locale)
    const now = asNode(at.node[key])
    const kind = asText(now['kind']) || 'applicant'
    const detail = asText(now['function'] ?? now['field'])
    return (
      <>
        {Select({
          ...inputOf(at, key, detail === '' ? kind : `${kind}|${detail}`),
          ...sayingOf(at, said),
          options: [
            { value: 'applicant', label: t.the_person },
            { value: 'address', label: t.an_address },
            ...grouped(at, 'function', t.of_functions),
            ...grouped(at, 'answer', t.of_form),
            ...grouped(at, 'internal', t.of_agents),
          ],
        })}
        {TextInput({
          ...inputOf(at, `${key}.adresse`, asText(now['address'])),
          label: t.address,
          hint: t.address_hint,
          isExact: true,
        })}
      </>
    )
  },
  read: (at) => readRecipient(at, key, said),
})

const sources = { function: functions, answer: questions, internal: internals }

function grouped(at: Drawing, kind: keyof typeof sources, group: string) {
  const options = sources[kind](at.around).map((each) => ({ ...each, value: `${kind}|${each.value}` }))
  return options.length === 0 ? [] : [{ group, options }]
}

function readRecipient(at: Reading, key: string, said: Said) {
  const [kind = '', id = ''] = typedAt(at, key).split('|')
  if (kind === 'address') {
    const address = typedAt(at, `${key}.adresse`)
    const faults = address === '' ? [faultAt(at, `${key}.adresse`, 'empty', said)] : []
    return readAs(key, { kind, address }, faults)
  }
  const to: Json =
    kind === 'function' ? { kind, function: id } : id === '' ? { kind: 'applicant' } : { kind, field: id }
  return readAs(key, to)
}
