import type { Definition, Field } from '#counter/procedures'
import { localize } from '#kernel/localized'
import type { Attribute, Report, Service } from './schema.ts'

const fieldsOf = (definition: Definition): readonly Field[] => definition.form.pages.flatMap(({ fields }) => fields)

/** Where it is asked where something is: without it a procedure is no service of Open311. */
export const placeOf = (definition: Definition): Field | undefined =>
  fieldsOf(definition).find(({ type }) => type === 'address')

const datatypes: Readonly<Partial<Record<Field['type'], Attribute['datatype']>>> = {
  choice: 'singlevaluelist',
  choices: 'multivaluelist',
  text: 'string',
  long_text: 'text',
  number: 'number',
  date: 'datetime',
}

export function serviceOf(definition: Definition): Service {
  return {
    code: definition.slug,
    name: localize(definition.title, 'fr'),
    description: localize(definition.summary, 'fr'),
    keywords: definition.keywords?.fr ?? [],
    attributes: fieldsOf(definition).flatMap(attributeOf),
  }
}

function attributeOf(field: Field): Attribute[] {
  const datatype = datatypes[field.type]
  if (datatype === undefined || !('label' in field)) return []
  const isRequired = !('optional' in field && field.optional === true) && !('condition' in field && field.condition)
  const options = 'options' in field && Array.isArray(field.options) ? (field.options as readonly Option[]) : []
  return [
    {
      code: field.id,
      datatype,
      isRequired,
      description: localize(field.label, 'fr'),
      values: options.map(({ value, label }) => ({ key: value, name: localize(label, 'fr') })),
    },
  ]
}

interface Option {
  readonly value: string
  readonly label: Parameters<typeof localize>[0]
}

/** The first attribute that a report lacks. */
export const missingIn = ({ attributes }: Service, report: Report): string | undefined =>
  attributes.find(({ code, isRequired }) => isRequired && (report.attributes[code] ?? []).every((each) => each === ''))
    ?.code

/** The answers of a report as they would be typed, by name of the controls. What has no question goes with the description. */
export function inputsOf(definition: Definition, report: Report): Record<string, string | readonly string[]> {
  const known = new Set(serviceOf(definition).attributes.map(({ code }) => code))
  const { applicant } = definition
  const { line, postalCode, city } = addressIn(report.address)
  const place = placeOf(definition)?.id
  const about = fieldsOf(definition).findLast(({ type }) => type === 'long_text')?.id
  const inputs: Record<string, string | readonly string[]> = {}
  const put = (name: string, value: string): void => {
    if (value !== '') inputs[name] = value
  }
  for (const [code, values] of Object.entries(report.attributes)) if (known.has(code)) inputs[code] = one(values)
  if (place !== undefined) {
    put(`${place}.line`, line)
    put(`${place}.postalCode`, postalCode)
    put(`${place}.city`, city)
  }
  if (applicant.identity !== undefined) {
    put(`${applicant.identity}.givenName`, report.givenName)
    put(`${applicant.identity}.familyName`, report.familyName)
  }
  if (applicant.email !== undefined) put(applicant.email, report.email)
  if (applicant.phone !== undefined) put(applicant.phone, report.phone)
  if (about !== undefined) put(about, [inputs[about] ?? '', wordsOf(report)].filter((part) => part !== '').join('\n'))
  return inputs
}

const one = (values: readonly string[]): string | readonly string[] =>
  values.length === 1 ? (values[0] ?? '') : values

/** What the person wrote, and what the form has no question for. A picture is not fetched: its address is for the agent. */
function wordsOf({ description, mediaUrl, latitude, longitude }: Report): string {
  const point = latitude === undefined || longitude === undefined ? '' : `${latitude}, ${longitude}`
  return [description, point, mediaUrl]
    .filter((part) => part !== '')
    .join('\n')
    .slice(0, 1000)
}

/** "27 rue des Essais, 69000 Essaiville" in its parts; what cannot be told apart stays in the first. */
function addressIn(text: string): { readonly line: string; readonly postalCode: string; readonly city: string } {
  const [, line, postalCode, city] = /^(.*?)[\s,]+(\d{5})\s+([^,]+)/.exec(text.trim()) ?? []
  if (line === undefined || postalCode === undefined || city === undefined)
    return { line: text.trim(), postalCode: '', city: '' }
  return { line, postalCode, city: city.trim() }
}
