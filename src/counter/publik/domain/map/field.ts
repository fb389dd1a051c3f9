import type { Expression } from '#kernel/expression'
import type { LocalizedText } from '#counter/procedures'
import type { PublikField } from '../../schema.ts'
import { identifierOf } from '../names.ts'
import { hasTemplate, withoutMarks } from '../translate/templates.ts'
import type { Known } from '../translate/terms.ts'
import { calm, cut, textOfHtml } from '../words.ts'
import { choicesOf } from './choices.ts'
import { computedField } from './computed.ts'
import { slotsOf } from './slots.ts'
import { dateBounds } from './dates.ts'
import type { Asked, Base, Desk, Mapped } from './desk.ts'
import { textField } from './texts.ts'

/** What the account of a person knows, by the names that Publik's directory gives them. */
const accountData: Readonly<Record<string, string>> = {
  _last_name: 'familyName',
  last_name: 'familyName',
  _first_name: 'givenName',
  first_name: 'givenName',
  _email: 'email',
  email: 'email',
  _phone: 'phone',
  phone: 'phone',
  _mobile: 'phone',
  mobile: 'phone',
}

/**
 * A label on one line, without shouting, the same for everybody: what a template would have said in it is left out.
 * Words of the identifier when nothing was written.
 */
export function labelOf(field: PublikField, id: string, { notebook }: Desk): LocalizedText {
  const isShown = ['title', 'subtitle', 'comment'].includes(field.type)
  if (hasTemplate(field.label) && !isShown) notebook.note('template', field.spot, `Libellé : ${field.label}`)
  const written = textOfHtml(withoutMarks(field.label)).replaceAll(/\s+/g, ' ')
  const label = calm(written)
  if (label !== written) notebook.note('mended', field.spot, `Capitales : « ${cut(written, 80)} »`)
  const fallback = id.replaceAll('_', ' ').replace(/^\p{Ll}/u, (first) => first.toUpperCase())
  return { fr: cut(label || fallback, 1000) }
}

export function baseOf(field: PublikField, id: string, desk: Desk): Base {
  const condition = field.condition && desk.notebook.condition(field.condition, desk.names)
  const hint = field.hint && cut(calm(textOfHtml(field.hint)), 1000)
  return {
    id,
    label: labelOf(field, id, desk),
    ...(hint ? { hint: { fr: hint } } : {}),
    ...(condition === undefined ? {} : { condition }),
  }
}

function askedOf(field: PublikField, id: string, desk: Desk): Asked {
  const base = baseOf(field, id, desk)
  // A question whose condition is lost is shown to all: it may not stop those whom it does not concern.
  const isLost = field.condition !== undefined && base.condition === undefined
  const prefill = prefillOf(field, desk)
  const usual = usualOf(field, desk)
  return {
    ...base,
    ...(usual === undefined ? {} : { hint: { fr: [base.hint?.fr, usual].filter(Boolean).join(' ') } }),
    ...(!field.isRequired || isLost ? { optional: true } : {}),
    ...(prefill ? { prefill } : {}),
  }
}

/** What Publik writes beforehand for everybody: said under the question, since what is not typed is not an answer here. */
function usualOf({ prefill, spot, more, type }: PublikField, { notebook }: Desk): string | undefined {
  const given = constantIn(prefill) ?? more['default_value'] ?? ''
  if (given === '') return undefined
  if (type === 'bool' || hasTemplate(given)) {
    notebook.note('not_carried', spot, `Valeur par défaut : ${given}`)
    return undefined
  }
  const words = cut(textOfHtml(given), 200)
  notebook.note('mended', spot, `Valeur par défaut « ${words} » : dite sous la question`)
  return `Le plus souvent : ${words}`
}

const constantIn = (prefill: PublikField['prefill']): string | undefined =>
  prefill?.kind === 'string' && prefill.value !== 'None' && !hasTemplate(prefill.value) ? prefill.value : undefined

