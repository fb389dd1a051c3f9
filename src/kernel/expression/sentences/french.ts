import { agreed, contracted, equal, inside, label, literal, of, value, write } from './french-words.ts'
import {
  bracketed,
  calculated,
  contrary,
  isClause,
  joined,
  type Language,
  listed,
  type Manner,
  mannerOf,
  operand,
  type Phrase,
} from './phrase.ts'
import { frenchTitles } from './titles.ts'

/** A subject, and what is said of it with "être". */
const being = (subject: Phrase, said: string, manner?: Manner): Phrase => {
  const name = write(subject, manner)
  return {
    text: `${name} ${subject.isPlural ? 'sont' : 'est'} ${said}`,
    negated: `${name} ${subject.isPlural ? 'ne sont pas' : 'n’est pas'} ${said}`,
  }
}

/** A subject, and a verb given in the singular and the plural. */
const doing = (subject: Phrase, [singular, plural]: readonly [string, string], object: string): Phrase => {
  const [name, verb] = [write(subject), subject.isPlural ? plural : singular]
  const not = /^[aeiouhé]/i.test(verb) ? 'n’' : 'ne '
  return { text: `${name} ${verb} ${object}`, negated: `${name} ${not}${verb} pas ${object}` }
}

function clause(phrase: Phrase): Phrase {
  if (isClause(phrase)) return phrase
  if (phrase.literal === true || phrase.literal === 1) return { text: 'toujours', negated: 'jamais' }
  if (phrase.literal !== undefined && typeof phrase.literal !== 'string') return { text: 'jamais', negated: 'toujours' }
  const subject: Phrase = phrase.isAnswer
    ? { text: `la réponse ${contracted('à', phrase.text)}` }
    : { ...phrase, text: inside(phrase) }
  return being(subject, 'oui')
}

/** Said without an adjective: "L’école" does not tell whether it is masculine. */
function empty(phrase: Phrase): Phrase {
  const [name, thing] = [write(phrase), phrase.isAnswer ? 'réponse' : 'valeur']
  return {
    text: `${name} ${phrase.isPlural ? 'n’ont' : 'n’a'} pas de ${thing}`,
    negated: `${name} ${phrase.isPlural ? 'ont' : 'a'} une ${thing}`,
  }
}

function sameAs(left: Phrase, right: Phrase): Phrase {
  if (left.literal !== undefined && right.literal === undefined) return sameAs(right, left)
  if (right.literal === null) return empty(left)
  if (typeof right.literal === 'boolean') return right.literal ? clause(left) : contrary(clause(left))
  const manner = mannerOf([left, right])
  const object = write(right, manner)
  const isNamed = typeof right.literal === 'string' || manner?.choices !== undefined
  if (isNamed && right.literal !== undefined) return being(left, object, manner)
  return being(left, `${equal(left)} ${contracted('à', object)}`, manner)
}

const oneAmong = ([subject = operand([], 0), ...items]: readonly Phrase[]): Phrase => {
  const name = write(subject, mannerOf(items))
  const texts = items.map((item) => write(item, subject.manner))
  if (texts.length === 1) return sameAs(subject, operand(items, 0))
  return {
    text: `${name} ${subject.isPlural ? 'sont' : 'est'} ${listed(texts, 'ou')}`,
    negated: `${name} ${subject.isPlural ? 'ne sont' : 'n’est'} ni ${listed(texts, 'ni')}`,
  }
}

const compared =
  (adjective: string) =>
  (operands: readonly Phrase[]): Phrase => {
    const [left, right, manner] = [operand(operands, 0), operand(operands, 1), mannerOf(operands)]
    const words = adjective.split(' ou ').map((word) => (word === 'égal' ? equal(left) : agreed(left, word)))
    return being(left, `${words.join(' ou ')} ${contracted('à', write(right, manner))}`, manner)
  }

const date: Manner = { kind: 'date' }

const inTime =
  (said: string) =>
  (operands: readonly Phrase[]): Phrase =>
    being(operand(operands, 0), `${said} ${write(operand(operands, 1), date)}`, date)

const holding = ['contient', 'contiennent'] as const

