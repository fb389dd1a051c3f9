import type { Json } from '#counter/studio'
import { localize } from '#kernel/localized'
import { centsAsTyped, parseCents } from '#kernel/money'
import { Checkbox, Checkboxes, NumberInput, Select, type SelectOption, TextArea, TextInput } from '#platform/html'
import { typedIn } from '../../../connect/accounts/typed.ts'
import {
  type Around,
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
import { otherName, ThingSelect } from '../things/thing-select.tsx'
import type { ThingKind } from '../things/things.ts'
import { type PanelLabel, panelTexts } from './texts.ts'

interface TextSaid extends Said {
  /** Several lines. */
  readonly rows?: number
}

/** A text in French, and in English further down. */
export const text = (key: string, said: TextSaid): Control => {
  const draw = (at: Drawing, language: 'fr' | 'en') => {
    const input = inputOf(at, language === 'fr' ? key : `${key}.en`, asText(asNode(at.node[key])[language]))
    const props = { ...input, ...sayingOf(at, said), maxLength: 5000 }
    const english = language === 'en' ? { label: panelTexts(at.around.locale).in_english(props.label) } : {}
    return said.rows === undefined
      ? TextInput({ ...props, ...english })
      : TextArea({ ...props, ...english, rows: said.rows })
  }
  return {
    draw: (at) => draw(at, 'fr'),
    english: (at) => draw(at, 'en'),
    read: (at) => {
      const [fr, en] = [typedAt(at, key), typedAt(at, `${key}.en`)]
      if (fr === '') return readAs(key, null, said.isOptional ? [] : [faultAt(at, key, 'empty', said)])
      return readAs(key, en === '' ? { fr } : { fr, en })
    },
  }
}

/** Several short texts, one a line. */
export const lines = (key: string, said: Said): Control => {
  const written = (at: Drawing, language: 'fr' | 'en') =>
    asList(at.node[key])
      .map((each) => asText(asNode(each)[language]))
      .join('\n')
      .trimEnd()
  return {
    draw: (at) => TextArea({ ...inputOf(at, key, written(at, 'fr')), ...sayingOf(at, said), rows: 3 }),
    english: (at) => {
      const { label } = sayingOf(at, said)
      const input = inputOf(at, `${key}.en`, written(at, 'en'))
      return TextArea({ ...input, label: panelTexts(at.around.locale).in_english(label), rows: 3 })
    },
    read: (at) => {
      const english = typedAt(at, `${key}.en`).split(/\r?\n/)
      const texts = typedAt(at, key)
        .split(/\r?\n/)
        .map((fr, index) => ({ fr: fr.trim(), en: english[index]?.trim() ?? '' }))
        .filter(({ fr }) => fr !== '')
        .map(({ fr, en }) => (en === '' ? { fr } : { fr, en }))
      return readAs(key, texts, texts.length === 0 ? [faultAt(at, key, 'empty', said)] : [])
    },
  }
}

interface WordSaid extends Said {
  readonly pattern?: RegExp
}

/** A text that is the same in every language: an address, a code. */
export const word = (key: string, said: WordSaid): Control => ({
  draw: (at) => TextInput({ ...inputOf(at, key, asText(at.node[key])), ...sayingOf(at, said), isExact: true }),
  read: (at) => {
    const typed = typedAt(at, key)
    if (typed === '') return readAs(key, null, said.isOptional ? [] : [faultAt(at, key, 'empty', said)])
    return readAs(key, typed, said.pattern?.test(typed) === false ? [faultAt(at, key, 'bad_word', said)] : [])
  },
})

/** A whole number. */
export const whole = (key: string, said: Said): Control => ({
  draw: (at) => NumberInput({ ...inputOf(at, key, asText(at.node[key])), ...sayingOf(at, said), isWhole: true }),
  read: (at) => {
    const typed = typedAt(at, key)
    if (typed === '') return readAs(key, null, said.isOptional ? [] : [faultAt(at, key, 'empty', said)])
    const number = Number(typed)
    return Number.isInteger(number) && number >= 0
      ? readAs(key, number)
      : readAs(key, null, [faultAt(at, key, 'bad_number', said)])
  },
})

/** Yes, or nothing. */
export const flag = (key: string, said: Said): Control => ({
  draw: (at) => {
    const { value, ...input } = inputOf(at, key, at.node[key] === true ? 'oui' : '')
    return Checkbox({ ...input, ...sayingOf(at, said), value: 'oui', isChecked: value === 'oui' })
  },
  read: (at) => readAs(key, typedAt(at, key) === 'oui' ? true : null),
})

export type Options = (around: Around) => readonly SelectOption[]

interface PickSaid extends Said {
  /** What no choice means; a choice is needed unless said. */
  readonly none?: PanelLabel
}

/** A value among some; one that is written and not offered any more stays. */
export const pick = (key: string, options: Options, said: PickSaid): Control => ({
  draw: (at) => {
    const current = asText(at.node[key])
    const offered = options(at.around)
    const all =
      current === '' || offered.some(({ value }) => value === current)
        ? offered
        : [{ value: current, label: current }, ...offered]
    const t = panelTexts(at.around.locale)
    const isOpen = said.none !== undefined || current === ''
    return Select({
      ...inputOf(at, key, current),
      ...sayingOf(at, said),
      ...(isOpen && { emptyLabel: t[said.none ?? 'choose'] }),
      options: all,
    })
  },
  read: (at) => {
    const typed = typedAt(at, key)
    if (typed === '') return readAs(key, null, said.none === undefined ? [faultAt(at, key, 'choose', said)] : [])
    return readAs(key, typed)
  },
})

/** What is called by name, among what there is: a name that leads to nothing stays, and is told. */
export const thing = (key: string, of: ThingKind, said: WordSaid): Control => ({
  draw: (at) => {
    const { value, ...input } = inputOf(at, key, asText(at.node[key]))
    const { locale, things } = at.around
    const other = at.typed ? typedIn(at.typed, otherName(input.name)) : ''
    return ThingSelect({ ...input, ...sayingOf(at, said), locale, things, of, value, other })
  },
  read: (at) => {
    const typed = typedAt(at, otherName(key)) || typedAt(at, key)
    if (typed === '') return readAs(key, null, [faultAt(at, key, 'choose', said)])
    return readAs(key, typed, said.pattern?.test(typed) === false ? [faultAt(at, key, 'bad_word', said)] : [])
  },
})

/** A value among some of the catalogue: `words('to', { applicant: 'to_applicant' }, …)`. */
export const oneOf = (key: string, labels: Readonly<Record<string, PanelLabel>>, said: PickSaid): Control =>
  pick(
    key,
    ({ locale }) => Object.entries(labels).map(([value, label]) => ({ value, label: panelTexts(locale)[label] })),
    said,
  )

/** Several values among some. */
export const many = (key: string, options: Options, said: Said): Control => ({
  draw: (at) => {
    const choices = options(at.around)
    if (choices.length === 0) return null
    const { id, name, error } = inputOf(at, key, '')
    const { label, hint } = sayingOf(at, said)
    const values = at.typed ? tickedIn(at.typed, name) : asList(at.node[key]).map(asText)
    return Checkboxes({ id, name, error, legend: label, ...(hint && { hint }), values, choices })
  },
  read: (at) => {
    const values = tickedIn(at.body, at.prefix + key)
    if (values.length > 0) return readAs(key, values)
    return readAs(key, null, said.isOptional ? [] : [faultAt(at, key, 'choose', said)])
  },
})

type Labelled = { readonly id: string; readonly label: { readonly fr: string; readonly en?: string } }

const offering = (list: readonly Labelled[] | undefined, { locale }: Around): readonly SelectOption[] =>
  (list ?? []).map(({ id, label }) => ({ value: id, label: localize(label, locale) }))

export const statuses: Options = (around) => offering(around.workflow.statuses, around)
export const functions: Options = (around) => offering(around.workflow.functions, around)
export const internals: Options = (around) => offering(around.workflow.internal, around)
export const settings: Options = (around) => offering(around.workflow.options, around)
/** Questions of the form, by page order. */
export const questions: Options = (around) =>
  offering(
    around.definition.form.pages.flatMap(({ fields }) => fields.filter(({ type }) => type !== 'information')),
    around,
  )

/** Names of statuses that steps remember. */
export const marks: Options = ({ workflow }) => {
  const steps = [...workflow.statuses, ...(workflow.actions ?? [])].flatMap(
    (each): readonly { kind: string }[] => each.steps,
  )
  const ids = steps.flatMap((step) => (step.kind === 'mark' && 'id' in step ? [String(step.id)] : []))
  return [...new Set(ids)].map((id) => ({ value: id, label: id }))
}

/** A value typed for an option, of its type. */
export const initialValue = (key: string, said: Said): Control => {
  const shown = ({ node }: Drawing): string => {
    const value = node[key]
    if (node['type'] === 'amount' && typeof value === 'number') return centsAsTyped(value)
    return value === true ? 'oui' : value === false ? 'non' : asText(value)
  }
  return {
    draw: (at) => TextInput({ ...inputOf(at, key, shown(at)), ...sayingOf(at, said) }),
    read: (at) => {
      const value = valueOf(at, typedAt(at, key))
      return value === undefined ? readAs(key, null, [faultAt(at, key, 'bad_default', said)]) : readAs(key, value)
    },
  }
}

function valueOf(at: Reading, typed: string): Json | undefined {
  switch (typedAt(at, 'type')) {
    case 'number': {
      const number = Number(typed.replace(',', '.'))
      return typed !== '' && Number.isFinite(number) ? number : undefined
    }
    case 'amount':
      return parseCents(typed)
    case 'boolean':
      return /^oui|yes$/i.test(typed) ? true : /^non?$/i.test(typed) ? false : undefined
    case 'date':
      return /^\d{4}-\d{2}-\d{2}$/.test(typed) ? typed : undefined
    default:
      return typed
  }
}
