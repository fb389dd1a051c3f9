import { readPattern } from '#kernel/pattern'
import type { SimpleField } from '#counter/procedures'
import type { PublikField } from '../../schema.ts'
import { calm, cut, textOfHtml } from '../words.ts'
import type { Asked, Desk } from './desk.ts'

/** Forms that a text must have, by the name of Publik's check: what to type instead is said with it. */
const patterns: Readonly<Record<string, readonly [pattern: string, message: string]>> = {
  digits: ['\\d+', 'Écrivez des chiffres seulement.'],
  'zipcode-fr': ['\\d{5}', 'Un code postal a cinq chiffres : 69960.'],
  'siren-fr': ['(?:\\d ?){9}', 'Un numéro SIREN a neuf chiffres.'],
  'nir-fr': [
    '[12378](?: ?\\d){5,12}(?: ?[\\dAB]){2,8}',
    'Un numéro de sécurité sociale a quinze chiffres : copiez celui de votre carte Vitale.',
  ],
  'nrn-be': [
    '\\d{2}[. ]?\\d{2}[. ]?\\d{2}[- ]?\\d{3}[. ]?\\d{2}',
    'Ce numéro national a onze chiffres : copiez celui de la carte d’identité.',
  ],
  url: ['https?://\\S+', 'Une adresse web commence par https://'],
}

/** A line of text, or the finer type that its check asks for. */
export function textField(field: PublikField, asked: Asked, { notebook }: Desk): SimpleField {
  const { validation } = field
  const length = Number(field.more['maxlength'] ?? 0)
  const maxLength = length > 0 ? { maxLength: Math.min(length, 500) } : {}
  if (!validation) return { ...asked, type: 'text', ...maxLength }
  switch (validation.kind) {
    case 'iban':
      return { ...asked, type: 'iban' }
    case 'siret-fr':
      return { ...asked, type: 'siret' }
    case 'phone':
    case 'phone-fr':
      return { ...asked, type: 'phone' }
    case 'time':
      return { ...asked, type: 'time' }
    case 'email':
      return { ...asked, type: 'email' }
    case 'regex':
      return { ...asked, type: 'text', ...maxLength, ...ownPattern(field, validation, notebook) }
    default:
      return { ...asked, type: 'text', ...maxLength, ...namedPattern(field, validation, notebook) }
  }
}

type Validation = NonNullable<PublikField['validation']>
type Pattern = { pattern?: string; patternMessage?: { fr: string } }

function namedPattern(field: PublikField, { kind, value, message }: Validation, notebook: Desk['notebook']): Pattern {
  const [pattern, ours] = (Object.hasOwn(patterns, kind) ? patterns[kind] : undefined) ?? []
  if (pattern !== undefined && ours !== undefined) return { pattern, patternMessage: { fr: message || ours } }
  // A condition on the value itself is carried by the page.
  if (kind !== 'django') notebook.note('not_carried', field.spot, `Contrôle ${kind} ${value}`)
  return {}
}

function ownPattern(field: PublikField, { value, message }: Validation, notebook: Desk['notebook']): Pattern {
  // The whole text is compared: what held its two ends says nothing more.
  const pattern = value.replace(/^\^/, '').replace(/(?<!\\)\$$/, '')
  if (pattern.length > 200 || !readPattern(pattern).ok) {
    notebook.note('not_carried', field.spot, `Expression régulière : ${value}`)
    return {}
  }
  const words = calm(textOfHtml(message)) || calm(textOfHtml(field.hint ?? ''))
  return { pattern, patternMessage: { fr: cut(words || 'Ce qui est écrit n’a pas la forme attendue.', 500) } }
}
