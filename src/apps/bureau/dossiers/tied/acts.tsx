import type { Locale } from '#kernel/localized'
import { ButtonLink } from '#platform/html'
import { changeTexts } from './change-texts.ts'
import { tiedTexts } from './texts.ts'
import type { JoinedView } from './view.ts'

interface ActsProps {
  readonly locale: Locale
  readonly address: string
  readonly from: string
  readonly joined: JoinedView | undefined
  readonly isClosed: boolean
}

/** What one does with a request and another one, each on its page; nothing once it is treated with another. */
export function TiedActs({ locale, address, from, joined, isClosed }: ActsProps) {
  if (joined !== undefined) return null
  const t = tiedTexts(locale)
  const change = changeTexts(locale)
  return (
    <>
      <h3>{t.others}</h3>
      <div class="acts">
        <div class="act">
          <ButtonLink kind="quiet" isWide icon="link" href={`${address}/liens${from}`}>
            {t.act}
          </ButtonLink>
          <p>{t.actNote}</p>
        </div>
        <div class="act">
          <ButtonLink kind="quiet" isWide icon="copy" href={`${address}/scinder${from}`}>
            {change.split}
          </ButtonLink>
          <p>{change.splitNote}</p>
        </div>
        {!isClosed && (
          <div class="act">
            <ButtonLink kind="quiet" isWide icon="refresh-cw" href={`${address}/changer-de-demarche${from}`}>
              {change.turn}
            </ButtonLink>
            <p>{change.turnNote}</p>
          </div>
        )}
      </div>
    </>
  )
}
