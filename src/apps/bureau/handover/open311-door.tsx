import { Type } from 'typebox'
import { mayKeepPartners } from '#counter/handover'
import { chooseOpen, listOpenable, type Openable } from '#counter/open311'
import {
  Actions,
  Breadcrumbs,
  Button,
  Checkboxes,
  DescriptionList,
  EmptyState,
  Form,
  PageHead,
  Toast,
} from '#platform/html'
import type { Locale } from '#platform/i18n'
import { FormBody, route, type Route, seeOther, sendPage } from '#platform/http'
import { agentWho } from '../../access/index.ts'
import type { App } from '../../app.ts'
import { framedPage, frameOf } from '../frame/index.ts'
import { handoverTexts } from './texts.ts'

const url = '/bureau/:site/partenaires/open311'
const Site = Type.Object({ site: Type.String({ maxLength: 80 }) })

/** Where a collectivity opens its procedures of places to programs that know Open311. */
export const open311DoorRoutes = (app: App): Route[] => [
  route({
    method: 'GET',
    url,
    guard: agentWho(app, mayKeepPartners),
    schema: { params: Site, querystring: Type.Object({ fait: Type.Optional(Type.String({ maxLength: 20 })) }) },
    handle: async (request, reply, who) => {
      const openable = await listOpenable(who.context, who.site.id)
      const { locale, site } = who
      const main = DoorPage({
        locale,
        base: `/bureau/${site.slug}/partenaires`,
        address: `${app.config.publicUrl}/open311/v2`,
        jurisdiction: site.slug,
        openable,
        isDone: request.query.fait !== undefined,
      })
      const content = { title: handoverTexts(locale).door_title, main, menu: 'partners' } as const
      return sendPage(reply, framedPage(frameOf(app, request, who), content))
    },
  }),
  route({
    method: 'POST',
    url,
    guard: agentWho(app, mayKeepPartners),
    schema: { params: Site, body: FormBody },
    handle: async (request, reply, who) => {
      const chosen = [request.body['demarches'] ?? []].flat()
      await chooseOpen(who.context, who.site.id, chosen)
      return seeOther(reply, `/bureau/${who.site.slug}/partenaires/open311?fait=enregistre`)
    },
  }),
]

interface DoorProps {
  readonly locale: Locale
  /** `/bureau/corbas/partenaires` */
  readonly base: string
  readonly address: string
  readonly jurisdiction: string
  readonly openable: readonly Openable[]
  readonly isDone: boolean
}

function DoorPage({ locale, base, address, jurisdiction, openable, isDone }: DoorProps) {
  const t = handoverTexts(locale)
  return (
    <>
      {isDone && Toast({ children: t.done_saved })}
      {Breadcrumbs({ label: t.wayBack, isBack: true, links: [{ href: base, label: t.back }] })}
      {PageHead({ title: t.door_title, lead: t.door_lead })}
      <div class="stack far">
        {DescriptionList({
          items: [
            { label: t.door_address, value: <code>{address}</code> },
            { label: t.jurisdiction, value: <code>{jurisdiction}</code> },
            { label: t.key, value: t.door_key },
          ],
        })}
        {openable.length === 0
          ? EmptyState({ icon: 'share-2', level: 2, title: t.door_none, children: <p>{t.door_none_body}</p> })
          : Form({
              action: `${base}/open311`,
              children: (
                <>
                  {Checkboxes({
                    id: 'demarches',
                    name: 'demarches',
                    legend: t.door_choose,
                    hint: t.door_choose_hint,
                    values: openable.filter(({ isOpen }) => isOpen).map(({ procedure }) => procedure),
                    choices: openable.map(({ procedure, title }) => ({ value: procedure, label: title })),
                  })}
                  {Actions({ children: Button({ children: t.save }) })}
                </>
              ),
            })}
      </div>
    </>
  )
}
