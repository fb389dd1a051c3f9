import type { FastifyReply } from 'fastify'
import { changeProfile, getAccount, listChanges } from '#identity/accounts'
import { FormBody, route, type Route, seeOther } from '#platform/http'
import { type Member, signedIn } from '../../access/index.ts'
import type { App } from '../../app.ts'
import { type Errors, errorsOf } from '../accounts/faults.ts'
import { typedIn } from '../accounts/typed.ts'
import { HistoryPage, ProfilePage, type ProfileTyped } from './profile.page.tsx'
import { profileTexts } from './profile.texts.ts'
import { type Seen, show } from './show.ts'

/** `/compte/coordonnees` and `/compte/historique`: what the account says, and what it said. */
export const profileRoutes = (app: App): Route[] => [
  route({
    method: 'GET',
    url: '/compte/coordonnees',
    guard: signedIn(app),
    schema: {},
    handle: (request, reply, who) => answer(app, request, reply, { who }),
  }),
  saveRoute(app),
  route({
    method: 'GET',
    url: '/compte/historique',
    guard: signedIn(app),
    schema: {},
    handle: async (request, reply, who) => {
      const { locale } = who
      const changes = await listChanges(who.context, who.account.accountId)
      return show(app, request, reply, {
        who,
        title: profileTexts(locale).historyTitle,
        main: HistoryPage({ locale, changes }),
      })
    },
  }),
]

const saveRoute = (app: App): Route =>
  route({
    method: 'POST',
    url: '/compte/coordonnees',
    guard: signedIn(app),
    schema: { body: FormBody },
    perMinute: 30,
    handle: async (request, reply, who) => {
      const typed: ProfileTyped = {
        givenName: typedIn(request.body, 'givenName'),
        familyName: typedIn(request.body, 'familyName'),
        phone: typedIn(request.body, 'phone'),
        locale: typedIn(request.body, 'locale') === 'en' ? 'en' : 'fr',
      }
      const changed = await changeProfile(who.context, { accountId: who.account.accountId, ...typed })
      if (changed.ok) return seeOther(reply, changed.value ? '/compte?fin=profil' : '/compte')
      return answer(app, request, reply, { who, typed, errors: errorsOf(changed.refusal.faults, who.locale) })
    },
  })

interface Answer {
  readonly who: Member
  /** As the account says, when nothing was typed yet. */
  readonly typed?: ProfileTyped
  readonly errors?: Errors
}

async function answer(app: App, request: Seen, reply: FastifyReply, said: Answer): Promise<FastifyReply> {
  const { who, errors } = said
  const account = await getAccount(who.context, who.account.accountId)
  const typed = said.typed ?? { ...account, phone: account.phone ?? '' }
  return show(app, request, reply, {
    who,
    title: profileTexts(who.locale).title,
    main: ProfilePage({ locale: who.locale, account, typed, errors: errors ?? {} }),
    status: errors ? 422 : 200,
  })
}