function prefillOf({ prefill, spot }: PublikField, { notebook }: Desk): Asked['prefill'] {
  if (!prefill || prefill.value === '' || prefill.value === 'None') return undefined
  if (constantIn(prefill) !== undefined) return undefined
  const isKnown = prefill.kind === 'user' && Object.hasOwn(accountData, prefill.value)
  const datum = isKnown ? accountData[prefill.value] : undefined
  if (datum) return { source: 'account', datum }
  notebook.note('not_carried', spot, `Préremplissage : ${prefill.kind} ${prefill.value}`)
  return undefined
}

const known = (type: Known['type'], id: string, options?: Known['options']): Known => ({
  type,
  read: ['answer', id],
  ...(options ? { options } : {}),
})

type Mapper = (field: PublikField, id: string, desk: Desk) => Mapped

const file: Mapper = (field, id, desk) => {
  const types = field.more['media_types'] ?? ''
  const families = [types.includes('image') && 'image', types.includes('pdf') && 'pdf'] as const
  const accept = families.filter((family) => family !== false)
  const rest = /doc|odt|office|text|\*\/\*/.test(types) || accept.length === 0
  return {
    field: { ...askedOf(field, id, desk), type: 'file', ...(rest ? {} : { accept: [...accept] }) },
    known: known('list', id),
  }
}

const numeric: Mapper = (field, id, desk) => {
  const { min_value: least, max_value: most, restrict_to_integers: whole } = field.more
  const bound = (text: string | undefined): number | undefined =>
    text === undefined || !Number.isFinite(Number(text)) ? undefined : Number(text)
  const [minimum, maximum] = [bound(least), bound(most)]
  return {
    field: {
      ...askedOf(field, id, desk),
      type: 'number',
      ...(minimum === undefined ? {} : { minimum }),
      ...(maximum === undefined ? {} : { maximum }),
      ...(whole?.toLowerCase() === 'false' ? { decimals: 2 } : {}),
    },
    known: known('number', id),
  }
}

/** A line that something counts with; digits alone are a whole number. */
function counted(field: PublikField, id: string, desk: Desk): Mapped {
  desk.notebook.note(
    'mended',
    field.spot,
    `« ${cut(field.label, 80)} » sert à un calcul : la question attend un nombre`,
  )
  const isWhole = field.validation?.kind === 'digits'
  const asked = askedOf(field, id, desk)
  const number = isWhole
    ? { ...asked, type: 'number' as const, minimum: 0 }
    : { ...asked, type: 'number' as const, decimals: 2 }
  return { field: number, known: known('number', id) }
}

const date: Mapper = (field, id, desk) => ({
  field: { ...askedOf(field, id, desk), type: 'date', ...dateBounds(field, desk.notebook) },
  known: known('date', id),
})

/** A box that must be ticked is a choice of one; a box that may be is a question. */
const bool: Mapper = (field, id, desk) => {
  const asked = askedOf(field, id, desk)
  if (!field.isRequired) return { field: { ...asked, optional: true, type: 'yes_no' }, known: known('boolean', id) }
  const options = [{ value: 'oui', label: { fr: 'Oui' } }]
  const read: Expression = ['contains', ['answer', id], 'oui']
  return { field: { ...asked, type: 'choices', options }, known: { type: 'boolean', read } }
}

const list =
  (maximum: boolean): Mapper =>
  (field, id, desk) => {
    const asked = askedOf(field, id, desk)
    return timeOf(field, asked, desk) ?? chosen(field, asked, maximum, desk)
  }

