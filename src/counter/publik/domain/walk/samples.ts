import type { Field, SimpleField, SimpleValue } from '#counter/procedures'
import { textMatching } from './patterns.ts'

/** What a sample is made for: the day it is, and how many others were refused before it. */
export interface Sampling {
  /** `YYYY-MM-DD`. */
  readonly today: string
  readonly attempt: number
  /** Ids of the files that were deposited. */
  readonly files: { readonly image: string; readonly pdf: string }
}

const day = (today: string, days: number): string =>
  new Date(Date.parse(`${today}T12:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)

/** Days from today that forms commonly want: soon, later, of a grown-up, of a child, of before. */
const distances = [20, 0, 3, -1, 60, 150, -12_000, -3000, 400, -40]

const at = <T>(list: readonly T[], index: number): T | undefined => list[index % Math.max(1, list.length)]

function sampleDate(field: Extract<SimpleField, { type: 'date' }>, { today, attempt }: Sampling): string {
  const wanted = at(distances, attempt) ?? 0
  const least = Math.max(field.earliest ?? -20_000, wanted)
  return day(today, Math.min(field.latest ?? 20_000, least))
}

const texts = ['Exemple', '69960', 'BE0123456789', '12', '0470123456', 'Camille Exemple']

function sampleText(field: Extract<SimpleField, { type: 'text' }>, { attempt }: Sampling): string {
  const found = field.pattern === undefined ? undefined : textMatching(field.pattern, attempt)
  return (found ?? at(texts, attempt) ?? '').slice(0, field.maxLength ?? 200)
}

function sampleNumber(field: Extract<SimpleField, { type: 'number' | 'amount' }>, attempt: number): number {
  const { minimum = 1, maximum = 1_000_000 } = field
  return Math.min(maximum, Math.max(minimum, [1, 2, 10, 100, 1000][attempt % 5] ?? 1))
}

type Sampler<T extends SimpleField['type']> = (
  field: Extract<SimpleField, { type: T }>,
  sampling: Sampling,
) => SimpleValue | undefined

const fixed: Partial<Record<SimpleField['type'], readonly SimpleValue[]>> = {
  long_text: ['Exemple'],
  email: ['camille.exemple@exemple.test'],
  phone: ['+33612345678'],
  address: [{ line: '1 rue de l’Exemple', postalCode: '69960', city: 'Exemple' }],
  commune: ['69273'],
  identity: [{ givenName: 'Camille', familyName: 'Exemple', birthDate: '1990-01-01', birthPlace: 'Exemple' }],
  siret: ['73282932000074'],
  rna: ['W691234567'],
  iban: ['FR7630006000011234567890189'],
  time: ['10:00', '15:30'],
  slot: ['exemple'],
  card: ['exemple'],
  map: [{ geometry: { type: 'Point', coordinates: [4.85, 45.75] }, description: 'Devant l’exemple' }],
  signature: [{ signedBy: 'Camille Exemple' }],
  yes_no: [true, false],
}

const samplers: { readonly [T in SimpleField['type']]?: Sampler<T> } = {
  text: sampleText,
  number: (field, { attempt }) => sampleNumber(field, attempt),
  amount: (field, { attempt }) => sampleNumber(field, attempt),
  date: sampleDate,
  date_range: (field, { today, attempt }) => {
    const from = day(today, Math.max(field.earliest ?? 0, at(distances, attempt) ?? 0))
    return { from, to: from }
  },
  choice: (field, { attempt }) => (field.options ? at(field.options, attempt)?.value : 'exemple'),
  choices: (field, { attempt }) => [(field.options ? at(field.options, attempt)?.value : undefined) ?? 'exemple'],
  file: ({ accept }, { files }) => [accept?.includes('image') === false ? files.pdf : files.image],
  computed: () => undefined,
  information: () => undefined,
}

/** An answer that the field should take; another one at each attempt, as far as it has several. */
export function sampleOf(
  field: Field,
  sampling: Sampling,
): SimpleValue | readonly Readonly<Record<string, SimpleValue>>[] | undefined {
  if (field.type === 'repeated') {
    const pairs = field.fields.flatMap((each): [string, SimpleValue][] => {
      const value = each.type === 'repeated' ? undefined : sampleSimple(each, sampling)
      return value === undefined ? [] : [[each.id, value]]
    })
    return [Object.fromEntries(pairs)]
  }
  return sampleSimple(field, sampling)
}

function sampleSimple(field: SimpleField, sampling: Sampling): SimpleValue | undefined {
  const values = fixed[field.type]
  if (values) return at(values, sampling.attempt)
  return (samplers[field.type] as Sampler<SimpleField['type']> | undefined)?.(field, sampling)
}
