import { type Locale, localize } from '#kernel/localized'
import { catalogue, formats } from '#platform/i18n'
import {
  type FieldError,
  type FieldErrorCode,
  type FieldType,
  locate,
  type LocalizedText,
  type Page,
  type SimpleField,
} from '#counter/procedures'
import type { FileRefusal } from '#platform/files'
import { exampleDay } from './example-day.ts'

/** What to do about a refused entry. Each says the label, so that it is understood in the list above the form too. */
const texts = catalogue({
  fr: {
    required: (label: string) => `Répondez à « ${label} »`,
    required_text: (label: string) => `Complétez « ${label} »`,
    required_number: (label: string) => `Indiquez un nombre pour « ${label} »`,
    required_amount: (label: string) => `Indiquez un montant pour « ${label} », par exemple 12,50`,
    required_date: (label: string, example: string) => `Indiquez une date pour « ${label} », par exemple ${example}`,
    required_yes_no: (label: string) => `Répondez par oui ou par non à « ${label} »`,
    required_choice: (label: string) => `Choisissez une réponse à « ${label} »`,
    required_choices: (label: string) => `Cochez au moins une réponse à « ${label} »`,
    required_email: 'Indiquez votre adresse e-mail, par exemple nom@exemple.fr',
    required_phone: 'Indiquez votre numéro de téléphone, par exemple 06 39 98 12 34',
    required_file: (label: string) => `Joignez un fichier à « ${label} »`,
    required_commune: (label: string) => `Choisissez une commune dans « ${label} »`,
    required_line: 'Indiquez le numéro et la rue, par exemple 12 rue des Tilleuls',
    required_postalCode: (example: string) => `Indiquez votre code postal, par exemple ${example}`,
    required_city: 'Indiquez la commune',
    required_givenName: 'Indiquez le prénom',
    required_familyName: 'Indiquez le nom',
    required_birthDate: 'Indiquez la date de naissance, par exemple 27 3 1987',
    required_birthPlace: 'Indiquez le lieu de naissance',
    too_long: (label: string, maximum: string) => `Raccourcissez « ${label} » : ${maximum} caractères au plus`,
    pattern: (label: string) => `Vérifiez la forme de « ${label} »`,
    not_a_number: (label: string) => `Écrivez « ${label} » en chiffres, par exemple 12`,
    not_whole: (label: string) => `Indiquez un nombre entier pour « ${label} », sans virgule`,
    too_many_decimals: (label: string, decimals: string) =>
      `Gardez ${decimals} chiffres au plus après la virgule pour « ${label} »`,
    too_small: (label: string, minimum: string) => `Indiquez au moins ${minimum} pour « ${label} »`,
    too_large: (label: string, maximum: string) => `Indiquez au plus ${maximum} pour « ${label} »`,
    not_an_amount: (label: string) => `Écrivez « ${label} » en euros, par exemple 12,50`,
    not_a_date: (label: string, example: string) =>
      `Cette date n’existe pas. Corrigez « ${label} », par exemple ${example}`,
    incomplete_date: (label: string) => `Complétez le jour, le mois et l’année de « ${label} »`,
    short_year: (label: string) => `Écrivez l’année de « ${label} » avec ses quatre chiffres, par exemple 2027`,
    too_early: (label: string, day: string) => `Choisissez pour « ${label} » une date à partir du ${day}`,
    too_late: (label: string, day: string) => `Choisissez pour « ${label} » une date jusqu’au ${day}`,
    before_other: (label: string, day: string) =>
      `Choisissez pour « ${label} » une date égale ou postérieure au ${day}`,
    not_an_option: (label: string) => `Choisissez une des réponses proposées à « ${label} »`,
    too_many_choices: (label: string, maximum: string) =>
      `Gardez ${maximum === '1' ? 'une seule réponse' : `${maximum} réponses au plus`} à « ${label} »`,
    not_an_email: 'Vérifiez votre adresse e-mail : elle s’écrit comme nom@exemple.fr',
    not_a_phone: 'Vérifiez le numéro de téléphone : dix chiffres, par exemple 06 39 98 12 34',
    not_a_postal_code: (example: string) => `Indiquez un code postal de cinq chiffres, par exemple ${example}`,
    outside_collectivity: (codes: string) => `Indiquez une adresse dans la commune : code postal ${codes}`,
    not_a_commune: (label: string) => `Choisissez une commune de la liste dans « ${label} »`,
    too_many_files: (label: string, maximum: string) =>
      `Gardez ${maximum === '1' ? 'un seul fichier' : `${maximum} fichiers au plus`} dans « ${label} »`,
    wrong_file_type: (file: string) => `Remplacez « ${file} » : ce type de fichier n’est pas accepté ici`,
    too_few_rows: (label: string, minimum: string) => `Remplissez au moins ${minimum} fois « ${label} »`,
    too_many_rows: (label: string, maximum: string) =>
      `Gardez ${maximum === '1' ? 'une seule ligne' : `${maximum} lignes au plus`} dans « ${label} »`,
    required_slot: (label: string) => `Choisissez un horaire dans « ${label} »`,
    required_card: (label: string) => `Choisissez dans la liste « ${label} »`,
    required_map: (label: string) => `Décrivez le lieu de « ${label} », ou donnez ses coordonnées`,
    required_signature: 'Écrivez vos prénom et nom pour signer',
    required_agreed: 'Cochez « Je signe »',
    not_a_siret: (label: string) =>
      `Vérifiez « ${label} » : un SIRET a quatorze chiffres, par exemple 356 000 000 00048`,
    not_an_rna: (label: string) => `Vérifiez « ${label} » : un W et neuf chiffres, par exemple W691234567`,
    not_an_iban: (label: string) => `Vérifiez « ${label} » : recopiez l’IBAN de votre relevé bancaire, en entier`,
    not_a_time: (label: string) => `Indiquez une heure pour « ${label} », par exemple 9 h 30`,
    reversed_range: (label: string, day: string) =>
      `Choisissez pour la fin de « ${label} » une date à partir du ${day}`,
    not_a_place: (label: string) =>
      `Vérifiez les coordonnées de « ${label} » : latitude, longitude, par exemple 45.7640, 4.8357`,
    too_few_points: (label: string, minimum: string) =>
      `Donnez au moins ${minimum} points pour « ${label} », un par ligne`,
    crossing_lines: (label: string) =>
      `Le contour de « ${label} » se croise lui-même : déplacez ou retirez un point, dans l’ordre où l’on en fait le tour`,
    not_listed: (label: string) => `Choisissez dans la liste de « ${label} »`,
    slot_gone: (label: string) => `Choisissez un autre horaire dans « ${label} » : celui-ci vient d’être pris`,
    check: (label: string) => `Vérifiez « ${label} »`,
    ineligible: (_label: string) => 'Cette démarche n’est pas faite pour votre situation',
    inRow: (row: string, sentence: string) => `${row} : ${sentence}`,
  },
  en: {
    required: (label) => `Answer “${label}”`,
    required_text: (label) => `Fill in “${label}”`,
    required_number: (label) => `Give a number for “${label}”`,
    required_amount: (label) => `Give an amount for “${label}”, for example 12.50`,
    required_date: (label, example) => `Give a date for “${label}”, for example ${example}`,
    required_yes_no: (label) => `Answer yes or no to “${label}”`,
    required_choice: (label) => `Choose an answer to “${label}”`,
    required_choices: (label) => `Tick at least one answer to “${label}”`,
    required_email: 'Give your e-mail address, for example name@example.com',
    required_phone: 'Give your phone number, for example 06 39 98 12 34',
    required_file: (label) => `Attach a file to “${label}”`,
    required_commune: (label) => `Choose a town in “${label}”`,
    required_line: 'Give the number and street, for example 12 rue des Tilleuls',
    required_postalCode: (example) => `Give your postcode, for example ${example}`,
    required_city: 'Give the town',
    required_givenName: 'Give the given name',
    required_familyName: 'Give the family name',
    required_birthDate: 'Give the date of birth, for example 27 3 1987',
    required_birthPlace: 'Give the place of birth',
    too_long: (label, maximum) => `Shorten “${label}”: ${maximum} characters at most`,
    pattern: (label) => `Check how “${label}” is written`,
    not_a_number: (label) => `Write “${label}” in figures, for example 12`,
    not_whole: (label) => `Give a whole number for “${label}”`,
    too_many_decimals: (label, decimals) => `Keep at most ${decimals} decimals for “${label}”`,
    too_small: (label, minimum) => `Give at least ${minimum} for “${label}”`,
    too_large: (label, maximum) => `Give at most ${maximum} for “${label}”`,
    not_an_amount: (label) => `Write “${label}” in euros, for example 12.50`,
    not_a_date: (label, example) => `This date does not exist. Correct “${label}”, for example ${example}`,
    incomplete_date: (label) => `Complete the day, month and year of “${label}”`,
    short_year: (label) => `Write the year of “${label}” with its four figures, for example 2027`,
    too_early: (label, day) => `Choose a date from ${day} on for “${label}”`,
    too_late: (label, day) => `Choose a date until ${day} for “${label}”`,
    before_other: (label, day) => `Choose a date on or after ${day} for “${label}”`,
    not_an_option: (label) => `Choose one of the answers offered to “${label}”`,
    too_many_choices: (label, maximum) => `Keep at most ${maximum} answers to “${label}”`,
    not_an_email: 'Check your e-mail address: it is written like name@example.com',
    not_a_phone: 'Check the phone number: ten figures, for example 06 39 98 12 34',
    not_a_postal_code: (example) => `Give a postcode of five figures, for example ${example}`,
    outside_collectivity: (codes) => `Give an address in the town: postcode ${codes}`,
    not_a_commune: (label) => `Choose a town of the list in “${label}”`,
    too_many_files: (label, maximum) =>
      `Keep ${maximum === '1' ? 'one file only' : `at most ${maximum} files`} in “${label}”`,
    wrong_file_type: (file) => `Replace “${file}”: this type of file is not accepted here`,
    too_few_rows: (label, minimum) => `Fill in “${label}” at least ${minimum} times`,
    too_many_rows: (label, maximum) => `Keep at most ${maximum} rows in “${label}”`,
    required_slot: (label) => `Choose a time in “${label}”`,
    required_card: (label) => `Choose from the list “${label}”`,
    required_map: (label) => `Describe the place of “${label}”, or give its coordinates`,
    required_signature: 'Write your given and family name to sign',
    required_agreed: 'Tick “I sign”',
    not_a_siret: (label) => `Check “${label}”: a SIRET has fourteen figures, for example 356 000 000 00048`,
    not_an_rna: (label) => `Check “${label}”: a W and nine figures, for example W691234567`,
    not_an_iban: (label) => `Check “${label}”: copy the whole IBAN from your bank statement`,
    not_a_time: (label) => `Give a time for “${label}”, for example 9:30`,
    reversed_range: (label, day) => `Choose a date from ${day} on for the end of “${label}”`,
    not_a_place: (label) => `Check the coordinates of “${label}”: latitude, longitude, for example 45.7640, 4.8357`,
    too_few_points: (label, minimum) => `Give at least ${minimum} points for “${label}”, one a line`,
    crossing_lines: (label) =>
      `The outline of “${label}” crosses itself: move or remove a point, in the order in which one walks around`,
    not_listed: (label) => `Choose from the list of “${label}”`,
    slot_gone: (label) => `Choose another time in “${label}”: this one has just been taken`,
    check: (label) => `Check “${label}”`,
    ineligible: () => 'This service is not made for your situation',
    inRow: (row, sentence) => `${row}: ${sentence}`,
  },
})

