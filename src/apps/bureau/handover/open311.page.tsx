import type { VNode } from 'preact'
import type { PartnerFile, There } from '#counter/handover'
import { Actions, Button, DataTable, DescriptionList, Form, Notice, Panel } from '#platform/html'
import { formats, type Locale } from '#platform/i18n'
import { partnerChip } from './partners.page.tsx'
import { handoverTexts, type HandoverTexts } from './texts.ts'

interface Open311Props {
  readonly locale: Locale
  readonly here: string
  readonly file: PartnerFile
  /** Whether its server gave the list of its services just now. */
  readonly doesAnswer: boolean
}

/** What concerns a partner whose tool is a server of Open311: whether it answers, what it did not take. */
export function Open311({ locale, here, file: { partner, givenUp }, doesAnswer }: Open311Props): VNode {
  const t = handoverTexts(locale)
  return Panel({
    title: t.open311_title,
    children: (
      <div class="stack">
        <p>{t.open311_body}</p>
        {DescriptionList({
          items: [
            { label: t.state, value: partnerChip(partner, t) },
            { label: t.address, value: <code>{partner.address ?? t.no_address}</code> },
            ...(partner.jurisdiction === null
              ? []
              : [{ label: t.jurisdiction, value: <code>{partner.jurisdiction}</code> }]),
          ],
        })}
        {!doesAnswer && Notice({ tone: 'warn', children: t.open311_silent })}
        {givenUp.length > 0 && GivenUp({ locale, givenUp })}
        {partner.isActive &&
          Form({
            action: `${here}/relever`,
            children: (
              <>
                <p>{t.open311_hurry_body}</p>
                {Actions({ children: Button({ kind: 'secondary', icon: 'refresh-cw', children: t.open311_hurry }) })}
              </>
            ),
          })}
      </div>
    ),
  })
}

function GivenUp({ locale, givenUp }: { readonly locale: Locale; readonly givenUp: readonly There[] }): VNode {
  const t = handoverTexts(locale)
  const format = formats(locale)
  return DataTable<There>({
    caption: t.open311_dead,
    rows: givenUp,
    columns: [
      { title: t.open311_since, isHeading: true, cell: ({ diedAt }) => (diedAt ? format.dateTime(diedAt) : '') },
      { title: t.open311_why, onCard: 'line', cell: ({ lastError }) => whyOf(t, lastError) },
    ],
  })
}

function whyOf(t: HandoverTexts, why: string | null): string {
  if (why === 'key') return t.open311_key
  if (why === 'unreadable' || why === 'number_twice') return t.open311_unreadable
  return t.open311_unreachable
}
