import type { VNode } from 'preact'
import type { AccountExport, PersonalData, ReadExport } from '#identity/accounts'
import { type Locale, localize } from '#kernel/localized'
import { Actions, Button, ButtonLink, Form, LinkList, Notice, Panel, Progress } from '#platform/html'
import { formats } from '#platform/i18n'
import { Layout, wayBack } from '../accounts/parts.tsx'
import { dataTexts } from './data.texts.ts'
import { backToAccount } from './profile.page.tsx'
import { Readable } from './readable.tsx'

interface DataProps {
  readonly locale: Locale
  readonly copy: AccountExport | undefined
}

/** Asks for a copy, shows how far it is, and leads to it. */
export function DataPage({ locale, copy }: DataProps): VNode {
  const t = dataTexts(locale)
  return Layout({
    title: t.title,
    lead: t.lead,
    back: backToAccount(locale),
    asideLabel: t.help,
    aside: Notice({ icon: 'lock', children: <p>{t.what}</p> }),
    children: copy === undefined ? Ask(t.ask) : copy.readyAt ? Ready(copy, locale) : Making(copy, locale),
  })
}

const Ask = (label: string, kind: 'primary' | 'quiet' = 'primary'): VNode =>
  Form({ action: '/compte/donnees', children: Actions({ children: Button({ kind, children: label }) }) })

function Making({ partsMade, partsTotal }: AccountExport, locale: Locale): VNode {
  const t = dataTexts(locale)
  const format = formats(locale)
  return Panel({
    title: t.making,
    children: (
      <>
        {Progress({ step: partsMade + 1, of: partsTotal })}
        <p>{t.progress(format.number(partsMade), format.number(partsTotal))}</p>
        <p>{t.makingNote}</p>
        <p>{ButtonLink({ href: '/compte/donnees', icon: 'refresh-cw', kind: 'secondary', children: t.refresh })}</p>
      </>
    ),
  })
}

function Ready({ id, expiresAt }: AccountExport, locale: Locale): VNode {
  const t = dataTexts(locale)
  return (
    <>
      {Panel({
        title: t.ready,
        children: (
          <>
            <p>
              {expiresAt && t.until(formats(locale).dateTime(expiresAt))} {t.downloadNote}
            </p>
            {Actions({
              children: (
                <>
                  {ButtonLink({ href: `/compte/donnees/${id}`, icon: 'book-open', children: t.read })}
                  {ButtonLink({
                    href: `/compte/donnees/${id}/donnees.json`,
                    kind: 'secondary',
                    icon: 'download',
                    children: t.download,
                  })}
                </>
              ),
            })}
          </>
        ),
      })}
      {Ask(t.again, 'quiet')}
    </>
  )
}

interface CopyProps {
  readonly locale: Locale
  readonly copy: ReadExport
  readonly houses: readonly PersonalData[]
}

const backToData = (locale: Locale, href = '/compte/donnees'): VNode => wayBack(href, dataTexts(locale).back)

/** The parts of a copy. */
export function CopyPage({ locale, copy, houses }: CopyProps): VNode {
  const t = dataTexts(locale)
  const { about, parts } = copy
  return Layout({
    title: t.parts,
    lead: t.madeOn(formats(locale).dateTime(about.askedAt)),
    back: backToData(locale),
    asideLabel: t.help,
    children: LinkList({
      links: parts.map(({ name }) => ({
        href: `/compte/donnees/${about.id}/${name}`,
        label: partTitle(name, houses, locale),
      })),
    }),
  })
}

export function partTitle(name: string, houses: readonly PersonalData[], locale: Locale): string {
  const house = houses.find((each) => each.name === name)
  return house ? localize(house.title, locale) : name
}

interface PartProps extends CopyProps {
  readonly name: string
  readonly content: unknown
}

/** One part of a copy, in words. */
export function CopyPartPage({ locale, copy, houses, name, content }: PartProps): VNode {
  const { words = {}, codes = {} } = houses.find((each) => each.name === name) ?? {}
  return Layout({
    title: partTitle(name, houses, locale),
    back: backToData(locale, `/compte/donnees/${copy.about.id}`),
    asideLabel: dataTexts(locale).help,
    children: Readable(content, { locale, words, codes }),
  })
}