const refusalTexts = catalogue({
  fr: {
    too_large: (name: string, limit: string) =>
      `« ${name} » dépasse ${limit}. Réduisez-le, ou prenez une photo moins grande, puis joignez-le de nouveau`,
    empty: (name: string) => `« ${name} » est vide. Choisissez un autre fichier`,
    disguised: (name: string) =>
      `« ${name} » n’est pas ce que son nom annonce. Enregistrez-le au format PDF ou JPG, puis joignez-le de nouveau`,
    forbidden_type: (name: string) => `« ${name} » n’est pas d’un type accepté. Joignez un PDF ou une photo`,
    infected: (name: string) => `« ${name} » contient un programme malveillant. Il n’a pas été gardé`,
    too_many: (name: string) => `« ${name} » est un fichier de trop. Retirez-en un autre d’abord`,
  },
  en: {
    too_large: (name, limit) =>
      `“${name}” is over ${limit}. Make it smaller, or take a smaller photo, then attach it again`,
    empty: (name) => `“${name}” is empty. Choose another file`,
    disguised: (name) => `“${name}” is not what its name says. Save it as PDF or JPG, then attach it again`,
    forbidden_type: (name) => `“${name}” is not of an accepted type. Attach a PDF or a photo`,
    infected: (name) => `“${name}” holds malicious code. It was not kept`,
    too_many: (name) => `“${name}” is one file too many. Remove another first`,
  },
})