function having([list = operand([], 0), ...items]: readonly Phrase[], word: 'ou' | 'et' | 'ni'): Phrase {
  const texts = items.map((item) => write(item, list.manner))
  const object = listed(texts, word === 'ni' ? 'ou' : word)
  const said = doing(list, holding, object)
  if (texts.length < 2) return word === 'ni' ? contrary(said) : said
  const both = doing(list, holding, `à la fois ${object}`)
  if (word === 'et') return { text: said.text, negated: contrary(both).text }
  const neither = `${write(list)} ${list.isPlural ? 'ne contiennent' : 'ne contient'} ni ${listed(texts, 'ni')}`
  return word === 'ou' ? { text: said.text, negated: neither } : { text: neither, negated: said.text }
}

/** "3 jours ouvrés": the unit in the plural past one. */
const counted = (count: Phrase, singular: string, plural: string): string => {
  const size = typeof count.literal === 'number' ? Math.abs(count.literal) : undefined
  if (size === undefined) return `${inside(count)} (en ${plural})`
  return `${literal(size)} ${size < 2 ? singular : plural}`
}

const later =
  (singular: string, plural: string) =>
  (operands: readonly Phrase[]): Phrase => {
    const [start, count] = [operand(operands, 0), operand(operands, 1)]
    const isBack = typeof count.literal === 'number' && count.literal < 0
    const text = `${inside(start, date)} ${isBack ? 'moins' : 'plus'} ${counted(count, singular, plural)}`
    return { text, manner: date, ...loose }
  }

/** What has parts is put in brackets inside a longer name. */
const loose = { bond: 'comma' } as const
const named = (text: string, more: Partial<Phrase> = {}): Phrase => ({ text, ...more })
const feminine = { isFeminine: true } as const
const plain: Manner = { kind: 'plain' }

const ofOne =
  (name: string, more: Partial<Phrase> = {}, manner?: Manner) =>
  (operands: readonly Phrase[]): Phrase =>
    named(`${name} ${of(operand(operands, 0), manner)}`, more)

const between = (name: string) => (operands: readonly Phrase[]) =>
  named(`${name} entre ${inside(operand(operands, 0), date)} et ${inside(operand(operands, 1), date)}`)

const among =
  (name: string, more: Partial<Phrase> = {}, manner?: Manner) =>
  (operands: readonly Phrase[]): Phrase => {
    const shown = manner ?? mannerOf(operands)
    return named(
      `${name} ${listed(
        operands.map((each) => inside(each, shown)),
        'et',
      )}`,
      {
        ...(shown && { manner: shown }),
        ...more,
      },
    )
  }

const followed = (after: string) => (operands: readonly Phrase[]) =>
  named(`${inside(operand(operands, 0))} ${after}`, loose)

const rounding =
  (name: string) =>
  (operands: readonly Phrase[]): Phrase => {
    const [number, places] = [operand(operands, 0), operands[1]]
    return named(`${name}${precision(places)} ${of(number)}`, number.manner && { manner: number.manner })
  }

const precision = (places: Phrase | undefined): string => {
  if (places === undefined || places.literal === 0) return ''
  if (places.literal === undefined) return ` (nombre de décimales : ${write(places)})`
  return ` à ${counted(places, 'décimale', 'décimales')}`
}

/** Positions are counted from one by people, and from the end when negative. */
function sliced(operands: readonly Phrase[]): Phrase {
  const [text, start, end] = [operand(operands, 0), operand(operands, 1), operands[2]]
  const from = start.literal
  if (typeof from === 'number' && from < 0 && end === undefined) {
    return named(`les ${literal(-from)} derniers caractères ${of(text)}`, { isPlural: true })
  }
  const first =
    typeof from === 'number' && from >= 0 ? `du caractère ${literal(from + 1)}` : `de la position ${inside(start)}`
  const last = end ? ` jusqu’au caractère ${inside(end)}` : ''
  return named(`l’extrait ${of(text)} à partir ${first}${last}`)
}

function replacing(operands: readonly Phrase[]): Phrase {
  const [text, sought, by] = [operand(operands, 0), operand(operands, 1), operand(operands, 2)]
  if (by.literal === '' || by.literal === null) return named(`${inside(text)} sans ${inside(sought)}`, loose)
  return named(`${inside(text)} où ${inside(sought)} est remplacé par ${inside(by)}`, loose)
}

function aged(operands: readonly Phrase[]): Phrase {
  const age = `l’âge d’après ${inside(operand(operands, 0), date)}`
  const day = operands[1]
  if (!day || day.isToday) return named(age)
  const text = inside(day, date)
  return named(day.literal === undefined ? `${age} à la date ${text}` : `${age} ${contracted('à', text)}`)
}

