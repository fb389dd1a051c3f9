import type { FastifyReply } from 'fastify'
import type { Wait } from '#identity/accounts'
import type { Locale } from '#kernel/localized'
import { catalogue, formats } from '#platform/i18n'

const texts = catalogue({
  fr: {
    tooManyTitle: 'Attendez avant de réessayer',
    tooMany: (time: string) =>
      `Il y a eu trop d’essais. Pour protéger votre compte, vous pourrez réessayer à partir de ${time}.`,
    stormTitle: 'Réessayez dans un instant',
    storm:
      'Quelqu’un essaie beaucoup de mots de passe en ce moment. Pour protéger tous les comptes, les connexions sont ralenties quelques secondes. Une clé d’accès ou un lien reçu par courriel passe tout de suite.',
    busyTitle: 'Réessayez dans quelques secondes',
    busy: 'Beaucoup de personnes arrivent en même temps. Rien n’est perdu : envoyez la page de nouveau dans un instant.',
  },
  en: {
    tooManyTitle: 'Wait before trying again',
    tooMany: (time) => `There were too many attempts. To protect your account, you can try again from ${time} on.`,
    stormTitle: 'Try again in a moment',
    storm:
      'Someone is trying many passwords right now. To protect every account, signing in is slowed down for a few seconds. A passkey or a link by e-mail goes through at once.',
    busyTitle: 'Try again in a few seconds',
    busy: 'Many people are arriving at once. Nothing is lost: send the page again in a moment.',
  },
})

/** When to come back, for the person. */
export interface Delay {
  readonly title: string
  readonly sentence: string
}

const minute = 60_000

/** Says when to come back, to programs and to the person: the minute after, so that coming back then does work. */
export function delayOf(reply: FastifyReply, wait: Wait, at: { readonly now: Date; readonly locale: Locale }): Delay {
  void reply.header('retry-after', String(wait.retryAfterSeconds))
  const t = texts(at.locale)
  if (wait.reason === 'storm') return { title: t.stormTitle, sentence: t.storm }
  if (wait.reason === 'busy') return { title: t.busyTitle, sentence: t.busy }
  const from = at.now.getTime() + wait.retryAfterSeconds * 1000
  const time = formats(at.locale).time(new Date(Math.ceil(from / minute) * minute))
  return { title: t.tooManyTitle, sentence: t.tooMany(time) }
}
