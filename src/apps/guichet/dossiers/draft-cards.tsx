import type { VNode } from 'preact'
import type { Locale } from '#kernel/localized'
import { Button, Card, CardList, Form, StateChip, Toast } from '#platform/html'
import { catalogue, formats } from '#platform/i18n'

const draftTexts = catalogue({
  fr: {
    draft: 'Brouillon',
    draftSaved: (when: string, until: string) => `Enregistré le ${when}. Il vous attend jusqu’au ${until}.`,
    remove: 'Supprimer ce brouillon',
    removed: 'Votre brouillon est supprimé, avec les fichiers joints.',
  },
  en: {
    draft: 'Draft',
    draftSaved: (when, until) => `Saved on ${when}. It waits for you until ${until}.`,
    remove: 'Delete this draft',
    removed: 'Your draft is deleted, with its attached files.',
  },
})

export interface DraftCard {
  readonly id: string
  readonly title: string
  /** Name of the collectivity, among drafts of several. */
  readonly place?: string
  readonly href: string
  readonly savedAt: Date
  readonly expiresAt: Date
  /** Where the button that gives it up is sent. */
  readonly removeAction: string
}

interface DraftCardsProps {
  readonly drafts: readonly DraftCard[]
  readonly locale: Locale
  /** Address of the page they stand on: giving one up comes back to it. */
  readonly back: string
}

/** Drafts to resume, each with the way to give it up. */
export function DraftCards({ drafts, locale, back }: DraftCardsProps): VNode {
  const texts = draftTexts(locale)
  const format = formats(locale)
  return CardList({
    isWide: true,
    children: drafts.map((draft) =>
      Card({
        title: draft.title,
        href: draft.href,
        top: StateChip({ icon: 'pen-line', label: texts.draft, tone: 'warn' }),
        children: (
          <>
            {draft.place !== undefined && <p class="meta">{draft.place}</p>}
            <p>{texts.draftSaved(format.dateTime(draft.savedAt), format.dayMonth(draft.expiresAt))}</p>
          </>
        ),
        foot: Form({
          action: draft.removeAction,
          class: 'above',
          hidden: { retour: back },
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

/** What the page says once a draft was given up on it. */
export const DraftRemoved = ({ locale }: { locale: Locale }): VNode => Toast({ children: draftTexts(locale).removed })