/** Positions are counted from one by people, and from the end when negative. */
function itemised(operands: readonly Phrase[]): Phrase {
  const [list, place] = [of(operand(operands, 0)), operand(operands, 1)]
  if (place.literal === 0) return named(`le premier élément ${list}`)
  if (place.literal === -1) return named(`le dernier élément ${list}`)
  if (typeof place.literal !== 'number') return named(`l’élément à la position ${inside(place)} ${list}`)
  if (place.literal < 0) return named(`l’élément ${literal(-place.literal)} en partant de la fin ${list}`)
  return named(`l’élément ${literal(place.literal + 1)} ${list}`)
}

/** Of each row: "pour chaque ligne de « Enfants », …". */
const ofRows = (operands: readonly Phrase[]): { block: string; each: Phrase } => {
  const list = operand(operands, 0)
  return list.rows
    ? { ...list.rows, each: clause(list.rows.each) }
    : { block: of(list), each: clause({ text: 'chacune' }) }
}

function everyRow(operands: readonly Phrase[]): Phrase {
  const { block, each } = ofRows(operands)
  const [all, one] = [`pour chaque ligne ${block}, ${each.text}`, `pour au moins une ligne ${block}, ${each.negated}`]
  return { text: all, negated: one, bond: 'comma' }
}

function someRow(operands: readonly Phrase[]): Phrase {
  const { block, each } = ofRows(operands)
  const [one, all] = [`pour au moins une ligne ${block}, ${each.text}`, `pour chaque ligne ${block}, ${each.negated}`]
  return { text: one, negated: all, bond: 'comma' }
}

function countedRows(operands: readonly Phrase[]): Phrase {
  const { block, each } = ofRows(operands)
  return named(`le nombre de lignes ${block} où ${bracketed(each)}`)
}

const months = 'janvier février mars avril mai juin juillet août septembre octobre novembre décembre'.split(' ')
const weekdays = 'lundi mardi mercredi jeudi vendredi samedi dimanche'.split(' ')
const nouns = (names: readonly string[]): Manner => ({
  kind: 'plain',
  choices: new Map(names.map((name, index) => [String(index + 1), name])),
})

const concatenated = among('le texte formé de')

const words = { and: 'et', or: 'ou' }

