import { Action, Button } from '#platform/html'
import { catalogue } from '#platform/i18n'
import type { CasePageProps } from './view.ts'

const pinTexts = catalogue({
  fr: {
    pin: 'Épingler',
    pinNote: 'La demande reste dans vos « Épinglées », même si quelqu’un d’autre la suit ou la clôt.',
    unpin: 'Ne plus épingler',
    pinned: 'Elle est dans vos « Épinglées » ; personne d’autre ne le voit.',
  },
  en: {
    pin: 'Pin',
    pinNote: 'The request stays among those you pinned, even when somebody else follows or closes it.',
    unpin: 'Unpin',
    pinned: 'It is among the requests you pinned; nobody else sees that.',
  },
})

/** Keeps the request in the reader's own list, or takes it out. */
export function PinAction({ locale, address, from, isPinned }: CasePageProps) {
  const texts = pinTexts(locale)
  return (
    <Action action={`${address}/${isPinned ? 'desepingler' : 'epingler'}${from}`}>
      <Button kind="quiet" isWide icon="pin">
        {isPinned ? texts.unpin : texts.pin}
      </Button>
      <p>{isPinned ? texts.pinned : texts.pinNote}</p>
    </Action>
  )
}
