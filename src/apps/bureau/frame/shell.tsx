import { type Assets, BureauShell, Notice, Page, render, SkipLink } from '#platform/html'
import { formats } from '#platform/i18n'
import { strengthenPath } from '../../access/index.ts'
import type { Frame, FramedContent } from './frame.ts'
import { menuOf } from './menu.ts'
import { initialsOf } from './people.ts'
import { frameTexts } from './texts.ts'

/** A rule that will ask for two factors is said before it does. */
function FactorNotice({ locale, secondFactorFrom, here }: Frame) {
  if (secondFactorFrom === undefined) return null
  const texts = frameTexts(locale)
  return (
    <div class="stack">
      {Notice({
        tone: 'warn',
        icon: 'shield-alert',
        children: (
          <>
            {texts.factorSoon(formats(locale).fullDate(secondFactorFrom))}{' '}
            <a href={strengthenPath(here)}>{texts.factorDo}</a>
          </>
        ),
      })}
      <span />
    </div>
  )
}

/** The whole document of a page of the bureau. */
export function framedPage(frame: Frame, content: FramedContent): string {
  const { locale, assets, site, account } = frame
  const texts = frameTexts(locale)
  const place = site?.name ?? texts.platform
  const title = texts.titleOf(content.title, place)
  const name = `${account.givenName} ${account.familyName}`
  return render(
    <Page
      lang={locale}
      title={content.isRefused === true ? texts.errorTitle(title) : title}
      site="bureau"
      isPrivate
      stylesheets={[assets.assetHref('style.css'), assets.assetHref('bureau.css')]}
      fontHref={assets.assetHref('atkinson-hyperlegible-next-latin.woff2')}
      iconHref={assets.assetHref('icon.svg')}
      scripts={availableScripts(assets, content.scripts ?? [])}
    >
      <SkipLink label={texts.skip} />
      <BureauShell
        site={{ name: texts.bureau, href: site ? `/bureau/${site.slug}/demandes` : '/bureau', collectivity: place }}
        labels={{ menu: texts.menu, nav: texts.nav }}
        search={
          site && {
            action: `/bureau/${site.slug}/demandes`,
            name: 'q',
            label: texts.search,
            placeholder: texts.searchShort,
            value: content.search,
          }
        }
        account={{ href: '/compte', name, initials: initialsOf(name) }}
        groups={menuOf(frame, content)}
      >
        {FactorNotice(frame)}
        {content.main}
      </BureauShell>
    </Page>,
  )
}

/** A script that is not served is left out: each page works without. */
function availableScripts(assets: Assets, names: readonly string[]): string[] {
  return names.flatMap((name) => {
    try {
      return [assets.assetHref(name)]
    } catch {
      return []
    }
  })
}