export type UploadRefusal = FileRefusal | 'too_many'

/** Why a file was not kept and what to do, as a sentence. */
export function refusalSentence(refusal: UploadRefusal, name: string, locale: Locale): string {
  const maximum = formats(locale).fileSize(20_000_000)
  return refusalTexts(locale)[refusal](name, maximum)
}

interface FieldAt {
  readonly field: SimpleField | undefined
  readonly label: string
  /** "Enfant 2", for a field of a row; "Enfant 2, Vaccin 1" for a row of a row. */
  readonly row: string | undefined
}

/** The field that a path leads to: `children.1.birth` → the field `birth` in the second row of `children`. */
function fieldAt(page: Page, path: string, locale: Locale): FieldAt {
  const found = locate(page, path)
  if (!found) return { field: undefined, label: path, row: undefined }
  const names = found.rows.map(({ field, row }) => `${localize(field.rowLabel, locale)} ${row + 1}`)
  const row = names.length === 0 ? undefined : names.join(', ')
  const label = localize(found.field.label, locale)
  return { field: found.field.type === 'repeated' ? undefined : found.field, label, row }
}

/** What the field of an input is called, within its row when it has one: "Enfant 2 : Prénom". */
export function labelAt(page: Page, input: string, locale: Locale): string {
  const { label, row } = fieldAt(page, input, locale)
  return row === undefined ? label : `${row} : ${label}`
}

