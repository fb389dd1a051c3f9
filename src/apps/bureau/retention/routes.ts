import { Type } from 'typebox'
import { mayPreviewEnds, previewEnds } from '#counter/dossiers'
import { route, type Route, sendPage } from '#platform/http'
import { agentWho } from '../../access/index.ts'
import type { App } from '../../app.ts'
import { framedPage, frameOf } from '../frame/index.ts'
import { RetentionPage } from './retention.page.tsx'
import { retentionTexts } from './texts.ts'

/** What will be erased, and when: for who administers the collectivity. */
export const retentionRoutes = (app: App): Route[] => [
  route({
    method: 'GET',
    url: '/bureau/:site/conservation',
    guard: agentWho(app, mayPreviewEnds),
    schema: { params: Type.Object({ site: Type.String({ maxLength: 80 }) }) },
    handle: async (request, reply, who) => {
      const { locale } = who
      const main = RetentionPage({ locale, ends: await previewEnds(who.context, who.site.id) })
      const content = { title: retentionTexts(locale).title, main, menu: 'retention' } as const
      return sendPage(reply, framedPage(frameOf(app, request, who), content))
    },
  }),
]
