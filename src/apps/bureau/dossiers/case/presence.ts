import type { AgentDossierFile } from '#counter/dossiers'
import type { Locale } from '#kernel/localized'
import { catalogue, formats } from '#platform/i18n'

const texts = catalogue({
  fr: {
    reads: (names: string, many: boolean) => `${names} ${many ? 'consultent' : 'consulte'} aussi cette demande.`,
    writes: (names: string, many: boolean) => `${names} ${many ? 'écrivent' : 'écrit'} sur cette demande.`,
    changed: 'La demande a changé depuis que vous l’avez ouverte.',
  },
  en: {
    reads: (names, many) => `${names} ${many ? 'are' : 'is'} reading this request too.`,
    writes: (names, many) => `${names} ${many ? 'are' : 'is'} writing on this request.`,
    changed: 'The request has changed since you opened it.',
  },
})

type Present = AgentDossierFile['present'][number]

/** Who else has the request open, in a sentence or two; nothing when nobody has. */
export function presenceSentence(others: readonly Present[], locale: Locale): string {
  const t = texts(locale)
  const say = (doing: Present['doing']): string[] => {
    const names = others.filter((each) => each.doing === doing).map(({ name }) => name)
    return names.length === 0 ? [] : [t[doing](formats(locale).list(names), names.length > 1)]
  }
  return [...say('writes'), ...say('reads')].join(' ')
}

export const presenceTexts = texts
