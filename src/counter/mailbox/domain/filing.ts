import type { Definition } from '#counter/procedures'
import type { BoxMapping } from '../schema.ts'

/** What a new mail answers to the form under which it is filed. */
export interface FilledByMail {
  /** By input name. */
  readonly inputs: Readonly<Record<string, string>>
  /** The question that takes its files; null: they go with the request. */
  readonly filesField: string | null
}

export interface MailToFile {
  readonly fromName: string
  readonly fromAddress: string
  readonly subject: string
  readonly text: string
}

/** The name that a mail gives, or what stands before the @ of its address. */
export function personOf({ fromName, fromAddress }: Pick<MailToFile, 'fromName' | 'fromAddress'>): string {
  const name = fromName.replaceAll(/["<>]/g, '').trim()
  return name !== '' && !name.includes('@') ? name : fromAddress.slice(0, Math.max(0, fromAddress.indexOf('@')))
}

/** A question that a mail can answer. */
export interface MappedQuestion {
  readonly id: string
  readonly label: string
}

export interface MappedQuestions {
  readonly texts: readonly MappedQuestion[]
  readonly files: readonly MappedQuestion[]
}

/** The questions of a form that can take a text or files, in their order. */
export function mappedQuestions({ form }: Pick<Definition, 'form'>): MappedQuestions {
  const fields = form.pages.flatMap((page) => page.fields)
  const named = (types: readonly string[]) =>
    fields.flatMap((field) =>
      types.includes(field.type) && 'label' in field && field.label ? [{ id: field.id, label: field.label.fr }] : [],
    )
  return { texts: named(['long_text', 'text']), files: named(['file']) }
}

interface Places {
  readonly subject: string | undefined
  readonly text: string | undefined
  readonly files: string | undefined
}

/** Where a mail goes in a form: as its mailbox says, otherwise its text in the first long question, its files in the first that takes some. */
function placesIn({ form }: Pick<Definition, 'form'>, mapping: BoxMapping): Places {
  const fields = form.pages.flatMap((page) => page.fields)
  const known = (id: string | undefined) => fields.find((field) => field.id === id)?.id
  return {
    subject: known(mapping.subject),
    text: known(mapping.text) ?? fields.find(({ type }) => type === 'long_text')?.id,
    files: known(mapping.files) ?? fields.find(({ type }) => type === 'file')?.id,
  }
}

/** Longest answers that forms take. */
const [longestLine, longestText] = [200, 4000]

/** The inputs of a form. Who has one name only has it twice: a form asks for both. What is longer stays whole in the mail. */
export function filledBy(
  definition: Pick<Definition, 'form' | 'applicant'>,
  mapping: BoxMapping,
  mail: MailToFile,
): FilledByMail {
  const places = placesIn(definition, mapping)
  const [given = '', ...family] = personOf(mail).split(/\s+/)
  const { identity, email } = definition.applicant
  const text = mail.text.trim() === '' ? mail.subject : mail.text.trim()
  const whole = places.subject === undefined && mail.subject !== '' && text !== mail.subject
  const inputs: readonly (readonly [string | undefined, string])[] = [
    [`${identity}.givenName`, given.slice(0, 80)],
    [`${identity}.familyName`, (family.join(' ') || given).slice(0, 80)],
    [email, mail.fromAddress],
    [places.subject, mail.subject.slice(0, longestLine)],
    [places.text, (whole ? `${mail.subject}\n\n${text}` : text).slice(0, longestText)],
  ]
  return {
    inputs: Object.fromEntries(
      inputs.flatMap(([name, value]) => (name !== undefined && value !== '' ? [[name, value] as const] : [])),
    ),
    filesField: places.files ?? null,
  }
}
