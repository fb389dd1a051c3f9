import type { VNode } from 'preact'
import type { Locale } from '#kernel/localized'
import { Button, Card, CardList, Form, StateChip } from '#platform/html'
import { catalogue, formats } from '#platform/i18n'

const draftTexts = catalogue({
  fr: {
    draft: 'Brouillon',
    draftSaved: (when: string, until: string) => `Enregistré le ${when}. Il vous attend jusqu’au ${until}.`,
    remove: 'Supprimer',
  },
  en: {
    draft: 'Draft',
    draftSaved: (when, until) => `Saved on ${when}. It waits for you until ${until}.`,
    remove: 'Delete',
  },
})

export interface DraftCard {
  readonly id: string
  readonly title: string
  readonly href: string
  readonly savedAt: Date
  readonly expiresAt: Date
  /** Where the button that gives it up is sent; no button without it. */
  readonly removeAction?: string | undefined
}

/** Drafts to resume, each with the way to give it up. */
export function DraftCards({ drafts, locale }: { drafts: readonly DraftCard[]; locale: Locale }): VNode {
  const texts = draftTexts(locale)
  const format = formats(locale)
  return CardList({
    isWide: true,
    children: drafts.map((draft) =>
      Card({
        title: draft.title,
        href: draft.href,
        top: StateChip({ icon: 'pen-line', label: texts.draft, tone: 'warn' }),
        children: <p>{texts.draftSaved(format.dateTime(draft.savedAt), format.dayMonth(draft.expiresAt))}</p>,
        foot:
          draft.removeAction &&
          Form({
            action: draft.removeAction,
            class: 'above',
            children: (
              <Button kind="plain" size="small" icon="trash-2">
                {texts.remove}
                <span class="vh"> : {draft.title}</span>
              </Button>
            ),
          }),
      }),
    ),
  })
}
