import type { Locale } from '#kernel/localized'
import { Action, Button } from '#platform/html'
import { revisionTexts } from './revision-texts.ts'
import type { RevisionView } from './view.ts'

interface FollowProps {
  readonly locale: Locale
  readonly revision: RevisionView | undefined
  readonly action: string
  readonly hidden: Record<string, string>
}

/** Its sentence and its button; nothing where nothing is asked. */
export function FollowRevision({ locale, revision, action, hidden }: FollowProps) {
  if (revision === undefined) return null
  const t = revisionTexts(locale)
  return (
    <>
      <h3>{t.title}</h3>
      <p>{revision.sentence}</p>
      <div class="acts">
        <Action action={action} hidden={{ ...hidden, passage: revision.moveId }}>
          <Button kind="quiet" isWide icon="git-branch">
            {t.follow}
          </Button>
          <p>{t.note}</p>
        </Action>
      </div>
    </>
  )
}