function chosen(field: PublikField, asked: Asked, maximum: boolean, desk: Desk): Mapped {
  const { id } = asked
  const choices = choicesOf(field, desk.library)
  const most = Number(field.more['max_choices'] ?? 0)
  const maxChoices = maximum && most > 0 ? { maxChoices: most } : {}
  if (Number(field.more['min_choices'] ?? 0) > 1)
    desk.notebook.note('not_carried', field.spot, `Au moins ${field.more['min_choices']} choix`)
  if (choices.options.length > 1 || (choices.options.length === 1 && maximum)) {
    const options = [...choices.options]
    return maximum
      ? { field: { ...asked, type: 'choices', options, ...maxChoices }, known: known('list', id, choices.known) }
      : {
          field: { ...asked, type: 'choice', options, ...appearanceOf(field) },
          known: { ...known('text', id, choices.known), data: dataOf(id, choices) },
        }
  }
  if (choices.options.length === 1) return onlyOption(field, asked, choices.options, desk)
  if (choices.list === undefined) {
    desk.notebook.note('mended', field.spot, 'Aucune réponse proposée : la question attend un texte')
    return { field: { ...asked, type: 'text' }, known: known('any', id) }
  }
  return listed(field, asked, { ...choices, list: choices.list, isMany: maximum, maxChoices }, desk)
}

/** A question that offers times of an agenda holds one while the form is filled; several of them stay a list. */
function timeOf(field: PublikField, asked: Asked, { library, notebook, isRow }: Desk): Mapped | undefined {
  const slots = slotsOf(field, library)
  if (!slots) return undefined
  if (isRow === true || field.type === 'items') {
    notebook.note('not_carried', field.spot, 'Plusieurs créneaux d’un agenda : la plateforme en tient un par demande')
    return undefined
  }
  const { agenda } = slots
  const what = `Créneau de l’agenda « ${agenda.replaceAll('_', '-')} »`
  notebook.note('mended', field.spot, `${what} : créez-le dans le bureau avec ses horaires, ou choisissez-en un autre`)
  return { field: { ...asked, type: 'slot', ...slots }, known: known('any', asked.id) }
}

/** A rule reads what a record says as a choice among its options; of longer lists, it would be longer than a rule may be. */
const dataOf = (id: string, { data }: ReturnType<typeof choicesOf>): ReadonlyMap<string, Known> =>
  new Map(
    [...data]
      .filter(([, said]) => said.length <= 40)
      .map(([name, said]): [string, Known] => {
        const type = said.every(([, each]) => typeof each === 'number') ? 'number' : 'any'
        const cases = said.map(([value, each]): Expression => ['if', ['equals', ['answer', id], value], each])
        return [name, { type, read: ['firstFilled', ...cases] }]
      }),
  )

const appearanceOf = (field: PublikField): { appearance?: 'list' } =>
  ['list', 'autocomplete'].includes(field.more['display_mode'] ?? 'list') && field.items.length > 7
    ? { appearance: 'list' }
    : {}

function onlyOption(
  field: PublikField,
  asked: Asked,
  options: ReturnType<typeof choicesOf>['options'],
  desk: Desk,
): Mapped {
  desk.notebook.note('mended', field.spot, 'Une seule réponse possible : une case à cocher')
  const value = options[0]?.value ?? ''
  const texts = [[options[0]?.label.fr ?? '', value]] as const
  return { field: { ...asked, type: 'choices', options: [...options] }, known: known('list', asked.id, texts) }
}

interface Listed {
  readonly list: string
  readonly isCard: boolean
  readonly isMany: boolean
  readonly maxChoices: { readonly maxChoices?: number }
}

function listed(field: PublikField, asked: Asked, { list, isCard, isMany, maxChoices }: Listed, desk: Desk): Mapped {
  const isHere = isCard ? desk.library.card(list) : desk.library.dataSource(field.dataSource?.name ?? '')
  desk.notebook.note(isHere ? 'mended' : 'missing', field.spot, `Liste « ${list} » : à remplir avant de publier`)
  const type = isMany ? 'list' : 'any'
  if (isCard && !isMany) return { field: { ...asked, type: 'card', list }, known: known(type, asked.id) }
  return isMany
    ? { field: { ...asked, type: 'choices', source: { list }, ...maxChoices }, known: known(type, asked.id) }
    : { field: { ...asked, type: 'choice', source: { list } }, known: known(type, asked.id) }
}

const tones: Readonly<Record<string, 'info' | 'warn'>> = {
  info: 'info',
  success: 'info',
  warning: 'warn',
  error: 'warn',
}

