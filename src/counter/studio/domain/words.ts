import type { Localized } from '#kernel/localized'
import type { Definition, Field, Problem } from '#counter/procedures'

/** Faults of a form in its author's words: her titles and her questions, never the names of properties. */

type Both = Required<Localized>
type Where = Problem['where']

const both = (fr: string, en: string): Both => ({ fr, en })

/** What an author knows a property by, under "écrivez …". */
const properties: Readonly<Record<string, Both>> = {
  title: both('le titre', 'the title'),
  shortTitle: both('le titre court', 'the short title'),
  summary: both('le résumé', 'the summary'),
  forWhom: both('à qui la démarche s’adresse', 'whom the procedure is for'),
  prepare: both('ce qu’il faut avoir sous la main', 'what to have at hand'),
  nextSteps: both('ce qui se passe ensuite', 'what happens next'),
  lifeEvents: both('les moments de vie', 'the moments of life'),
  legalBasis: both('le texte de loi', 'the legal basis'),
  localNote: both('la note de la collectivité', 'the note of the authority'),
  feeNote: both('ce qui explique le tarif', 'what explains the fee'),
  contact: both('à qui s’adresser', 'whom to ask'),
  hours: both('les horaires', 'the hours'),
  workflow: both('le circuit', 'the workflow'),
  applicant: both('la personne qui demande', 'the applicant'),
  subject: both('ce qui distingue une demande', 'what tells a request apart'),
  intro: both('l’introduction', 'the introduction'),
  label: both('la question', 'the question'),
  hint: both('l’aide', 'the help'),
  options: both('les réponses proposées', 'the answers offered'),
  rowLabel: both('le nom d’une ligne', 'the name of a row'),
  patternMessage: both('ce qu’il faut écrire à la place', 'what to write instead'),
  pattern: both('la forme attendue', 'the form expected'),
  unit: both('l’unité', 'the unit'),
  condition: both('quand elle se montre', 'when it is shown'),
  requiredWhen: both('quand elle est obligatoire', 'when it is required'),
  value: both('le calcul', 'the calculation'),
  holds: both('ce qui doit être vrai', 'what must hold'),
  when: both('qui ne peut pas demander', 'who cannot apply'),
  message: both('le message', 'the message'),
  see: both('vers qui se tourner', 'whom to see'),
}

const written = (text: Localized | undefined): string | undefined => text?.fr.trim() || undefined

const quoted = (fr: string, en: string, name: string): Both =>
  both(`${fr} « ${name.slice(0, 80)} »`, `${en} “${name.slice(0, 80)}”`)

/** By its name, or by its rank while it has none; of two of one name, it may be the other. */
function called(fr: string, en: string, name: string | undefined, rank: number): Both {
  if (name !== undefined) return quoted(fr, en, name)
  return rank > 0 ? both(`${fr} ${rank}`, `${en} ${rank}`) : both(fr, en)
}

interface Here {
  readonly fields: readonly Field[]
  readonly options: readonly { readonly value: string; readonly label: Localized }[]
  readonly rules: readonly { readonly id: string; readonly message: Localized }[]
}

type Step = Where[number]

function pageWords({ form }: Definition, name: string): Both {
  const rank = form.pages.findIndex(({ id }) => id === name)
  const page = form.pages[rank]
  return called('page', 'page', written(page?.shortTitle) ?? written(page?.title), rank + 1)
}

function fieldWords(fields: Here['fields'], name: string): Both {
  const rank = fields.findIndex(({ id }) => id === name)
  const label = written(fields[rank]?.label)
  return fields[rank]?.type === 'information'
    ? called('texte', 'text', label, rank + 1)
    : called('question', 'question', label, rank + 1)
}

function optionWords(options: Here['options'], name: string): Both {
  const rank = options.findIndex(({ value }) => value === name)
  return called('réponse', 'answer', written(options[rank]?.label), rank < 0 ? Number(name) || 1 : rank + 1)
}

function ruleWords(rules: Here['rules'], name: string): Both {
  const rank = rules.findIndex(({ id }) => id === name)
  return called('règle', 'rule', written(rules[rank]?.message), rank + 1)
}

function stepWords(definition: Definition, { part, name }: Step, here: Here): Both | undefined {
  if (part === 'page') return pageWords(definition, name)
  if (part === 'option') return optionWords(here.options, name)
  if (part === 'rule') return ruleWords(here.rules, name)
  return part === 'property' ? undefined : fieldWords(here.fields, name)
}