const functions: Language['functions'] = {
  not: (operands) => contrary(clause(operand(operands, 0))),
  and: (operands) => joined(operands.map(clause), 'and', words),
  or: (operands) => joined(operands.map(clause), 'or', words),
  isEmpty: (operands) => empty(operand(operands, 0)),
  firstFilled: (operands) => named(operands.map((each) => inside(each)).join(', ou à défaut '), { bond: 'comma' }),
  equals: (operands) => sameAs(operand(operands, 0), operand(operands, 1)),
  notEquals: (operands) => contrary(sameAs(operand(operands, 0), operand(operands, 1))),
  oneOf: oneAmong,
  greaterThan: compared('supérieur'),
  greaterThanEq: compared('supérieur ou égal'),
  lessThan: compared('inférieur'),
  lessThanEq: compared('inférieur ou égal'),
  isBefore: inTime('avant'),
  isBeforeEq: inTime('au plus tard'),
  isAfter: inTime('après'),
  isAfterEq: inTime('au plus tôt'),
  isSameDay: inTime('le même jour que'),
  contains: (operands) => having(operands, 'ou'),
  notContains: (operands) => having(operands, 'ni'),
  plus: (operands) => calculated(operands, '+', write),
  minus: (operands) => calculated(operands, '−', write),
  multiply: (operands) => calculated(operands, '×', write),
  divide: (operands) => calculated(operands, '÷', write),
  round: rounding('l’arrondi'),
  roundUp: rounding('l’arrondi supérieur'),
  roundDown: rounding('l’arrondi inférieur'),
  min: among('le plus petit nombre parmi'),
  max: among('le plus grand nombre parmi'),
  formatNumber: ([number = operand([], 0), places]) =>
    named(`${inside(number)} en chiffres${precision(places)}`, loose),
  formatAmount: ([cents = operand([], 0)]) => named(`${inside(cents, { kind: 'amount' })} en euros`, loose),
  absolute: ofOne('la valeur absolue', feminine),
  concat: (operands) => (operands.length === 0 ? named('un texte vide') : concatenated(operands)),
  upperCase: followed('en majuscules'),
  lowerCase: followed('en minuscules'),
  upperCaseFirst: followed('avec une majuscule au début'),
  lowerCaseFirst: followed('avec une minuscule au début'),
  trim: followed('sans espaces autour'),
  startsWith: ([text = operand([], 0), ...more]) =>
    doing(text, ['commence', 'commencent'], `par ${inside(operand(more, 0))}`),
  endsWith: ([text = operand([], 0), ...more]) =>
    doing(text, ['finit', 'finissent'], `par ${inside(operand(more, 0))}`),
  stringLength: ofOne('la longueur', feminine),
  stringSlice: sliced,
  stringReplace: replacing,
  stringIndexOf: (operands) =>
    named(`la position ${of(operand(operands, 1))} dans ${inside(operand(operands, 0))}`, feminine),
  commaContains: (operands) =>
    doing(operand(operands, 0), holding, `${inside(operand(operands, 1))} entre ses virgules`),
  plusDays: later('jour', 'jours'),
  plusWorkingDays: later('jour ouvré', 'jours ouvrés'),
  plusMonths: later('mois', 'mois'),
  plusYears: later('an', 'ans'),
  daysBetween: between('le nombre de jours'),
  workingDaysBetween: between('le nombre de jours ouvrés'),
  monthsBetween: between('le nombre de mois'),
  age: aged,
  year: ofOne('l’année', { ...feminine, manner: plain }, date),
  month: ofOne('le mois', { manner: nouns(months) }, date),
  dayOfMonth: ofOne('le jour du mois', {}, date),
  weekday: ofOne('le jour de la semaine', { manner: nouns(weekdays) }, date),
  isWorkingDay: (operands) => being(operand(operands, 0), 'un jour ouvré', date),
  earliest: among('la première date parmi', feminine, date),
  latest: among('la dernière date parmi', feminine, date),
  formatDate: (operands) => {
    const [day, pattern] = [inside(operand(operands, 0), date), operands[1]]
    return named(pattern ? `${day} au format ${inside(pattern)}` : `${day} au format court`)
  },
  list: among('la liste de', feminine),
  split: (operands) =>
    named(`les parties ${of(operand(operands, 0))} entre chaque ${inside(operand(operands, 1))}`, { isPlural: true }),
  item: itemised,
  count: (operands) => {
    const list = operand(operands, 0)
    return named(list.rows ? `le nombre de lignes ${list.rows.block}` : `le nombre de choix dans ${inside(list)}`)
  },
  any: (operands) => having(operands, 'ou'),
  all: (operands) => having(operands, 'et'),
  none: (operands) => having(operands, 'ni'),
  join: ([list = operand([], 0), separator]) =>
    named(`les éléments ${of(list)} séparés par ${separator ? inside(separator) : 'des virgules'}`, { isPlural: true }),
  sum: ofOne('la somme', feminine),
  average: ofOne('la moyenne', feminine),
  smallest: ofOne('le plus petit nombre'),
  largest: ofOne('le plus grand nombre'),
  countIf: countedRows,
  every: everyRow,
  some: someRow,
}

export const french: Language = {
  label,
  literal,
  clause,
  value,
  choose: (test, then, otherwise) => {
    const condition = clause(test)
    if (isClause(then) || (otherwise && isClause(otherwise))) {
      const [yes, no] = [clause(then), clause(otherwise ?? { text: '', literal: false })]
      const said = (a: string, b: string | undefined): string => `si ${bracketed(condition)}, ${a}, et sinon ${b}`
      return {
        text: said(bracketed(yes), bracketed(no)),
        negated: said(bracketed(contrary(yes)), bracketed(contrary(no))),
        bond: 'comma',
      }
    }
    const manner = mannerOf([then, ...(otherwise ? [otherwise] : [])])
    const rest = otherwise ? `, sinon ${inside(otherwise, manner)}` : ''
    return named(`${inside(then, manner)} si ${bracketed(condition)}${rest}`, {
      bond: 'comma',
      ...(manner && { manner }),
    })
  },
  rows: (block, each) => {
    const place = of(block)
    const text = `${bracketed(value(each))} sur chaque ligne ${place}`
    return named(text, { rows: { block: place, each }, ...(each.manner && { manner: each.manner }) })
  },
  today: { text: 'aujourd’hui', isToday: true, manner: date },
  caseData: {
    number: { text: 'le numéro de la demande' },
    status: { text: 'l’état de la demande' },
    submittedAt: { text: 'le jour du dépôt', manner: date },
    channel: { text: 'le canal du dépôt' },
    deadline: { text: 'la date limite de réponse', isFeminine: true, manner: date },
  },
  functions,
  titles: frenchTitles,
}