interface Reader {
  readonly locale: Locale
  /** A postal code of the collectivity, as an example. */
  readonly postalCode: string
  /** ISO day: the example of a date is counted from it. */
  readonly today: string
}

/** What to do about a refused entry. */
export function errorSentence(page: Page, error: FieldError, reader: Reader): string {
  const at = fieldAt(page, error.field, reader.locale)
  const sentence = error.code === 'required' ? requiredSentence(error, at, reader) : faultSentence(error, at, reader)
  return at.row === undefined ? sentence : texts(reader.locale).inRow(at.row, sentence)
}

const requiredParts = ['line', 'postalCode', 'city', 'givenName', 'familyName', 'birthPlace', 'agreed'] as const

function requiredSentence(error: FieldError, { field, label }: FieldAt, { locale, postalCode, today }: Reader): string {
  const t = texts(locale)
  const rest = error.input.slice(error.field.length + 1)
  if (rest.startsWith('birthDate')) return t.required_birthDate
  const part = requiredParts.find((each) => each === rest)
  if (part !== undefined) return part === 'postalCode' ? t.required_postalCode(postalCode) : t[`required_${part}`]
  return requiredByType({ field, label }, t, today)
}

function requiredByType({ field, label }: Pick<FieldAt, 'field' | 'label'>, t: ErrorTexts, today: string): string {
  const type = field?.type
  if (type === 'email' || type === 'phone' || type === 'signature') return t[`required_${type}`]
  if (type === 'long_text') return t.required_text(label)
  if (type === 'date' || type === 'date_range') return t.required_date(label, exampleDay(field, today))
  return isNamed(type) ? t[`required_${type}`](label) : t.required(label)
}

type ErrorTexts = ReturnType<typeof texts>

/** Types whose absence has a sentence of its own. */
const named = [
  'text',
  'number',
  'amount',
  'yes_no',
  'choice',
  'choices',
  'file',
  'commune',
  'slot',
  'card',
  'map',
] as const
const isNamed = (type: FieldType | undefined): type is (typeof named)[number] => named.some((each) => each === type)

/** Codes whose sentence is completed by the label and one value, by the name of that value. */
const completed = {
  too_long: 'maximum',
  too_many_decimals: 'decimals',
  too_small: 'minimum',
  too_large: 'maximum',
  too_many_choices: 'maximum',
  too_many_files: 'maximum',
  too_few_rows: 'minimum',
  too_many_rows: 'maximum',
  too_early: 'day',
  too_late: 'day',
  before_other: 'day',
  reversed_range: 'day',
  too_few_points: 'minimum',
} as const

const isCompleted = (code: FieldErrorCode): code is keyof typeof completed => code in completed

/** Codes whose sentence its author wrote. */
const authored = ['pattern', 'check', 'ineligible'] as const
const isAuthored = (code: FieldErrorCode): code is (typeof authored)[number] => authored.some((each) => each === code)

function faultSentence(error: FieldError, { field, label }: FieldAt, { locale, postalCode, today }: Reader): string {
  const t = texts(locale)
  const { code, params = {} } = error
  if (isCompleted(code)) return t[code](label, valueText(params[completed[code]], field, locale))
  if (code === 'not_an_email' || code === 'not_a_phone') return t[code]
  if (isAuthored(code)) return isText(params['message']) ? localize(params['message'], locale) : t[code](label)
  if (code === 'not_a_postal_code') return t.not_a_postal_code(postalCode)
  if (code === 'outside_collectivity') return t.outside_collectivity(plain(params['codes']) ?? postalCode)
  if (code === 'wrong_file_type') return t.wrong_file_type(plain(params['file']) ?? label)
  // Of these only the sentence of a date gives an example.
  return t[code](label, exampleDay(field, today))
}

type Value = string | number | LocalizedText | undefined

const plain = (value: Value): string | undefined => (typeof value === 'string' ? value : undefined)

const isText = (value: Value): value is LocalizedText => typeof value === 'object'

function valueText(value: Value, field: SimpleField | undefined, locale: Locale): string {
  const format = formats(locale)
  if (typeof value === 'number')
    return field?.type === 'amount' ? format.euros(value) : numberText(value, field, locale)
  if (typeof value !== 'string') return value ? localize(value, locale) : ''
  return /^\d{4}-\d{2}-\d{2}$/.test(value) ? format.date(value) : value
}

function numberText(value: number, field: SimpleField | undefined, locale: Locale): string {
  const text = formats(locale).number(value)
  return field?.type === 'number' && field.unit ? `${text} ${localize(field.unit, locale)}` : text
}