/** What stands under a place: the questions of a page, those of a row, the answers of a choice. */
function under({ form }: Definition, { part, name }: Step, here: Here): Here {
  if (part === 'page') {
    const { fields = [], checks = [], eligibility = [] } = form.pages.find(({ id }) => id === name) ?? {}
    return { fields, options: [], rules: [...checks, ...eligibility] }
  }
  const field = part === 'field' || part === 'row_field' ? here.fields.find(({ id }) => id === name) : undefined
  return field ? { ...here, ...within(field) } : here
}

function within(field: Field): Pick<Here, 'fields' | 'options'> {
  if (field.type === 'repeated') return { fields: field.fields as readonly Field[], options: [] }
  return { fields: [], options: field.type === 'choice' || field.type === 'choices' ? (field.options ?? []) : [] }
}

const isText = (name: string): boolean => name === 'fr' || name === 'en' || /^\d+$/.test(name)

/** The property at fault, as the definition calls it; undefined for the thing itself. */
const propertyOf = (where: Where): string | undefined =>
  where.findLast(({ part, name }) => part === 'property' && !isText(name) && Object.hasOwn(properties, name))?.name

/** "Page « La demande », question « Quel jour ? »"; undefined for the procedure as a whole. */
export function placeWords(definition: Definition, where: Where): Both | undefined {
  const { checks = [], eligibility = [] } = definition.form
  let here: Here = {
    fields: definition.form.pages.flatMap(({ fields }) => fields),
    options: [],
    rules: [...checks, ...eligibility],
  }
  const words = where.flatMap((step) => {
    const said = stepWords(definition, step, here)
    here = under(definition, step, here)
    return said ?? []
  })
  const name = propertyOf(where)
  const property = words.length === 0 && name !== undefined ? properties[name] : undefined
  const all = property ? [property] : words
  if (all.length === 0) return undefined
  return both(capital(all.map(({ fr }) => fr).join(', ')), capital(all.map(({ en }) => en).join(', ')))
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

const missing: Readonly<Record<string, (least: number) => Both>> = {
  pages: () => both('ajoutez au moins une page', 'add at least one page'),
  fields: () => both('ajoutez au moins une question', 'add at least one question'),
  options: (least) =>
    least > 1
      ? both(`proposez au moins ${least} réponses`, `offer at least ${least} answers`)
      : both('proposez au moins une réponse', 'offer at least one answer'),
  lifeEvents: () => both('choisissez au moins un moment de vie', 'choose at least one moment of life'),
  nextSteps: () => both('dites ce qui se passe ensuite', 'say what happens next'),
  accept: () => both('choisissez au moins un genre de fichier', 'choose at least one kind of file'),
}

/** What a draft still lacks, and where; undefined for another fault than a text or a list that is too short. */
export function lackWords(definition: Definition, { where, code, detail }: Problem): Both | undefined {
  if (code !== 'too_few' && code !== 'too_short') return undefined
  const said = code === 'too_few' ? toAdd(where, Number(detail)) : toWrite(where)
  const place = placeWords(definition, where)
  const isTold = place !== undefined && where.some(({ part }) => part !== 'property')
  return isTold
    ? both(`${place.fr} : ${said.fr}.`, `${place.en}: ${said.en}.`)
    : both(`${capital(said.fr)}.`, `${capital(said.en)}.`)
}

function toAdd(where: Where, least: number): Both {
  const list = where.findLast(({ part, name }) => part === 'property' && !isText(name))?.name ?? ''
  // A check stands beside the questions that it names.
  if (list === 'fields' && where.some(({ name }) => name === 'checks')) {
    return both('dites à quelle question sa règle se rapporte', 'say which question its rule is about')
  }
  return missing[list]?.(least) ?? both('il manque quelque chose', 'something is missing')
}

function toWrite(where: Where): Both {
  const name = propertyOf(where) ?? ''
  const isAnswer = where.some(({ part }) => part === 'option')
  const property = isAnswer && name === 'label' ? both('la réponse', 'the answer') : properties[name]
  return property
    ? both(`écrivez ${property.fr}`, `write ${property.en}`)
    : both('un texte manque', 'a text is missing')
}
