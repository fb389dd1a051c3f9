import type { VNode } from 'preact'
import type { FileKind } from '#platform/files'
import { Button, Details } from '#platform/html'
import type { KeptChoice } from './kept.ts'
import type { Sheet } from './sheet.ts'
import { controlTexts } from './texts.ts'

const kindOf = (mediaType: string): FileKind => {
  if (mediaType === 'application/pdf') return 'pdf'
  return mediaType.startsWith('image/') ? 'image' : 'document'
}

interface KeptChoicesProps {
  readonly sheet: Pick<Sheet, 'kept' | 'locale'>
  /** Name of the file input. */
  readonly name: string
  readonly kinds: readonly FileKind[]
}

/** What somebody keeps and this question takes: one button each, and what pressing it means. */
export function KeptChoices({ sheet, name, kinds }: KeptChoicesProps): VNode | null {
  const fitting = sheet.kept.filter(({ mediaType }) => kinds.includes(kindOf(mediaType)))
  if (fitting.length === 0) return null
  const t = controlTexts(sheet.locale)
  const line = ({ id, name: title, kind, isMarked }: KeptChoice) => (
    <li>
      {Button({
        kind: 'quiet',
        size: 'small',
        icon: 'file-plus',
        name: 'page-action',
        value: `reuse:${name}:${id}`,
        children: t.joinKept(title),
      })}
      <p class="meta">{isMarked ? t.keptMarked(kind) : kind}</p>
    </li>
  )
  return Details({
    summary: t.kept,
    children: (
      <div class="stack">
        <p>{t.keptConsent}</p>
        <ul class="plain stack">{fitting.map(line)}</ul>
      </div>
    ),
  })
}