/** Text shown between the questions; worked out for each person when it says what she answered. */
const shown: Mapper = (field, id, desk) => {
  const base = baseOf({ ...field, hint: undefined }, id, desk)
  const text = calm(textOfHtml(field.label))
  const value = hasTemplate(text) ? desk.notebook.value(text, desk.names, field.spot) : undefined
  if (value !== undefined) {
    const computed = { ...base, label: { fr: 'Bon à savoir' }, type: 'computed', value, gives: 'text' } as const
    return { field: computed, known: undefined }
  }
  const level = field.more['level'] ?? ''
  const tone = Object.hasOwn(tones, level) ? tones[level] : undefined
  const label = { fr: cut(withoutMarks(text) || base.label.fr, 4900) }
  return { field: { ...base, label, type: 'information', ...(tone ? { tone } : {}) }, known: undefined }
}

const mappers: Readonly<Record<string, Mapper>> = {
  string: (field, id, desk) =>
    desk.numbers.has(id)
      ? counted(field, id, desk)
      : { field: textField(field, askedOf(field, id, desk), desk), known: known('text', id) },
  text: (field, id, desk) => ({
    field: { ...askedOf(field, id, desk), type: 'long_text', ...lengthOf(field) },
    known: known('text', id),
  }),
  email: (field, id, desk) => ({ field: { ...askedOf(field, id, desk), type: 'email' }, known: known('text', id) }),
  time: (field, id, desk) => ({ field: { ...askedOf(field, id, desk), type: 'time' }, known: known('text', id) }),
  map: (field, id, desk) => ({ field: { ...askedOf(field, id, desk), type: 'map', shape: 'point' }, known: undefined }),
  item: list(false),
  items: list(true),
  'ranked-items': list(true),
  'time-range': list(false),
  bool,
  file,
  numeric,
  date,
  title: shown,
  subtitle: shown,
  comment: shown,
  computed: (field, id, desk) => computedField(field, baseOf(field, id, desk), desk),
}

const lengthOf = (field: PublikField): { maxLength?: number } => {
  const length = Number(field.more['maxlength'] ?? 0)
  return length > 0 && length <= 10_000 ? { maxLength: length } : {}
}

/** A line that is filled for the person and that she may not change: worked out, and shown to her. */
function isWorkedOut({ type, prefill }: PublikField): boolean {
  const isLine = ['string', 'text', 'numeric', 'date', 'email'].includes(type)
  return isLine && prefill?.kind === 'string' && prefill.isLocked && prefill.value !== ''
}

function workedOut(field: PublikField, id: string, desk: Desk): Mapped {
  const given = { ...field, more: { ...field.more, value_template: field.prefill?.value ?? '' } }
  const { field: mapped, known } = computedField(given, baseOf(field, id, desk), desk)
  return { field: { ...mapped, hidden: false } as Mapped['field'], known }
}

/** One field; a kind that we do not have becomes a long text, and is noted. */
export function mapField(field: PublikField, id: string, desk: Desk): Mapped {
  desk.notebook.counts.fields += 1
  const mapper = Object.hasOwn(mappers, field.type) ? mappers[field.type] : undefined
  if (field.type === 'ranked-items') desk.notebook.note('not_carried', field.spot, 'L’ordre des réponses')
  if (isWorkedOut(field)) return workedOut(field, id, desk)
  if (mapper) return mapper(field, id, desk)
  desk.notebook.note('mended', field.spot, `Champ « ${field.type} » : la question attend un texte`)
  return { field: { ...askedOf(field, id, desk), type: 'long_text' }, known: known('text', id) }
}

/** A name made of the first words of a label. */
export const shortLabel = (field: PublikField): string => {
  const words = identifierOf(
    textOfHtml(field.label)
      .slice(0, 40)
      .replaceAll(/\{[^}]*\}?/g, ''),
  )
  return words === 'n' ? `${field.type.replaceAll(/[^a-z]/g, '')}_${field.id}` : words
}
