import type { VNode } from 'preact'
import { localize } from '#kernel/localized'
import type { SimpleField } from '#counter/procedures'
import { acceptedExtensions, type FileKind } from '#platform/files'
import { FileInput, type IconName, type ReceivedFile } from '#platform/html'
import { formats } from '#platform/i18n'
import { KeptChoices } from './kept-choices.tsx'
import { idOf, type Sheet, typedList } from './sheet.ts'
import { controlTexts } from './texts.ts'

type FileField_ = Extract<SimpleField, { type: 'file' }>

/** How many files a field takes when its author did not say. */
const defaultMaxFiles = 5
const everyKind: readonly FileKind[] = ['pdf', 'image', 'document']

export const maxFilesOf = (field: FileField_): number => field.maxFiles ?? defaultMaxFiles

/** The kinds that a field takes; whoever takes documents takes PDF too. */
export function kindsOf(field: FileField_): readonly FileKind[] {
  const asked = field.accept ?? everyKind
  return asked.includes('document') ? [...new Set<FileKind>(['pdf', ...asked])] : asked
}

const accepts = new Map<string, string>()

/** The `accept` list of an input, worked out once for each set of kinds. */
function acceptOf(kinds: readonly FileKind[]): string {
  const key = kinds.join()
  const known = accepts.get(key) ?? acceptedExtensions(kinds).join()
  accepts.set(key, known)
  return known
}

const iconOf = (mediaType: string): IconName => (mediaType.startsWith('image/') ? 'image' : 'file-text')

/** Files to join, above those received so far. */
export function FileField({ field, name, sheet }: { field: FileField_; name: string; sheet: Sheet }): VNode {
  const texts = controlTexts(sheet.locale)
  const format = formats(sheet.locale)
  const kinds = kindsOf(field)
  const maximum = maxFilesOf(field)
  const names = kinds.map((kind) => texts[`kind_${kind}`]).join(', ')
  const size = format.fileSize(20_000_000)
  const limits = maximum === 1 ? texts.fileKinds(names, size) : texts.filesKinds(names, size, format.number(maximum))
  const hint = field.hint ? `${localize(field.hint, sheet.locale)} ${capital(limits)}` : capital(limits)
  const ids = typedList(sheet, name).filter((id) => sheet.attachments.has(id))
  return (
    <>
      {ids.map((id) => (
        <input type="hidden" name={name} value={id} />
      ))}
      {FileInput({
        id: idOf(name),
        name,
        label: localize(field.label, sheet.locale),
        hint,
        error: sheet.errors.get(name),
        optionalMark: field.optional ? texts.optional : undefined,
        received: ids.map((id) => receivedFile(id, sheet)),
        remove: { name: 'remove-file', label: texts.removeFile },
        accept: acceptOf(kinds),
        isMultiple: maximum > 1,
        isRequired: field.optional !== true,
        receivedLabel: texts.receivedFiles,
      })}
      {ids.length < maximum && KeptChoices({ sheet, name, kinds })}
    </>
  )
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

function receivedFile(id: string, sheet: Sheet): ReceivedFile {
  const file = sheet.attachments.get(id)
  if (!file) return { id, name: id }
  return {
    id,
    name: file.name,
    href: sheet.fileHref(id) || undefined,
    note: formats(sheet.locale).fileSize(file.size),
    icon: iconOf(file.mediaType),
    state: { label: controlTexts(sheet.locale).received, icon: 'check', tone: 'ok' },
  }
}
